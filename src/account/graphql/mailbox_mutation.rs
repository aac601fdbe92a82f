//! The mutations of what goes by mail.

use async_graphql::{Context, Object, Result};

use super::{
    AcceptedPayload, EmailInput, LoginPayload, LoginWithCodeInput, RequestEmailChangeInput,
    ResetPasswordInput, TokenInput,
};
use crate::account::mail_token::{
    request_email_change, request_email_verification, request_login_code, request_password_reset,
};
use crate::customer::graphql::CustomerPayload;
use crate::graphql::{actor, app, client, cookies, settle};
use crate::lifecycle::{confirm_email_change, login_with_code, reset_password, verify_email};

/// Proving a mailbox, and what that is good for.
#[derive(Default)]
pub struct MailboxMutation;

#[Object]
impl MailboxMutation {
    /// Mails the caller a token for `verifyEmail`. Requires: a login.
    async fn request_email_verification(&self, ctx: &Context<'_>) -> Result<AcceptedPayload> {
        actor(ctx).need_login()?;
        let run = request_email_verification(app(ctx), actor(ctx), client(ctx));
        Ok(AcceptedPayload::of(settle(ctx, run).await?))
    }

    /// Notes that the mail of an account is received. When the owner is logged in to it, guests with its
    /// e-mail are merged into it; a token that is shown without that login claims nothing. A token that
    /// does not work is `INVALID_TOKEN`.
    async fn verify_email(&self, ctx: &Context<'_>, input: TokenInput) -> Result<CustomerPayload> {
        let run = verify_email(app(ctx), actor(ctx), &input.token);
        Ok(CustomerPayload::of(settle(ctx, run).await?))
    }

    /// Mails a token to the address that the caller's account is to move to. Login and customer keep the
    /// old one until it is confirmed. Where another account has the address, its owner is told instead, and the
    /// answer is the same. Requires: a login, and its password.
    async fn request_email_change(
        &self,
        ctx: &Context<'_>,
        input: RequestEmailChangeInput,
    ) -> Result<AcceptedPayload> {
        actor(ctx).need_login()?;
        let run = async {
            let (new, password) = (input.parse()?, input.password.as_deref());
            request_email_change(app(ctx), actor(ctx), client(ctx), &new, password).await
        };
        Ok(AcceptedPayload::of(settle(ctx, run).await?))
    }

    /// Moves an account to the address that the token was mailed to, login and customer together, which
    /// proves that mailbox. When the owner is logged in to it, guests with the address are merged into the
    /// account. Every session but the caller's ends, the old address is told, and other tokens are void.
    /// `EMAIL_TAKEN` where an account has taken the address since.
    async fn confirm_email_change(
        &self,
        ctx: &Context<'_>,
        input: TokenInput,
    ) -> Result<CustomerPayload> {
        let run = confirm_email_change(app(ctx), actor(ctx), &input.token);
        Ok(CustomerPayload::of(settle(ctx, run).await?))
    }

    /// Mails a token for `resetPassword` to the owner of an account. Accepted for any e-mail, in the same time.
    async fn request_password_reset(
        &self,
        ctx: &Context<'_>,
        input: EmailInput,
    ) -> Result<AcceptedPayload> {
        let run = async { request_password_reset(app(ctx), client(ctx), &input.parse()?).await };
        Ok(AcceptedPayload::of(settle(ctx, run).await?))
    }

    /// Sets the password of an account, the first one too, ends every session, and logs in anew. It proves
    /// the mailbox: guests with the e-mail are merged into the account, and when it is the owner's first proof,
    /// outside logins from before are void. A mail tells the owner.
    async fn reset_password(
        &self,
        ctx: &Context<'_>,
        input: ResetPasswordInput,
    ) -> Result<LoginPayload> {
        let use_cookie = cookies(ctx).wanted(input.use_cookie)?;
        let run = async {
            let (token, password) = input.parse(ctx).await?;
            reset_password(app(ctx), client(ctx), &token, password).await
        };
        Ok(LoginPayload::of(ctx, settle(ctx, run).await?, use_cookie))
    }

    /// Mails a code for `loginWithCode` to the owner of an account. Accepted for any e-mail, in the same time.
    async fn request_login_code(
        &self,
        ctx: &Context<'_>,
        input: EmailInput,
    ) -> Result<AcceptedPayload> {
        let run = async { request_login_code(app(ctx), client(ctx), &input.parse()?).await };
        Ok(AcceptedPayload::of(settle(ctx, run).await?))
    }

    /// Logs in with the newest code that was mailed. It proves the mailbox: guests with the e-mail are merged
    /// into the account, and when it is the owner's first proof, password, sessions and outside logins from
    /// before are void. A wrong code is `INVALID_CREDENTIALS`, counted like a failed login; after five of those the
    /// code is dead.
    async fn login_with_code(
        &self,
        ctx: &Context<'_>,
        input: LoginWithCodeInput,
    ) -> Result<LoginPayload> {
        let (email, code) = (&input.email, &input.code);
        let run = login_with_code(app(ctx), actor(ctx), client(ctx), email, code);
        let use_cookie = cookies(ctx).wanted(input.use_cookie)?;
        Ok(LoginPayload::of(ctx, settle(ctx, run).await?, use_cookie))
    }
}
