//! The mutations of accounts.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};

use super::{
    AcceptedPayload, LoginInput, LoginPayload, RefreshTokensInput, RegisterCustomerInput,
    RegisterCustomerPayload,
};
use crate::account::session::LoggedIn;
use crate::account::{login, logout, refresh, register};
use crate::actor::{Actor, Client};
use crate::app::App;
use crate::graphql::refused;

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
        Ok(refused(registered(ctx, input).await)?.into())
    }

    /// Logs in with e-mail and password. Where they do not match, and where there is no such account,
    /// the answer is `INVALID_CREDENTIALS` without a field.
    async fn login(&self, ctx: &Context<'_>, input: LoginInput) -> Result<LoginPayload> {
        let (app, client) = (
            ctx.data_unchecked::<Arc<App>>(),
            ctx.data_unchecked::<Client>(),
        );
        let logged_in = login(app, client, &input.email, &input.password).await;
        Ok(refused(logged_in)?.into())
    }

    /// Gives up a refresh token for new tokens of the same session. Each works once; the last one given
    /// up answers with the same successor for ten seconds, in case the answer was lost, and showing an
    /// older one ends the session. A token that does not work is `INVALID_TOKEN`.
    async fn refresh_tokens(
        &self,
        ctx: &Context<'_>,
        input: RefreshTokensInput,
    ) -> Result<LoginPayload> {
        let app = ctx.data_unchecked::<Arc<App>>();
        let refreshed = refresh(app, input.refresh_token.as_deref().unwrap_or_default()).await;
        Ok(refused(refreshed)?.into())
    }

    /// Ends the session of the access token; its tokens stop at once. Accepted without a login, too.
    async fn logout(&self, ctx: &Context<'_>) -> Result<AcceptedPayload> {
        let (app, actor) = (
            ctx.data_unchecked::<Arc<App>>(),
            ctx.data_unchecked::<Actor>(),
        );
        Ok(refused(logout(app, actor).await)?.into())
    }
}

async fn registered(
    ctx: &Context<'_>,
    input: RegisterCustomerInput,
) -> crate::error::Result<LoggedIn> {
    let (app, client) = (
        ctx.data_unchecked::<Arc<App>>(),
        ctx.data_unchecked::<Client>(),
    );
    let registration = input.parse(app, ctx.data_unchecked::<Actor>()).await?;
    register(app, client, registration).await
}
