//! An account that moves to another mailbox.

use entity::customer::Model;

use super::claim;
use crate::account::mail_token::{self, Purpose};
use crate::account::proof::{Prover, prove_mailbox};
use crate::account::{identity, notify, session};
use crate::actor::Actor;
use crate::app::App;
use crate::customer::service::{self as customers, CustomerChanges};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::mail::Content;
use crate::value::{Change, Email};

/// Moves an account to the address that a token was mailed to, its login and customer together. Every
/// session but the actor's own ends, other tokens are void, and the old address is told. The guests of
/// the new address are claimed for an actor who is logged in to the account alone: whoever asked for
/// the mail need not be who received it.
///
/// # Errors
/// At `input.token`: `INVALID_TOKEN`, and `EMAIL_TAKEN` where an account has taken the address since.
pub async fn confirm_email_change(app: &App, actor: &Actor, token: &str) -> Result<Model> {
    let token = mail_token::find(app, Purpose::EmailChange, token).await?;
    let mut tx = app.db.begin().await?;
    let sharing = customers::lock_sharing(&tx, &token.email, Some(&token.customer)).await?;
    let account = sharing.account(&token.customer);
    let before = account.ok_or_else(mail_token::invalid)?;
    if !token.spend(&tx).await? {
        return Err(mail_token::invalid());
    }
    let after = rename(app, &mut tx, actor, before, &token.email).await;
    let after = after.map_err(at_token)?;
    tx.record(Event::EmailVerified(after.id.clone()).by(actor, &app.clock));
    mail_token::void(&tx, std::slice::from_ref(&after.id)).await?;
    notify(app, &mut tx, before, Content::EmailChangedNotice).await?;
    let after = match actor {
        Actor::Customer { id, session } if *id == after.id => {
            session::end_all_but(&tx, id, session).await?;
            let after = prove_mailbox(app, &mut tx, actor, after, Prover::Holder).await?;
            claim(app, &mut tx, actor, after, &sharing.guests).await?
        }
        _ => {
            session::end_all(&tx, std::slice::from_ref(&after.id)).await?;
            after
        }
    };
    tx.commit_with(after).await
}

async fn rename(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    before: &Model,
    email: &Email,
) -> Result<Model> {
    let changes = CustomerChanges {
        email: Change::Set(email.clone()),
        email_verified: Some(true),
        ..CustomerChanges::default()
    };
    let after = customers::update(app, tx, actor, before, changes).await?;
    identity::move_email(tx, &after.id, email).await?;
    Ok(after)
}

/// What cannot be taken is told at the only argument there is.
fn at_token(error: Error) -> Error {
    match error {
        Error::Refused(_) => {
            let message = "An account has taken the e-mail since.";
            Error::refused(Code::EmailTaken, message, ["input", "token"])
        }
        failure => failure,
    }
}
