//! A customer's own sessions, ended by the customer.

use entity::SessionId;

use super::store;
use crate::actor::Actor;
use crate::app::App;
use crate::error::{Code, Error, Result};

/// Ends one of the caller's sessions, be it this one; its tokens stop at once.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`] for who is no customer; [`Code::NotFound`] for a
/// session that has ended, and for another's.
pub async fn revoke(app: &App, actor: &Actor, id: &SessionId) -> Result<()> {
    let (customer, _) = actor.need_login()?;
    if store::session::delete_own(&app.db, customer, id, app.clock.now()).await? {
        return Ok(());
    }
    let message = "There is no such object.";
    Err(Error::refused(Code::NotFound, message, ["input", "id"]))
}

/// Ends every session of the caller but this one; their tokens stop at once.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`] for who is no customer.
pub async fn logout_everywhere(app: &App, actor: &Actor) -> Result<()> {
    let (customer, session) = actor.need_login()?;
    store::session::delete_others(app.db.write(), customer, session).await
}
