//! What logging in and out answers with.

use async_graphql::{Context, SimpleObject};
use secrecy::ExposeSecret;

use crate::account::session::Tokens;
use crate::graphql::scalar::DateTime;
use crate::graphql::{Settled, UserError, cookies};

/// The credentials of a customer who is logged in.
#[derive(SimpleObject)]
pub struct AuthTokens {
    /// A JSON Web Token for the header `Authorization: Bearer`. It stops at `expiresAt`, or at once when
    /// its session ends. Its keys are at `/.well-known/jwks.json`.
    access_token: String,
    /// An opaque text that `refreshTokens` takes once for new tokens. Keep it where scripts of others
    /// cannot read it.
    refresh_token: String,
    /// How `accessToken` is sent; always `Bearer`.
    token_type: &'static str,
    /// When `accessToken` expires.
    expires_at: DateTime,
    /// When the session ends, and `refreshToken` with it, unless it is refreshed before.
    refresh_expires_at: DateTime,
}

impl AuthTokens {
    /// The tokens as the answer shows them; none where they go into cookies instead.
    pub(super) fn hand_out(ctx: &Context<'_>, tokens: Tokens, use_cookie: bool) -> Option<Self> {
        if use_cookie {
            cookies(ctx).keep(tokens);
            return None;
        }
        Some(tokens.into())
    }
}

impl From<Tokens> for AuthTokens {
    fn from(tokens: Tokens) -> Self {
        Self {
            access_token: tokens.access.expose_secret().to_owned(),
            refresh_token: tokens.refresh.expose_secret().to_owned(),
            token_type: "Bearer",
            expires_at: tokens.access_expires_at.into(),
            refresh_expires_at: tokens.refresh_expires_at.into(),
        }
    }
}

/// The answer to a request that is accepted whatever comes of it.
#[derive(SimpleObject)]
pub struct AcceptedPayload {
    /// Whether the request was taken.
    accepted: bool,
    /// Why it was not; empty when it was.
    user_errors: Vec<UserError>,
}

impl AcceptedPayload {
    /// The payload of what came of a mutation.
    #[must_use]
    pub fn of((accepted, user_errors): Settled<()>) -> Self {
        Self {
            accepted: accepted.is_some(),
            user_errors,
        }
    }
}
