//! The proof of a mailbox, as far as the customer goes.

use entity::customer::Model;

use crate::actor::Actor;
use crate::app::App;
use crate::customer::store;
use crate::db::Tx;
use crate::error::Result;
use crate::event::Event;

/// Notes that the owner of the locked customer receives its mail, with its event.
///
/// # Errors
/// When the database fails.
pub async fn verify_email(app: &App, tx: &mut Tx, actor: &Actor, mut row: Model) -> Result<Model> {
    let now = app.clock.now();
    row.email_verified_at = Some(now);
    row.version += 1;
    row.updated_at = now;
    store::replace(tx, &row).await?;
    tx.record(Event::EmailVerified(row.id.clone()).by(actor, &app.clock));
    Ok(row)
}
