//! The mutations of accounts.

use async_graphql::{Context, Object, Result};

use super::{
    AcceptedPayload, LoginInput, LoginPayload, LoginWithIdTokenInput, RefreshTokensInput,
    RegisterCustomerInput, RegisterCustomerPayload,
};
use crate::account::oidc::{link_identity, login_with_id_token};
use crate::account::{login, logout, refresh, register, unlink_identity};
use crate::actor::Scope;
use crate::customer::graphql::{CustomerPayload, NodeInput};
use crate::error::Error;
use crate::graphql::{actor, app, client, cookies};

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
        let use_cookie = input.use_cookie.unwrap_or_default();
        let result = async {
            let registration = input.parse(app(ctx), actor(ctx)).await?;
            register(app(ctx), client(ctx), registration).await
        };
        Ok(RegisterCustomerPayload::of(ctx, result.await, use_cookie)?)
    }

    /// Logs in with e-mail and password. Where they do not match, and where there is no such account,
    /// the answer is `INVALID_CREDENTIALS` without a field.
    async fn login(&self, ctx: &Context<'_>, input: LoginInput) -> Result<LoginPayload> {
        let logged_in = login(app(ctx), client(ctx), &input.email, &input.password).await;
        let use_cookie = input.use_cookie.unwrap_or_default();
        Ok(LoginPayload::of(ctx, logged_in, use_cookie)?)
    }

    /// Logs in, or registers, with an ID token of an OpenID provider in the settings, as apps get by the
    /// provider's own sign-in. A subject that is known logs in. Another is linked to the account with its
    /// e-mail where the provider has verified that e-mail, else it is `EMAIL_TAKEN`; where no account has
    /// it, the subject registers. A verified e-mail that is the account's counts as proof of the mailbox;
    /// when it is the first one, the password, the sessions and the other outside logins from before are
    /// void. A token that is not good, or of an unknown subject without an e-mail, is `INVALID_TOKEN`.
    async fn login_with_id_token(
        &self,
        ctx: &Context<'_>,
        input: LoginWithIdTokenInput,
    ) -> Result<LoginPayload> {
        let use_cookie = input.use_cookie.unwrap_or_default();
        let logged_in = login_with_id_token(app(ctx), client(ctx), &input.into()).await;
        Ok(LoginPayload::of(ctx, logged_in, use_cookie)?)
    }

    /// Gives up a refresh token for new tokens of the same session. Each works once; the last one given
    /// up answers with the same successor for ten seconds, in case the answer was lost, and showing an
    /// older one ends the session. A token that does not work is `INVALID_TOKEN`.
    async fn refresh_tokens(
        &self,
        ctx: &Context<'_>,
        input: RefreshTokensInput,
    ) -> Result<LoginPayload> {
        let (token, in_cookie) = input.shown(cookies(ctx));
        let refreshed = refresh(app(ctx), &token).await;
        if in_cookie && matches!(refreshed, Err(Error::Refused(_))) {
            cookies(ctx).drop_all();
        }
        Ok(LoginPayload::of(ctx, refreshed, in_cookie)?)
    }

    /// Ends the session of the access token, or of the cookies, which are cleared; its tokens stop at
    /// once. Accepted without a login, too.
    async fn logout(&self, ctx: &Context<'_>) -> Result<AcceptedPayload> {
        cookies(ctx).drop_all();
        let in_cookie = cookies(ctx).refresh_token();
        Ok(AcceptedPayload::of(
            logout(app(ctx), actor(ctx), in_cookie).await,
        )?)
    }

    /// Lets the customer log in with an outside identity as well. Again changes nothing; one that
    /// another customer logs in with is `IDENTITY_TAKEN`. A verified e-mail that is the account's counts
    /// as proof of the mailbox. Requires: owner.
    async fn link_identity(
        &self,
        ctx: &Context<'_>,
        input: LoginWithIdTokenInput,
    ) -> Result<CustomerPayload> {
        let linked = link_identity(app(ctx), actor(ctx), &input.into()).await;
        Ok(CustomerPayload::of(linked)?)
    }

    /// Takes a way to log in from its customer, and ends the sessions that it opened. The only way to
    /// log in is `LAST_IDENTITY`. Requires: owner or staff(customers:write).
    async fn unlink_identity(
        &self,
        ctx: &Context<'_>,
        input: NodeInput,
    ) -> Result<CustomerPayload> {
        actor(ctx).need_customer_or(Scope::CustomersWrite)?;
        let result = async {
            let id = input.known_id()?;
            unlink_identity(app(ctx), actor(ctx), &id).await
        };
        Ok(CustomerPayload::of(result.await)?)
    }
}
