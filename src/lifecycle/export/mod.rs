//! Everything held about one customer, as one document: for the customer's right to have it, and for
//! staff who are asked.

mod by_email;
mod rows;

use entity::CustomerId;
use serde_json::{Value, json};

use crate::actor::{Actor, Scope};
use crate::app::App;
use crate::error::Result;
use crate::{account, address, customer, event, group, mail};

/// For whom a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reader<'a> {
    /// The customer, who gets neither what staff keep for themselves nor who of staff did something.
    Owner(&'a CustomerId),
    /// Staff, who get everything but secrets.
    Staff,
}

/// What is held about a customer, deleted addresses and groups too; none for an unknown customer,
/// another's, and to anyone but staff a deleted one. Nobody gets hashes of passwords and tokens.
///
/// # Errors
/// When the database fails.
pub async fn export(app: &App, actor: &Actor, id: &CustomerId) -> Result<Option<Value>> {
    let reader = if actor.has(Scope::CustomersRead) {
        Reader::Staff
    } else if actor.customer() == Some(id) {
        Reader::Owner(id)
    } else {
        return Ok(None);
    };
    let found = customer::service::find(&app.db, id, reader == Reader::Staff).await?;
    let Some(customer) = found else {
        return Ok(None);
    };
    let (addresses, joined, identities, sessions, events) = tokio::try_join!(
        address::service::held(&app.db, id),
        group::service::held(&app.db, id),
        account::identity::held(&app.db, id),
        account::session::held(&app.db, id),
        event::held(&app.db, id),
    )?;
    let emails = by_email::emails(&customer, &identities);
    let (mails, counters) = tokio::try_join!(
        mail::held(app, &emails),
        account::throttle::held(app, &emails),
    )?;
    let (memberships, groups): (Vec<_>, Vec<_>) = joined.into_iter().unzip();
    Ok(Some(json!({
        "customer": rows::customer(customer, reader),
        "addresses": list(addresses, rows::address),
        "memberships": list(memberships, |row| rows::membership(row, reader)),
        "groups": list(groups, rows::group),
        "identities": list(identities, rows::identity),
        "sessions": list(sessions, rows::session),
        "loginCounters": list(counters, |row| by_email::counter(&row)),
        "mails": list(mails, by_email::mail),
        "events": list(events, |row| rows::event(row, reader)),
    })))
}

fn list<M>(rows: Vec<M>, object: impl FnMut(M) -> Value) -> Value {
    rows.into_iter().map(object).collect()
}
