//! Asking for a mail with a token or a code. Nothing of the account changes by that, and nothing but the
//! mailbox tells whether there is one.

use entity::mail_token::Purpose;

use super::send::{send, withhold};
use crate::account::confirm::confirm;
use crate::account::notice::{notify, withhold_notice};
use crate::account::throttle::{self, Quota};
use crate::actor::{Actor, Client};
use crate::app::App;
use crate::customer::service as customers;
use crate::error::{Code, Error, Result};
use crate::mail::Content;
use crate::value::Email;

/// Mails the caller a token to prove their mailbox, be it proved or not.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`] for who is no customer; [`Error::RateLimited`] for the
/// hundred and first mail that one network asks for in an hour.
pub async fn request_email_verification(app: &App, actor: &Actor, client: &Client) -> Result<()> {
    actor.need_login()?;
    throttle::take(app, client, Quota::Mails).await?;
    let mut tx = app.db.begin().await?;
    let account = customers::lock_own(&tx, actor).await?;
    let email = customers::email(&account)?;
    send(app, &mut tx, Purpose::VerifyEmail, &email, Some(&account)).await?;
    tx.commit_with(()).await
}

/// Mails a token to the address that the caller's account is to move to. Where another account has that
/// address, its owner is told instead.
///
/// # Errors
/// What [`confirm`] refuses; [`Code::Invalid`] at `input.newEmail` for the e-mail that the account has;
/// [`Error::RateLimited`] as above.
pub async fn request_email_change(
    app: &App,
    actor: &Actor,
    client: &Client,
    new: &Email,
    password: Option<&str>,
) -> Result<()> {
    let confirmed = confirm(app, actor, client, password).await?;
    throttle::take(app, client, Quota::Mails).await?;
    let mut tx = app.db.begin().await?;
    let (own, _) = actor.need_login()?;
    let sharing = customers::lock_sharing(&tx, new, Some(own)).await?;
    let account = sharing.account(own).ok_or(Error::Unauthenticated)?;
    confirmed.hold(app, &tx).await?;
    if account.email.as_deref() == Some(new.as_str()) {
        let message = "The account has this e-mail already.";
        return Err(Error::refused(
            Code::Invalid,
            message,
            ["input", "newEmail"],
        ));
    }
    // Both do the same, so that neither the time nor what the account has to show for it tells them apart.
    if let Some(other) = sharing.account_with(new) {
        notify(app, &mut tx, other, Content::AccountExists).await?;
        withhold(app, &tx, Purpose::EmailChange, new, account).await?;
    } else {
        withhold_notice(app, &tx, new, Content::AccountExists).await?;
        send(app, &mut tx, Purpose::EmailChange, new, Some(account)).await?;
    }
    tx.commit_with(()).await
}

/// Mails a token to choose a password with, if an account has the e-mail.
///
/// # Errors
/// [`Error::RateLimited`] as above.
pub async fn request_password_reset(app: &App, client: &Client, email: &Email) -> Result<()> {
    to_whom_it_may_concern(app, client, Purpose::PasswordReset, email).await
}

/// Mails a code to log in with, if an account has the e-mail.
///
/// # Errors
/// [`Error::RateLimited`] as above.
pub async fn request_login_code(app: &App, client: &Client, email: &Email) -> Result<()> {
    to_whom_it_may_concern(app, client, Purpose::LoginCode, email).await
}

async fn to_whom_it_may_concern(
    app: &App,
    client: &Client,
    purpose: Purpose,
    email: &Email,
) -> Result<()> {
    throttle::take(app, client, Quota::Mails).await?;
    let mut tx = app.db.begin().await?;
    // Locked, so that nobody who is being erased gets a token that stays.
    let account = customers::lock_account(&tx, email).await?;
    send(app, &mut tx, purpose, email, account.as_ref()).await?;
    tx.commit_with(()).await
}
