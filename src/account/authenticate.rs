//! From a bearer token to an actor.

use entity::{CustomerId, Prefixed, SessionId, Timestamp};

use super::api_key::USE_NOTED_EVERY;
use super::{api_key, store, token};
use crate::actor::Actor;
use crate::app::App;
use crate::error::{Error, Result};

/// Who shows a bearer token: staff by an API key or a token of their issuer, or a customer by an access
/// token whose session lives.
///
/// # Errors
/// [`Error::Unauthenticated`] for any token that does not say; what the database says when it cannot be
/// asked.
pub async fn authenticate(app: &App, bearer: &str) -> Result<Actor> {
    if bearer.starts_with(api_key::SECRET_PREFIX) {
        return api_key::authenticate(app, bearer).await;
    }
    match app.issuers.staff().filter(|staff| staff.claims(bearer)) {
        Some(staff) => staff.authenticate(bearer, app.clock.now()).await,
        None => authenticate_customer(app, bearer).await,
    }
}

/// The customer who shows an access token whose session lives.
///
/// # Errors
/// As [`authenticate`].
pub async fn authenticate_customer(app: &App, access_token: &str) -> Result<Actor> {
    let claims = token::verify(app, access_token).await?;
    let (Some(id), Some(session)) = (
        CustomerId::parse(&claims.sub),
        SessionId::parse(&claims.sid),
    ) else {
        return Err(Error::Unauthenticated);
    };
    let now = app.clock.now();
    match app.presented.session(&app.db, session.clone()).await? {
        Some(row) if row.customer_id == id && row.lives(now) => {
            note_use(app, &session, row.last_used_at);
            Ok(Actor::Customer { id, session })
        }
        _ => Err(Error::Unauthenticated),
    }
}

/// Notes that a session was used; the request does not wait for it.
fn note_use(app: &App, session: &SessionId, last_used_at: Timestamp) {
    let now = app.clock.now();
    let since = now.minus(USE_NOTED_EVERY);
    if last_used_at > since {
        return;
    }
    let (db, id) = (app.db.clone(), session.clone());
    tokio::spawn(async move {
        if let Err(error) = store::session::used(&db, &id, now, since).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the use of a session was not noted"
            );
        }
    });
}
