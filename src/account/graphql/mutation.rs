//! The mutations of accounts.

use async_graphql::{Context, Object, Result};

use super::{
    AcceptedPayload, ChangePasswordInput, LoginInput, LoginPayload, LoginWithIdTokenInput,
    RefreshTokensInput, RegisterCustomerInput, RegisterCustomerPayload,
};
use crate::account::{
    change_password, login, logout, logout_everywhere, refresh, refreshed, register, revoke,
    unlink_identity,
};
use crate::actor::Scope;
use crate::customer::graphql::CustomerPayload;
use crate::error;
use crate::graphql::{NodeInput, actor, app, client, cookies, settle, settle_by};
use crate::lifecycle::{link_identity, login_with_id_token};
use crate::telemetry::metrics::LoginMethod;

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
        let use_cookie = cookies(ctx).wanted(input.use_cookie)?;
        let run = async {
            let registration = input.parse(app(ctx), actor(ctx)).await?;
            register(app(ctx), client(ctx), registration).await
        };
        let registered = settle(ctx, counted(ctx, LoginMethod::Registration, run)).await?;
        Ok(RegisterCustomerPayload::of(ctx, registered, use_cookie))
    }

    /// Logs in with e-mail and password. Where they do not match, and where there is no such account,
    /// the answer is `INVALID_CREDENTIALS` without a field. After five of those for one e-mail, or fifty
    /// from one network within ten minutes, further ones are held back for a while: `RATE_LIMITED` with
    /// `retryAfter` seconds, at most 900. A network that has logged in to the account before is counted
    /// by itself, and so is a session of the account that comes along.
    async fn login(&self, ctx: &Context<'_>, input: LoginInput) -> Result<LoginPayload> {
        let (email, password) = (&input.email, &input.password);
        let run = login(app(ctx), actor(ctx), client(ctx), email, password);
        let use_cookie = cookies(ctx).wanted(input.use_cookie)?;
        let logged_in = settle(ctx, counted(ctx, LoginMethod::Password, run)).await?;
        Ok(LoginPayload::of(ctx, logged_in, use_cookie))
    }

    /// Logs in, or registers, with an ID token of an OpenID provider in the settings, as apps get by the
    /// provider's own sign-in. A subject that is known logs in. Another is linked to the account with its
    /// e-mail where the provider has verified that e-mail, else it is `EMAIL_TAKEN`; where no account has
    /// it, the subject registers. A verified e-mail that is the account's counts as proof of the mailbox;
    /// when it is the owner's first one, the password, the sessions and the other outside logins from before
    /// are void. Where the mailbox has to be proved first, an e-mail that is not verified is
    /// `EMAIL_NOT_VERIFIED`, whoever has it. A token that is not good, or of an unknown subject without an e-mail, is `INVALID_TOKEN`.
    async fn login_with_id_token(
        &self,
        ctx: &Context<'_>,
        input: LoginWithIdTokenInput,
    ) -> Result<LoginPayload> {
        let use_cookie = cookies(ctx).wanted(input.use_cookie)?;
        let shown = input.into();
        let run = login_with_id_token(app(ctx), client(ctx), &shown);
        let logged_in = settle(ctx, counted(ctx, LoginMethod::IdToken, run)).await?;
        Ok(LoginPayload::of(ctx, logged_in, use_cookie))
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
        let again = |session| refreshed(app(ctx), token, session);
        let run = counted(ctx, LoginMethod::Refresh, refresh(app(ctx), token));
        let refreshed = settle_by(ctx, run, again).await?;
        if in_cookie && refreshed.0.is_none() {
            cookies(ctx).drop_all();
        }
        Ok(LoginPayload::of(ctx, refreshed, in_cookie))
    }

    /// Ends the session of the access token, or of the cookies, which are cleared; its tokens stop at
    /// once. Accepted without a login, too.
    async fn logout(&self, ctx: &Context<'_>) -> Result<AcceptedPayload> {
        cookies(ctx).drop_all();
        let run = logout(app(ctx), actor(ctx), cookies(ctx).refresh_token());
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
    /// or in the cookies that came along, and its refresh token of before is void. A mail tells the
    /// owner. A wrong current password is `INVALID_CREDENTIALS`, counted like a failed login; an account
    /// without a password is `NOT_ALLOWED` and gets one by a reset. Requires: a login.
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
        let changed = settle(ctx, run).await?;
        Ok(LoginPayload::of(ctx, changed, cookies(ctx).is_any()))
    }

    /// Lets the customer log in with an outside identity as well. Again changes nothing; one that
    /// another customer logs in with is `IDENTITY_TAKEN`. A verified e-mail that is the account's counts
    /// as proof of the mailbox. Requires: owner.
    async fn link_identity(
        &self,
        ctx: &Context<'_>,
        input: LoginWithIdTokenInput,
    ) -> Result<CustomerPayload> {
        actor(ctx).need_login()?;
        let shown = input.into();
        let run = link_identity(app(ctx), actor(ctx), &shown);
        Ok(CustomerPayload::of(settle(ctx, run).await?))
    }

    /// Takes a way to log in from its customer, and ends the sessions that it opened. The only way to
    /// log in is `LAST_IDENTITY`. Requires: owner or staff(customers:write).
    async fn unlink_identity(
        &self,
        ctx: &Context<'_>,
        input: NodeInput,
    ) -> Result<CustomerPayload> {
        actor(ctx).need_customer_or(Scope::CustomersWrite)?;
        let run = async { unlink_identity(app(ctx), actor(ctx), &input.parse()?).await };
        Ok(CustomerPayload::of(settle(ctx, run).await?))
    }
}

/// Counts a login by what comes of it. A replay is none.
async fn counted<T>(
    ctx: &Context<'_>,
    method: LoginMethod,
    run: impl Future<Output = error::Result<T>>,
) -> error::Result<T> {
    let came = run.await;
    app(ctx).metrics.accounts.login(method, came)
}
