//! Proof that the mail of an account is received, and by whom.

use entity::{CustomerId, IdentityId, customer};

use super::identity::EMAILPASS;
use super::{session, store};
use crate::actor::Actor;
use crate::app::App;
use crate::customer::service as customers;
use crate::db::Tx;
use crate::error::{Code, Fault, Result};
use crate::event::Event;

/// Refuses a login where the mailbox has to be proved first and is not.
///
/// # Errors
/// [`Code::EmailNotVerified`] without a field.
pub fn need_proof(app: &App, is_proved: bool) -> Result<()> {
    if is_proved || !app.settings.protection.require_verified_email {
        return Ok(());
    }
    let message =
        "Prove the mailbox first, by the mail that was sent or by a reset of the password.";
    let fault = Fault::new(Code::EmailNotVerified, message);
    Err(fault.of_no_field().into())
}

/// Who proves that the mail of an account is received.
#[derive(Clone, Copy, Debug)]
pub enum Prover<'a> {
    /// Anyone who follows a link that was mailed. They may know nothing of the account: it may have been
    /// made, with a password and other ways in, by somebody who wanted them to follow it.
    Anyone,
    /// Whoever holds the account already: they are logged in to it, or have made it by this proof.
    Holder,
    /// Whoever comes in by the mailbox alone.
    Entrant {
        /// The login they come in by.
        by: &'a IdentityId,
    },
}

/// Notes a proof of the mailbox of the locked account, with its event if it is the first. Where it is
/// not known yet that the ways in are those of who receives the mail, an entrant makes all earlier ones
/// void. That guests are claimed by holders and entrants is seen to by [`crate::lifecycle`].
///
/// # Errors
/// When the database fails.
pub async fn prove_mailbox(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    account: customer::Model,
    prover: Prover<'_>,
) -> Result<customer::Model> {
    let by_owner = !matches!(prover, Prover::Anyone);
    let is_news = account.email_verified_at.is_none();
    if account.mailbox_owned_at.is_some() || !(by_owner || is_news) {
        return Ok(account);
    }
    if let Prover::Entrant { by } = prover {
        void(app, tx, actor, &account.id, by).await?;
    }
    customers::verify_email(app, tx, actor, account, by_owner).await
}

/// Makes the ways into an account void, but for one login.
async fn void(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    id: &CustomerId,
    but: &IdentityId,
) -> Result<()> {
    let logins = store::identity::of(tx, id).await?;
    session::end_all(tx, std::slice::from_ref(id)).await?;
    store::identity::clear_password(tx, id).await?;
    store::mail_token::void(tx, std::slice::from_ref(id)).await?;
    for login in logins {
        // The e-mail login stays, and gets a password by reset.
        if login.id != *but && login.provider != EMAILPASS {
            store::identity::remove(tx, &login.id).await?;
            let unlinked = Event::IdentityUnlinked(id.clone(), login.provider);
            tx.record(unlinked.by(actor, &app.clock));
        }
    }
    Ok(())
}
