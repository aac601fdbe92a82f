//! The mutations of accounts.

use async_graphql::{Context, Object, Result};

use super::{
    AcceptedPayload, LoginInput, LoginPayload, RefreshTokensInput, RegisterCustomerInput,
    RegisterCustomerPayload,
};
use crate::account::{login, logout, refresh, refreshed, register};
use crate::graphql::{actor, app, client, settle, settle_by};

/// Registering, logging in and out.
#[derive(Default)]
pub struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Makes an account and logs in to it, in one step. An e-mail that an account has is `EMAIL_TAKEN`;
    /// guests with the e-mail stay as they are. An access credential sent along does not matter.
    async fn register_customer(
        &self,
        ctx: &Context<'_>,
        input: RegisterCustomerInput,
    ) -> Result<RegisterCustomerPayload> {
        let run = async {
            let registration = input.parse(app(ctx), actor(ctx)).await?;
            register(app(ctx), client(ctx), registration).await
        };
        Ok(RegisterCustomerPayload::of(settle(ctx, run).await?))
    }

    /// Logs in with e-mail and password. Where they do not match, and where there is no such account,
    /// the answer is `INVALID_CREDENTIALS` without a field.
    async fn login(&self, ctx: &Context<'_>, input: LoginInput) -> Result<LoginPayload> {
        let run = login(app(ctx), client(ctx), &input.email, &input.password);
        Ok(LoginPayload::of(settle(ctx, run).await?))
    }

    /// Gives up a refresh token for new tokens of the same session. Each works once; the last one given
    /// up answers with the same successor for ten seconds, in case the answer was lost, and showing an
    /// older one ends the session. A token that does not work is `INVALID_TOKEN`.
    async fn refresh_tokens(
        &self,
        ctx: &Context<'_>,
        input: RefreshTokensInput,
    ) -> Result<LoginPayload> {
        let token = input.refresh_token.as_deref().unwrap_or_default();
        let again = |session| refreshed(app(ctx), token, session);
        let refreshed = settle_by(ctx, refresh(app(ctx), token), again).await?;
        Ok(LoginPayload::of(refreshed))
    }

    /// Ends the session of the access token; its tokens stop at once. Accepted without a login, too.
    async fn logout(&self, ctx: &Context<'_>) -> Result<AcceptedPayload> {
        let run = logout(app(ctx), actor(ctx));
        Ok(AcceptedPayload::of(settle(ctx, run).await?))
    }
}
