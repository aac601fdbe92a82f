//! Soft deletion and return of customers, without what belongs to them.

use entity::CustomerId;
use entity::customer::Model;

use super::taken;
use crate::actor::Actor;
use crate::app::App;
use crate::customer::store;
use crate::db::Tx;
use crate::error::{Code, Fault, Result, UserError};
use crate::event::Event;

/// Hides the locked, live customers, with their events. Their addresses and memberships hide with
/// them, since every reader goes by the customer.
///
/// # Errors
/// When the database fails.
pub async fn delete(app: &App, tx: &mut Tx, actor: &Actor, ids: &[CustomerId]) -> Result<()> {
    store::delete(tx, ids, app.clock.now()).await?;
    for id in ids {
        tx.record(Event::CustomerDeleted(id.clone()).by(actor, &app.clock));
    }
    Ok(())
}

/// Brings the locked, deleted customer back, with its event.
///
/// # Errors
/// `EMAIL_TAKEN` or `ID_TAKEN` when another has taken its e-mail or external id since.
pub async fn restore(app: &App, tx: &mut Tx, actor: &Actor, mut row: Model) -> Result<Model> {
    row.deleted_at = None;
    row.merged_into = None;
    row.version += 1;
    row.updated_at = app.clock.now();
    store::replace(tx, &row).await.map_err(taken)?;
    tx.record(Event::CustomerRestored(row.id.clone()).by(actor, &app.clock));
    Ok(row)
}

/// What of a deleted customer another has taken since.
///
/// # Errors
/// When the database fails.
pub async fn taken_since(tx: &Tx, row: &Model) -> Result<Option<UserError>> {
    if let Some(email) = row.email.as_deref().filter(|_| row.has_account)
        && !store::taken_emails(tx, &[email]).await?.is_empty()
    {
        let message = "An account has taken its e-mail since.";
        return Ok(Some(Fault::new(Code::EmailTaken, message).of_no_field()));
    }
    if let Some(external_id) = row.external_id.as_deref()
        && !store::taken_external_ids(tx, &[external_id])
            .await?
            .is_empty()
    {
        let message = "A customer has taken its external id since.";
        return Ok(Some(Fault::new(Code::IdTaken, message).of_no_field()));
    }
    Ok(None)
}
