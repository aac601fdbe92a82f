//! A further way to log in, for somebody who is logged in.

use entity::customer;

use super::subject::IdToken;
use crate::account::identity;
use crate::account::proof::{Earlier, prove_mailbox};
use crate::account::store;
use crate::actor::Actor;
use crate::app::App;
use crate::customer::service as customers;
use crate::error::{Code, Error, Result};

/// Lets the caller, a customer, log in by whom an ID token is about. Again changes nothing. A verified
/// e-mail that is the account's proves its mailbox.
///
/// # Errors
/// [`Error::Unauthenticated`] and [`Error::Forbidden`] for who is no customer; [`Code::NotFound`] for an
/// unknown provider; [`Code::InvalidToken`] for a token that is not good; [`Code::IdentityTaken`] when
/// another customer logs in by it.
pub async fn link_identity(app: &App, actor: &Actor, shown: &IdToken) -> Result<customer::Model> {
    actor.need_login()?;
    let subject = app.issuers.subject(shown).await?;
    let mut tx = app.db.begin().await?;
    let customer = customers::lock_own(&tx, actor).await?;
    let id = &customer.id;
    let known = store::identity::find(tx.conn(), &subject.provider, &subject.id).await?;
    match known.and_then(|login| login.customer_id) {
        Some(owner) if owner == *id => {}
        Some(_) => return Err(taken()),
        None => {
            let (provider, subject) = (&subject.provider, &subject.id);
            let linked = identity::link(app, &mut tx, actor, id, provider, subject).await?;
            linked.ok_or_else(taken)?;
        }
    }
    let customer = if subject.proves(customer.email.as_deref()) {
        prove_mailbox(app, &mut tx, actor, customer, Earlier::Stays).await?
    } else {
        customer
    };
    tx.commit_with(customer).await
}

fn taken() -> Error {
    let message = "Another customer logs in by this.";
    Error::refused(Code::IdentityTaken, message, ["input", "idToken"])
}
