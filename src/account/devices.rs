//! A customer's own sessions, ended by the customer.

use entity::SessionId;

use super::store;
use crate::actor::Actor;
use crate::app::App;
use crate::customer::service as customers;
use crate::error::{Code, Error, Result};

/// Ends one of the caller's sessions, be it this one; its tokens stop at once.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`] for who is no customer; [`Code::NotFound`] for a
/// session that has ended, and for another's.
pub async fn revoke(app: &App, actor: &Actor, id: &SessionId) -> Result<()> {
    let (customer, _) = actor.need_login()?;
    let tx = app.db.begin().await?;
    if !store::session::delete_own(&tx, customer, id, app.clock.now()).await? {
        let message = "There is no such object.";
        return Err(Error::refused(Code::NotFound, message, ["input", "id"]));
    }
    tx.commit_with(()).await
}

/// Ends every session of the caller but this one; their tokens stop at once.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`] for who is no customer.
pub async fn logout_everywhere(app: &App, actor: &Actor) -> Result<()> {
    let (_, session) = actor.need_login()?;
    let tx = app.db.begin().await?;
    // First, as by whatever ends several: two of them never wait for each other's sessions.
    let customer = customers::lock_own(&tx, actor).await?;
    store::session::delete_others(&tx, &customer.id, session).await?;
    tx.commit_with(()).await
}
