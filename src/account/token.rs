//! Access tokens: signed statements of who is logged in by which session, good for some minutes
//! (RFC 9068, RFC 8725). They hold ids alone, nothing personal.

use std::time::Duration;

use entity::{Timestamp, session};
use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::keys::Ring;
use crate::app::App;
use crate::error::{Error, Result};

/// How long past its time a token is still good, for clocks that are apart (RFC 7519, 4.1.4).
pub(super) const LEEWAY: Duration = Duration::from_mins(1);
/// How far ahead the clock may be of the replica that signed a token. More than [`LEEWAY`], since it makes
/// no token last longer.
const AHEAD: Duration = Duration::from_mins(5);
/// What kind of token it is, so that no other kind is taken for one (RFC 9068, 2.1).
const TYPE: &str = "at+jwt";

/// What an access token says. Times are seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Claims {
    /// Who issued it: the public URL.
    pub(super) iss: String,
    /// Whom it is for.
    pub(super) aud: String,
    /// The customer.
    pub(super) sub: String,
    /// The session.
    pub(super) sid: String,
    /// When it was issued.
    pub(super) iat: i64,
    /// From when it is of no more use.
    pub(super) exp: i64,
    /// Its own id.
    pub(super) jti: String,
    /// When the customer logged in.
    pub(super) auth_time: i64,
}

/// A token for a session, and when it expires.
///
/// # Errors
/// [`Error::Internal`] when signing fails.
pub(super) fn issue(
    app: &App,
    ring: &Ring,
    session: &session::Model,
) -> Result<(SecretString, Timestamp)> {
    let settings = &app.settings;
    let now = app.clock.now();
    let key = ring.signer(now);
    let claims = Claims {
        iss: settings.listen.public_url.clone(),
        aud: settings.accounts.audience.clone(),
        sub: session.customer_id.to_string(),
        sid: session.id.to_string(),
        iat: seconds(now),
        exp: seconds(now.plus(settings.accounts.access_token_ttl)),
        jti: app.clock.ulid().to_string(),
        auth_time: seconds(session.created_at),
    };
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some(TYPE.to_owned());
    header.kid = Some(key.kid.clone());
    let token =
        encode(&header, &claims, &key.signing).map_err(|error| Error::Internal(Box::new(error)))?;
    Ok((token.into(), Timestamp(claims.exp.saturating_mul(1000))))
}

/// What a token says, if one of our keys signed it, it is for us, and its time has not passed.
///
/// The key is looked up among ours by `kid` alone: `jku`, `jwk`, `x5u` and the like are not looked at.
///
/// # Errors
/// [`Error::Unauthenticated`] for a token that is anything else; what the database says when the keys
/// cannot be read.
pub(super) async fn verify(app: &App, token: &str) -> Result<Claims> {
    let header = decode_header(token).map_err(|_| Error::Unauthenticated)?;
    // `crit` names extensions that must be understood (RFC 7515, 4.1.11); we understand none.
    let right = header.alg == Algorithm::EdDSA
        && header.typ.as_deref() == Some(TYPE)
        && header.crit.is_none();
    let kid = header.kid.filter(|_| right).ok_or(Error::Unauthenticated)?;
    let ring = app.keys.ring_with(&kid).await?;
    let now = app.clock.now();
    let key = ring.verifier(&kid, now).ok_or(Error::Unauthenticated)?;
    let token = decode::<Claims>(token, &key.verifying, &validation(app))
        .map_err(|_| Error::Unauthenticated)?;
    let claims = token.claims;
    let expired = now.minus(LEEWAY).0 >= claims.exp.saturating_mul(1000);
    let from_the_future = seconds(now.plus(AHEAD)) < claims.iat;
    if expired || from_the_future {
        return Err(Error::Unauthenticated);
    }
    Ok(claims)
}

fn validation(app: &App) -> Validation {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_issuer(&[&app.settings.listen.public_url]);
    validation.set_audience(&[&app.settings.accounts.audience]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    // It would ask the system for the time; we ask our clock.
    validation.validate_exp = false;
    validation
}

fn seconds(time: Timestamp) -> i64 {
    time.0.div_euclid(1000)
}

#[cfg(test)]
#[path = "token_tests.rs"]
mod tests;
