//! The proof of a mailbox by itself.

use entity::customer::Model;

use super::{claim, spend};
use crate::account::mail_token::{self, Purpose};
use crate::account::proof::{Prover, prove_mailbox};
use crate::actor::Actor;
use crate::app::App;
use crate::error::Result;

/// Notes that the owner of an account receives its mail. Guests are claimed for an actor who is logged in
/// to the account alone: whoever made it need not be who reads its mail, and must not get those by the
/// other's click.
///
/// # Errors
/// `INVALID_TOKEN` at `input.token`.
pub async fn verify_email(app: &App, actor: &Actor, token: &str) -> Result<Model> {
    let token = mail_token::find(app, Purpose::VerifyEmail, token).await?;
    let mut tx = app.db.begin().await?;
    let (account, guests) = spend(&tx, &token).await?;
    let account = if actor.customer() == Some(&account.id) {
        let account = prove_mailbox(app, &mut tx, actor, account, Prover::Holder).await?;
        claim(app, &mut tx, actor, account, &guests).await?
    } else {
        prove_mailbox(app, &mut tx, actor, account, Prover::Anyone).await?
    };
    tx.commit_with(account).await
}
