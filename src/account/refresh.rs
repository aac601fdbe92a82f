//! Refreshing: a refresh token is given up for new tokens of the same session.

use std::sync::Arc;

use entity::session;

use super::keys::Ring;
use super::refresh_token::{RefreshToken, Standing};
use super::session::{LoggedIn, idle_expiry, tokens};
use super::store;
use super::store::session::Rotation;
use crate::actor::Actor;
use crate::app::App;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::event::Event;

/// Gives up a refresh token for new tokens.
///
/// The token just given up gives the same successor for a grace of some seconds, so that neither an
/// answer that was lost nor two refreshes at once log anyone out. One given up earlier ends the
/// session, since whoever shows it is a thief, or was robbed (RFC 9700, 4.14). One that was never given
/// out changes nothing, even if it names a session.
///
/// # Errors
/// [`Code::InvalidToken`] for a token that is not the session's, or whose session has ended or expired.
pub async fn refresh(app: &App, shown: &str) -> Result<LoggedIn> {
    let token = RefreshToken::parse(shown).ok_or_else(invalid)?;
    let ring = app.keys.ring().await?;
    let tx = app.db.begin().await?;
    let session = store::session::lock(&tx, &token.session()).await?;
    let now = app.clock.now();
    let mut session = session
        .filter(|session| now < session.idle_expires_at)
        .ok_or_else(invalid)?;
    let successor = token.successor(&ring.refresh);
    match token.standing(&session, now, app.settings.accounts.refresh_grace) {
        Standing::Current => rotate(app, &tx, &mut session, &successor).await?,
        Standing::JustSpent => {}
        Standing::Other => {
            // Looking back through the session's tokens takes a while; nobody waits for it.
            drop(tx);
            end_if_spent(app, token, session, ring).await?;
            return Err(invalid());
        }
    }
    let customer = store::identity::account(&tx, &session.customer_id)
        .await?
        .ok_or_else(invalid)?;
    let tokens = tokens(app, &ring, &session, &successor)?;
    tx.commit_with(LoggedIn { customer, tokens }).await
}

async fn rotate(
    app: &App,
    tx: &Tx,
    session: &mut session::Model,
    successor: &RefreshToken,
) -> Result<()> {
    let now = app.clock.now();
    session.idle_expires_at = idle_expiry(app, now, session.expires_at);
    let rotation = Rotation {
        token_hash: successor.hash(),
        previous_hash: Some(session.token_hash.clone()),
        rotations: session.rotations.saturating_add(1),
        at: now,
        idle_expires_at: session.idle_expires_at,
    };
    store::session::rotate(tx, &session.id, rotation).await
}

/// Ends the session of a token that was its own once. Once spent, always spent: that the session may be
/// refreshed meanwhile changes nothing.
async fn end_if_spent(
    app: &App,
    token: RefreshToken,
    session: session::Model,
    ring: Arc<Ring>,
) -> Result<()> {
    let (id, customer) = (session.id.clone(), session.customer_id.clone());
    if newest(token, session, ring).await?.is_none() {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    if store::session::delete(tx.conn(), &id).await? {
        tracing::warn!(session.id = %id, customer.id = %customer, "a spent refresh token was shown");
        // Who it was is not known: the owner or a thief.
        tx.record(Event::SessionCompromised(customer).by(&Actor::Anonymous, &app.clock));
    }
    tx.commit().await
}

/// The session's token, if the one that is given is it or was once. Looking takes a while, on a thread of
/// its own.
pub(super) async fn newest(
    token: RefreshToken,
    session: session::Model,
    ring: Arc<Ring>,
) -> Result<Option<RefreshToken>> {
    let looking = tokio::task::spawn_blocking(move || token.newest(&session, &ring.refresh));
    looking
        .await
        .map_err(|error| Error::Internal(Box::new(error)))
}

fn invalid() -> Error {
    let message = "The refresh token is malformed, spent, expired or unknown.";
    Error::refused(Code::InvalidToken, message, ["input", "refreshToken"])
}
