//! Taking a way to log in away.

use entity::{IdentityId, auth_identity, customer};

use super::identity::EMAILPASS;
use super::store;
use crate::actor::{Actor, Scope};
use crate::app::App;
use crate::customer::service as customers;
use crate::error::{Code, Error, Result};
use crate::event::Event;

/// Takes a login from its customer for good, and ends the sessions that it opened.
///
/// # Errors
/// [`Code::NotFound`] for an unknown login, and for another's; [`Code::LastIdentity`] when there is no
/// other by which the customer can log in.
pub async fn unlink_identity(app: &App, actor: &Actor, id: &IdentityId) -> Result<customer::Model> {
    let mut tx = app.db.begin().await?;
    let owner = store::identity::owner(&tx, id).await?;
    // Before the customer is asked for, whose refusal would tell that the login is there.
    let owner = owner
        .filter(|owner| actor.reaches(owner, Scope::CustomersWrite))
        .ok_or_else(not_found)?;
    let customer = customers::lock(&tx, actor, &owner, &["input", "id"]).await?;
    let (own, others): (Vec<_>, Vec<_>) = store::identity::of(&tx, &owner)
        .await?
        .into_iter()
        .partition(|login| login.id == *id);
    let login = own.into_iter().next().ok_or_else(not_found)?;
    if !others.iter().any(|other| logs_in(app, other)) {
        let message = "It is the only way to log in.";
        return Err(Error::refused(Code::LastIdentity, message, ["input", "id"]));
    }
    store::identity::remove(&tx, id).await?;
    tx.record(Event::IdentityUnlinked(owner, login.provider).by(actor, &app.clock));
    tx.commit_with(customer).await
}

/// Whether somebody can log in by it: it has a password, or a provider that is still in the settings.
fn logs_in(app: &App, login: &auth_identity::Model) -> bool {
    if login.provider == EMAILPASS {
        login.password_hash.is_some()
    } else {
        app.issuers.has(&login.provider)
    }
}

fn not_found() -> Error {
    let message = "There is no such login.";
    Error::refused(Code::NotFound, message, ["input", "id"])
}
