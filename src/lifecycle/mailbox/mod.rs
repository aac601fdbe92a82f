//! Proofs of mailboxes, by which accounts claim the guests with their e-mail.
//!
//! Each locks the account and those guests at once, then spends the token, and everything that follows is
//! in the same transaction.

mod change;
mod code;
mod id_token;
mod reset;
mod verify;

pub use change::confirm_email_change;
pub use code::login_with_code;
pub use id_token::{link_identity, login_with_id_token};
pub use reset::reset_password;
pub use verify::verify_email;

use entity::IdentityId;
use entity::customer::Model;

use super::merge::absorb;
use crate::account::mail_token::{self, Shown};
use crate::account::session::{LoggedIn, Opener};
use crate::actor::Actor;
use crate::app::App;
use crate::customer::service as customers;
use crate::db::Tx;
use crate::error::Result;
use crate::event::Event;

/// Somebody who is to be logged in, and has proved their mailbox or claims nothing.
struct Entrant {
    account: Model,
    /// What they log in by.
    login: IdentityId,
    /// Those to be claimed.
    guests: Vec<Model>,
    /// Whether they have just registered, which is told as that alone.
    is_new: bool,
}

/// Spends a token that was mailed to the e-mail of an account. Gives the account and the guests with
/// that e-mail, all locked.
///
/// # Errors
/// `INVALID_TOKEN` for one that was spent meanwhile, and for an account that is gone or has moved.
async fn spend(tx: &Tx, token: &Shown) -> Result<(Model, Vec<Model>)> {
    let sharing = customers::lock_sharing(tx, &token.email, Some(&token.customer)).await?;
    let account = sharing.account_with(&token.email);
    let account = account.filter(|row| row.id == token.customer).cloned();
    let account = account.ok_or_else(mail_token::invalid)?;
    if !token.spend(tx).await? {
        return Err(mail_token::invalid());
    }
    Ok((account, sharing.guests))
}

/// Merges guests into a locked account whose owner has proved that the mailbox is theirs, the oldest
/// first.
async fn claim(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    mut account: Model,
    guests: &[Model],
) -> Result<Model> {
    for guest in guests {
        account = absorb(app, tx, actor, guest, account).await?;
    }
    Ok(account)
}

/// Opens a session for an entrant, after what is theirs was claimed.
async fn admit(app: &App, mut tx: Tx, opener: &Opener<'_>, entrant: Entrant) -> Result<LoggedIn> {
    let Entrant {
        account,
        login,
        guests,
        is_new,
    } = entrant;
    let actor = opener.actor(account.id.clone());
    let customer = claim(app, &mut tx, &actor, account, &guests).await?;
    let session = opener.open(&tx, customer.id.clone(), login).await?;
    if !is_new {
        tx.record(Event::CustomerLoggedIn(customer.id.clone()).by(&actor, &app.clock));
    }
    let tokens = opener.tokens(&session)?;
    tx.commit_with(LoggedIn { customer, tokens }).await
}
