//! Registering, logging in and refreshing again under the same idempotency key: the same session, its
//! newest tokens.
//!
//! No token is kept. The first one of a session that was opened under a key is derived from that
//! ([`RefreshToken::seeded`]), and each other from the one before it, so that they can be made again
//! without a write, and an answer that did arrive is worth as much as its replay.

use std::sync::Arc;

use entity::SessionId;

use super::keys::Ring;
use super::refresh::newest;
use super::refresh_token::{RefreshToken, ulid};
use super::session::{LoggedIn, tokens};
use super::store;
use crate::app::App;
use crate::error::{Code, Error, Fault, Result};
use crate::idempotency::{self, Outcome};

impl Outcome for LoggedIn {
    type Ids = SessionId;

    fn ids(&self) -> SessionId {
        self.tokens.session.clone()
    }

    async fn find(app: &App, id: SessionId) -> Result<Option<Self>> {
        let ring = app.keys.ring().await?;
        let seeded = idempotency::seed().zip(ulid(&id));
        let first = seeded.map(|(seed, id)| RefreshToken::seeded(id, &seed, &ring.refresh));
        again(app, ring, first, &id).await.map(Some)
    }
}

/// The outcome of a refresh that is sent again, by the token that it gave up.
///
/// # Errors
/// [`Code::InvalidToken`] without a field when the session has ended since, [`Error::KeyReused`] for a
/// token of another one.
pub async fn refreshed(app: &App, shown: &str, id: SessionId) -> Result<Option<LoggedIn>> {
    let ring = app.keys.ring().await?;
    // One in a cookie is not in the request that the key is of.
    let token = RefreshToken::parse(shown).filter(|token| token.session() == id);
    let token = token.ok_or(Error::KeyReused)?;
    again(app, ring, Some(token), &id).await.map(Some)
}

/// The session with its newest tokens, by a token that was its own once.
async fn again(
    app: &App,
    ring: Arc<Ring>,
    token: Option<RefreshToken>,
    id: &SessionId,
) -> Result<LoggedIn> {
    let tx = app.db.begin().await?;
    let session = store::session::lock(&tx, id).await?;
    let session = session
        .filter(|session| app.clock.now() < session.idle_expires_at)
        .ok_or_else(ended)?;
    let customer = store::identity::account(&tx, &session.customer_id)
        .await?
        .ok_or_else(ended)?;
    drop(tx);
    let token = token.ok_or_else(ended)?;
    let token = newest(token, session.clone(), Arc::clone(&ring)).await?;
    let tokens = tokens(app, &ring, &session, &token.ok_or_else(ended)?)?;
    Ok(LoggedIn { customer, tokens })
}

fn ended() -> Error {
    let message = "The session of the first answer has ended.";
    Fault::new(Code::InvalidToken, message).of_no_field().into()
}
