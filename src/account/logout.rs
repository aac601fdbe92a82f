//! Logging out.

use super::refresh_token::{RefreshToken, Standing};
use super::store;
use crate::actor::Actor;
use crate::app::App;
use crate::error::Result;

/// Ends the session of a customer; its access tokens stop at once. Where nobody is logged in any more, a
/// refresh token that works says which session to end. For anyone else there is nothing to end.
///
/// # Errors
/// When the database fails.
pub async fn logout(app: &App, actor: &Actor, refresh_token: Option<&str>) -> Result<()> {
    if let Actor::Customer { session, .. } = actor {
        let tx = app.db.begin().await?;
        store::session::delete(tx.conn(), session).await?;
        tx.commit_with(()).await?;
    } else if let Some(token) = refresh_token.and_then(RefreshToken::parse) {
        end_by(app, &token).await?;
    }
    Ok(())
}

async fn end_by(app: &App, token: &RefreshToken) -> Result<()> {
    let tx = app.db.begin().await?;
    let session = store::session::lock(&tx, &token.session()).await?;
    let (now, grace) = (app.clock.now(), app.settings.accounts.refresh_grace);
    let works = |session| token.standing(session, now, grace) != Standing::Other;
    if session.as_ref().is_some_and(works) {
        store::session::delete(tx.conn(), &token.session()).await?;
    }
    tx.commit_with(()).await
}
