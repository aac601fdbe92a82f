//! The proof of a mailbox, as far as the customer goes.

use entity::customer::Model;

use crate::actor::Actor;
use crate::app::App;
use crate::customer::store;
use crate::db::Tx;
use crate::error::Result;
use crate::event::Event;

/// Notes that mail to the locked customer is received, with its event where that is news, and whether it
/// is known by now who receives it: whoever holds every way into the account.
///
/// # Errors
/// When the database fails.
pub async fn verify_email(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    mut row: Model,
    by_owner: bool,
) -> Result<Model> {
    let now = app.clock.now();
    if by_owner {
        row.mailbox_owned_at.get_or_insert(now);
    }
    if row.email_verified_at.is_none() {
        row.email_verified_at = Some(now);
        row.version += 1;
        row.updated_at = now;
        tx.record(Event::EmailVerified(row.id.clone()).by(actor, &app.clock));
    }
    store::replace(tx, &row).await?;
    Ok(row)
}
