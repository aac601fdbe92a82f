//! Logging out.

use super::store;
use crate::actor::Actor;
use crate::app::App;
use crate::error::Result;

/// Ends the session of a customer; its access tokens stop at once. For anyone else there is nothing to
/// end.
///
/// # Errors
/// When the database fails.
pub async fn logout(app: &App, actor: &Actor) -> Result<()> {
    if let Actor::Customer { session, .. } = actor {
        let tx = app.db.begin().await?;
        store::session::delete(tx.conn(), session).await?;
        tx.commit_with(()).await?;
    }
    Ok(())
}
