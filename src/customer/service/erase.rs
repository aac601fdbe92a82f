//! Taking everything personal out of customers, without what belongs to them.

use entity::Folded;
use entity::customer::Model;

use crate::actor::Actor;
use crate::app::App;
use crate::customer::store;
use crate::db::Tx;
use crate::error::Result;
use crate::event::Event;

/// Leaves of the locked customers, live or deleted, a deleted row with its id, its times and its
/// version, with their events.
///
/// # Errors
/// When the database fails.
pub async fn erase(app: &App, tx: &mut Tx, actor: &Actor, rows: Vec<Model>) -> Result<()> {
    for row in rows {
        let blank = blank(app, row);
        store::replace(tx, &blank).await?;
        tx.record(Event::CustomerErased(blank.id).by(actor, &app.clock));
    }
    Ok(())
}

fn blank(app: &App, row: Model) -> Model {
    let now = app.clock.now();
    let mut blank = Model {
        id: row.id,
        email: None,
        first_name: None,
        last_name: None,
        company_name: None,
        phone: None,
        has_account: false,
        email_verified_at: None,
        mailbox_owned_at: None,
        guest_key: None,
        metadata: None,
        private_metadata: None,
        external_id: None,
        created_by: None,
        version: row.version + 1,
        created_at: row.created_at,
        updated_at: now,
        deleted_at: row.deleted_at.or(Some(now)),
        merged_into: None,
        erased_at: Some(now),
        first_name_fold: None,
        last_name_fold: None,
        company_name_fold: None,
        external_id_fold: None,
        created_by_fold: None,
        search: String::new(),
    };
    blank.fold();
    blank
}
