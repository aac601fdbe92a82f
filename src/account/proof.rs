//! Proof that the owner of an account receives its mail.

use entity::{CustomerId, IdentityId, customer};

use super::identity::EMAILPASS;
use super::{session, store};
use crate::actor::Actor;
use crate::app::App;
use crate::customer::service as customers;
use crate::db::Tx;
use crate::error::Result;
use crate::event::Event;

/// What becomes of the ways into an account that are older than the first proof of its mailbox.
#[derive(Clone, Copy, Debug)]
pub(super) enum Earlier<'a> {
    /// They stay: whoever proves the mailbox is logged in to the account.
    Stays,
    /// Whoever made the account need not be who receives its mail: the password, the sessions and the
    /// outside logins are void, but for the one that proves it.
    Void {
        /// The login that proves it.
        but: &'a IdentityId,
    },
}

/// Notes that the owner of the locked account has proved the mailbox, with its event. Everything that
/// follows from such a proof starts here.
///
/// # Errors
/// When the database fails.
pub(super) async fn prove_mailbox(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    account: customer::Model,
    earlier: Earlier<'_>,
) -> Result<customer::Model> {
    if account.email_verified_at.is_some() {
        return Ok(account);
    }
    if let Earlier::Void { but } = earlier {
        void(app, tx, actor, &account.id, but).await?;
    }
    customers::verify_email(app, tx, actor, account).await
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
