//! Inputs and payload of logging in and staying so.

use async_graphql::{InputObject, SimpleObject};

use super::AuthTokens;
use crate::account::session::LoggedIn;
use crate::customer::graphql::Customer;
use crate::graphql::{Settled, UserError};

/// An e-mail and its password.
#[derive(InputObject)]
pub struct LoginInput {
    /// The e-mail of an account, in any case.
    pub email: String,
    /// The password of the account, exactly as it was set.
    #[graphql(secret)]
    pub password: String,
}

/// A refresh token to be given up for new tokens.
#[derive(InputObject)]
pub struct RefreshTokensInput {
    /// The newest one the session has got.
    #[graphql(secret)]
    pub refresh_token: Option<String>,
}

/// A customer who is logged in, or why not.
#[derive(SimpleObject)]
pub struct LoginPayload {
    /// The customer; null when refused.
    customer: Option<Customer>,
    /// The tokens of the session; null when refused.
    tokens: Option<AuthTokens>,
    /// Why it was refused; empty when it was not.
    user_errors: Vec<UserError>,
}

impl LoginPayload {
    pub(super) fn of((logged_in, user_errors): Settled<LoggedIn>) -> Self {
        let (customer, tokens) = logged_in.map(|new| (new.customer, new.tokens)).unzip();
        Self {
            customer: customer.map(Into::into),
            tokens: tokens.map(Into::into),
            user_errors,
        }
    }
}
