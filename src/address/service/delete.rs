//! Deleting addresses.

use std::collections::BTreeSet;

use entity::customer_address::Model;
use entity::{AddressId, CustomerId, Prefixed};

use crate::actor::{Actor, Scope};
use crate::address::store;
use crate::app::App;
use crate::customer;
use crate::db::Tx;
use crate::error::{Code, Fault, Result, UserError};
use crate::event::Event;

/// Deletes those of the addresses that are there and that the actor may change. A deleted default
/// leaves none.
///
/// # Errors
/// When the database fails.
pub async fn delete(
    app: &App,
    actor: &Actor,
    ids: &[String],
) -> Result<(Vec<AddressId>, Vec<UserError>)> {
    let asked = crate::value::distinct(ids)?;
    let known: Vec<_> = asked
        .iter()
        .filter_map(|(_, id)| AddressId::parse(id))
        .collect();
    let (mut tx, rows) = locked(app, actor, &known).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id.clone()).collect();
    store::delete(&tx, &ids, app.clock.now()).await?;
    let (mut deleted, mut missing) = (Vec::new(), Vec::new());
    for (index, id) in asked {
        match rows.iter().find(|row| row.id.as_str() == id) {
            Some(row) => {
                let event = Event::AddressDeleted(row.customer_id.clone(), row.id.clone());
                tx.record(event.by(actor, &app.clock));
                deleted.push(row.id.clone());
            }
            None => missing.push(Fault::new(Code::NotFound, "There is no such address.").at([
                "input".to_owned(),
                "ids".to_owned(),
                index.to_string(),
            ])),
        }
    }
    tx.commit_with((deleted, missing)).await
}

/// The addresses within the actor's reach, whose customers are locked. Begins anew when a merge gives
/// one of them another owner meanwhile, as an update does.
async fn locked(app: &App, actor: &Actor, ids: &[AddressId]) -> Result<(Tx, Vec<Model>)> {
    loop {
        let tx = app.db.begin().await?;
        let seen = store::by_ids(tx.conn(), ids).await?;
        let owners: BTreeSet<CustomerId> = seen.into_iter().map(|row| row.customer_id).collect();
        let (customers, others): (Vec<_>, Vec<_>) = owners
            .into_iter()
            .partition(|owner| actor.reaches(owner, Scope::CustomersWrite));
        customer::service::lock_all(&tx, &customers).await?;
        let mut rows = store::by_ids(tx.conn(), ids).await?;
        rows.retain(|row| !others.contains(&row.customer_id));
        if rows.iter().all(|row| customers.contains(&row.customer_id)) {
            return Ok((tx, rows));
        }
    }
}
