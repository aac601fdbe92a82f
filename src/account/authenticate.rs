//! From a bearer token to an actor.

use entity::{CustomerId, Prefixed, SessionId};

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
    match store::session::owner(&app.db, &session, app.clock.now()).await? {
        Some(owner) if owner == id => Ok(Actor::Customer { id, session }),
        _ => Err(Error::Unauthenticated),
    }
}
