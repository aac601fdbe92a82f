//! Inputs and payload of logging in and staying so.

use async_graphql::{Context, InputObject, SimpleObject};

use super::AuthTokens;
use crate::account::oidc::IdToken;
use crate::account::session::LoggedIn;
use crate::customer::graphql::Customer;
use crate::graphql::{Cookies, Settled, UserError};

/// An e-mail and its password.
#[derive(InputObject)]
pub struct LoginInput {
    /// The e-mail of an account, in any case.
    pub email: String,
    /// The password of the account, exactly as it was set.
    #[graphql(secret)]
    pub password: String,
    /// Keep the tokens in `HttpOnly` cookies instead of answering with them.
    #[graphql(default_with = "Some(false)")]
    pub use_cookie: Option<bool>,
}

/// An ID token of an OpenID provider.
#[derive(InputObject)]
pub struct LoginWithIdTokenInput {
    /// The name of the provider in the settings.
    pub provider: String,
    /// The token, as the provider gave it.
    #[graphql(secret)]
    pub id_token: String,
    /// The nonce that the token was asked for with. A token that has one is not taken without it.
    pub nonce: Option<String>,
    /// Keep the tokens in `HttpOnly` cookies instead of answering with them.
    #[graphql(default_with = "Some(false)")]
    pub use_cookie: Option<bool>,
}

impl From<LoginWithIdTokenInput> for IdToken {
    fn from(input: LoginWithIdTokenInput) -> Self {
        Self {
            provider: input.provider,
            token: input.id_token,
            nonce: input.nonce,
        }
    }
}

/// A refresh token to be given up for new tokens.
#[derive(InputObject)]
pub struct RefreshTokensInput {
    /// The newest one the session has got; nothing when it is in the cookie, where the next one goes too.
    #[graphql(secret)]
    pub refresh_token: Option<String>,
}

impl RefreshTokensInput {
    /// The token that was given, or else the one in the cookie; and whether it is that.
    pub(super) fn shown<'a>(&'a self, cookies: &'a Cookies) -> (&'a str, bool) {
        match (self.refresh_token.as_deref(), cookies.refresh_token()) {
            (None, Some(in_cookie)) => (in_cookie, true),
            (given, _) => (given.unwrap_or_default(), false),
        }
    }
}

/// A customer who is logged in, or why not.
#[derive(SimpleObject)]
pub struct LoginPayload {
    /// The customer; null when refused.
    customer: Option<Customer>,
    /// The tokens of the session; null when refused, and when they are in cookies.
    tokens: Option<AuthTokens>,
    /// Why it was refused; empty when it was not.
    user_errors: Vec<UserError>,
}

impl LoginPayload {
    pub(super) fn of(
        ctx: &Context<'_>,
        (logged_in, user_errors): Settled<LoggedIn>,
        use_cookie: bool,
    ) -> Self {
        let (customer, tokens) = logged_in.map(|new| (new.customer, new.tokens)).unzip();
        let tokens = tokens.and_then(|tokens| AuthTokens::hand_out(ctx, tokens, use_cookie));
        Self {
            customer: customer.map(Into::into),
            tokens,
            user_errors,
        }
    }
}
