//! A further way to log in, for somebody who is logged in.

use entity::customer;

use super::subject::Subject;
use crate::account::identity;
use crate::account::proof::{Prover, prove_mailbox};
use crate::account::store;
use crate::actor::Actor;
use crate::app::App;
use crate::customer::service as customers;
use crate::db::Tx;
use crate::error::{Code, Error, Result};

/// Lets the caller, a customer, log in by whom an ID token is about. Again changes nothing. A verified
/// e-mail that is the account's proves its mailbox; then the guests with it come along, locked, to be
/// claimed.
///
/// # Errors
/// [`Error::Unauthenticated`] and [`Error::Forbidden`] for who is no customer; [`Code::IdentityTaken`] when
/// another customer logs in by it.
pub async fn link(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    subject: &Subject,
) -> Result<(customer::Model, Vec<customer::Model>)> {
    let (own, _) = actor.need_login()?;
    let sharing = customers::lock_with(tx, subject.email.as_ref(), own).await?;
    let customer = sharing.account(own).cloned();
    let customer = customer.ok_or(Error::Unauthenticated)?;
    let known = store::identity::find(tx.conn(), &subject.provider, &subject.id).await?;
    match known.and_then(|login| login.customer_id) {
        Some(owner) if owner == *own => {}
        Some(_) => return Err(taken()),
        None => {
            let (provider, id) = (&subject.provider, &subject.id);
            let linked = identity::link(app, tx, actor, own, provider, id).await?;
            linked.ok_or_else(taken)?;
        }
    }
    if !subject.proves(customer.email.as_deref()) {
        return Ok((customer, Vec::new()));
    }
    let customer = prove_mailbox(app, tx, actor, customer, Prover::Holder).await?;
    Ok((customer, sharing.guests))
}

fn taken() -> Error {
    let message = "Another customer logs in by this.";
    Error::refused(Code::IdentityTaken, message, ["input", "idToken"])
}
