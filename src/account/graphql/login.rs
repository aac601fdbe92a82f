//! Inputs and payload of logging in and staying so.

use async_graphql::{InputObject, SimpleObject};

use super::AuthTokens;
use crate::account::session::LoggedIn;
use crate::customer::graphql::Customer;
use crate::graphql::UserError;

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

impl From<Result<LoggedIn, Vec<UserError>>> for LoginPayload {
    fn from(result: Result<LoggedIn, Vec<UserError>>) -> Self {
        match result {
            Ok(logged_in) => Self {
                customer: Some(logged_in.customer.into()),
                tokens: Some(logged_in.tokens.into()),
                user_errors: Vec::new(),
            },
            Err(user_errors) => Self {
                customer: None,
                tokens: None,
                user_errors,
            },
        }
    }
}
