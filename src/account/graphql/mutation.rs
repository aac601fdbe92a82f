//! The mutations of accounts.

use async_graphql::{Context, Object, Result};

use super::{
    AcceptedPayload, ChangePasswordInput, LoginInput, LoginPayload, RefreshTokensInput,
    RegisterCustomerInput, RegisterCustomerPayload,
};
use crate::account::{
    change_password, login, logout, logout_everywhere, refresh, refreshed, register, revoke,
};
use crate::graphql::{NodeInput, actor, app, client, settle, settle_by};

/// Registering, logging in and out.
#[derive(Default)]
pub struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Makes an account and logs in to it, in one step. An e-mail that an account has is `EMAIL_TAKEN`;
    /// guests with the e-mail stay as they are. An access credential sent along does not matter. 100 an
    /// hour are taken from one network, then `RATE_LIMITED`.
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
    /// the answer is `INVALID_CREDENTIALS` without a field. After five of those for one e-mail, or fifty
    /// from one network within ten minutes, further ones are held back for a while: `RATE_LIMITED` with
    /// `retryAfter` seconds, at most 900. A network that has logged in to the account before is counted
    /// by itself, and so is a session of the account that comes along.
    async fn login(&self, ctx: &Context<'_>, input: LoginInput) -> Result<LoginPayload> {
        let LoginInput { email, password } = input;
        let run = login(app(ctx), actor(ctx), client(ctx), &email, &password);
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

    /// Ends one of the caller's own sessions; its tokens stop at once. Another's is `NOT_FOUND`, and so
    /// is one that has ended. Requires: owner.
    async fn revoke_session(&self, ctx: &Context<'_>, input: NodeInput) -> Result<AcceptedPayload> {
        actor(ctx).need_login()?;
        let run = async { revoke(app(ctx), actor(ctx), &input.parse()?).await };
        Ok(AcceptedPayload::of(settle(ctx, run).await?))
    }

    /// Ends every session of the caller but this one; their tokens stop at once. Requires: a login.
    async fn logout_everywhere(&self, ctx: &Context<'_>) -> Result<AcceptedPayload> {
        actor(ctx).need_login()?;
        let run = logout_everywhere(app(ctx), actor(ctx));
        Ok(AcceptedPayload::of(settle(ctx, run).await?))
    }

    /// Sets another password. Every other session ends; this one goes on with the tokens of the answer,
    /// and its refresh token of before is void. A mail tells the owner. A wrong current password is `INVALID_CREDENTIALS`,
    /// counted like a failed login; an account without a password is `NOT_ALLOWED` and gets one by a
    /// reset. Requires: a login.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        input: ChangePasswordInput,
    ) -> Result<LoginPayload> {
        actor(ctx).need_login()?;
        let run = async {
            let (new, current) = (input.parse(ctx).await?, &input.current_password);
            change_password(app(ctx), actor(ctx), client(ctx), current, new).await
        };
        Ok(LoginPayload::of(settle(ctx, run).await?))
    }
}
