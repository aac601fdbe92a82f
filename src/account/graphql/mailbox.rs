//! Inputs of what goes by mail.

use async_graphql::{Context, InputObject};

use super::password::{context_words, parse_password};
use super::person::unrefused;
use crate::account::mail_token::{self, Purpose, Shown};
use crate::error::{Checks, Error, Result};
use crate::graphql::{app, loaders};
use crate::value::{Email, Password};

/// Where to mail to.
#[derive(InputObject)]
pub struct EmailInput {
    /// The e-mail of an account, in any case; nobody is told whether it is one.
    pub email: String,
}

impl EmailInput {
    pub(super) fn parse(&self) -> Result<Email> {
        email("email", &self.email)
    }
}

/// A token out of a mail.
#[derive(InputObject)]
pub struct TokenInput {
    /// The token. It works once.
    #[graphql(secret)]
    pub token: String,
}

/// A login code out of a mail.
#[derive(InputObject)]
pub struct LoginWithCodeInput {
    /// The e-mail that it was mailed to.
    pub email: String,
    /// Six digits.
    #[graphql(secret)]
    pub code: String,
    /// Keep the tokens in `HttpOnly` cookies instead of answering with them.
    #[graphql(default_with = "Some(false)")]
    pub use_cookie: Option<bool>,
}

/// A new password for whoever receives the mail of an account.
#[derive(InputObject)]
pub struct ResetPasswordInput {
    /// The token out of the mail. It works once.
    #[graphql(secret)]
    pub token: String,
    /// 8 to 256 characters of any kind, not easily guessed. The e-mail and names count as easy.
    #[graphql(secret)]
    pub password: String,
    /// Keep the tokens in `HttpOnly` cookies instead of answering with them.
    #[graphql(default_with = "Some(false)")]
    pub use_cookie: Option<bool>,
}

impl ResetPasswordInput {
    /// The token, and the password, which is held against what the owner of the account is known by.
    pub(super) async fn parse(&self, ctx: &Context<'_>) -> Result<(Shown, Password)> {
        let token = mail_token::find(app(ctx), Purpose::PasswordReset, &self.token).await?;
        let customer = loaders(ctx).customers.live.load(token.customer.clone());
        let customer = customer.await?.ok_or_else(mail_token::invalid)?;
        let words = context_words([
            Some(token.email.as_str()),
            customer.first_name.as_deref(),
            customer.last_name.as_deref(),
            customer.company_name.as_deref(),
        ]);
        let mut checks = Checks::input();
        let (field, given) = ("password", self.password.as_str());
        let password = parse_password(&mut checks, app(ctx), field, given, words).await?;
        checks.finish()?;
        Ok((token, password.ok_or_else(unrefused)?))
    }
}

/// Where an account is to move to.
#[derive(InputObject)]
pub struct RequestEmailChangeInput {
    /// The e-mail to log in with from the confirmation on.
    pub new_email: String,
    /// The password. Where the account has none, the login must not be older than five minutes.
    #[graphql(secret)]
    pub password: Option<String>,
}

impl RequestEmailChangeInput {
    pub(super) fn parse(&self) -> Result<Email> {
        email("newEmail", &self.new_email)
    }
}

fn email(field: &str, given: &str) -> Result<Email> {
    let parsed = Email::parse(given);
    parsed.map_err(|fault| Error::from(fault.at(["input", field])))
}
