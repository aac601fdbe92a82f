//! Inputs of what owners do with their account.

use async_graphql::{Context, InputObject};

use super::password::{context_words, parse_password};
use crate::error::{Checks, Error, Result};
use crate::graphql::{actor, app, loaders};
use crate::value::Password;

/// A new password, and the one it takes the place of.
#[derive(InputObject)]
pub struct ChangePasswordInput {
    /// The password of now, exactly as it was set.
    #[graphql(secret)]
    pub current_password: String,
    /// 8 to 256 characters of any kind, not easily guessed. The e-mail and names count as easy.
    #[graphql(secret)]
    pub new_password: String,
}

impl ChangePasswordInput {
    /// The new password, which is held against what the caller is known by.
    pub(super) async fn parse(&self, ctx: &Context<'_>) -> Result<Password> {
        let (customer, _) = actor(ctx).need_login()?;
        let customer = loaders(ctx).customers.live.load(customer.clone()).await?;
        let customer = customer.ok_or(Error::Unauthenticated)?;
        let words = context_words([
            customer.email.as_deref(),
            customer.first_name.as_deref(),
            customer.last_name.as_deref(),
            customer.company_name.as_deref(),
        ]);
        let mut checks = Checks::input();
        let (field, given) = ("newPassword", self.new_password.as_str());
        let password = parse_password(&mut checks, app(ctx), field, given, words).await?;
        checks.finish()?;
        password.ok_or_else(|| Error::internal("a password was refused without an error"))
    }
}
