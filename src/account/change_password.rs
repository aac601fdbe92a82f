//! Changing the password of the account one is logged in to.

use super::confirm::{Shown, show, with_password};
use super::notice::notify;
use super::password::no_match;
use super::session::{LoggedIn, renew, tokens};
use super::store;
use crate::actor::{Actor, Client};
use crate::app::App;
use crate::customer::service as customers;
use crate::error::{Code, Error, Fault, Result};
use crate::event::Event;
use crate::mail::Content;
use crate::value::Password;

/// Puts a new password, which has passed [`super::Hasher::screen`], into the place of the current one.
/// Every other session ends; the caller's goes on with new tokens, its refresh token of before is void. A mail tells the owner.
///
/// # Errors
/// [`Error::Unauthenticated`], [`Error::Forbidden`] for who is no customer; [`Code::NotAllowed`] for an
/// account without a password; [`Code::InvalidCredentials`] without a field when the current one is
/// wrong, or was changed at the same moment; [`Error::RateLimited`] after too many wrong ones.
pub async fn change_password(
    app: &App,
    actor: &Actor,
    client: &Client,
    current: &str,
    new: Password,
) -> Result<LoggedIn> {
    let (_, session) = actor.need_login()?;
    let identity = with_password(app, actor).await?.ok_or_else(no_password)?;
    let Shown { proven, attempt } = show(app, actor, client, identity, current).await?;
    let hash = app.hasher.hash(new).await?;
    let ring = app.keys.ring().await?;
    let mut tx = app.db.begin().await?;
    let customer = customers::lock_own(&tx, actor).await?;
    if !proven.replace(&tx, hash, app.clock.now()).await? {
        return Err(no_match());
    }
    attempt.succeeded(app, &tx).await?;
    let session = store::session::lock(&tx, session).await?;
    let mut session = session.ok_or(Error::Unauthenticated)?;
    let token = renew(app, &tx, &ring, &mut session).await?;
    store::session::delete_others(&tx, &customer.id, &session.id).await?;
    tx.record(Event::PasswordChanged(customer.id.clone()).by(actor, &app.clock));
    notify(app, &mut tx, &customer, Content::PasswordChangedNotice).await?;
    let tokens = tokens(app, &ring, &session, &token)?;
    tx.commit_with(LoggedIn { customer, tokens }).await
}

fn no_password() -> Error {
    let message = "The account has no password; it gets one by a reset.";
    Fault::new(Code::NotAllowed, message).of_no_field().into()
}
