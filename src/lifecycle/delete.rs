//! Soft deletion of customers, with their logins and sessions.

use entity::{CustomerId, Prefixed};

use crate::actor::Actor;
use crate::app::App;
use crate::db::Tx;
use crate::error::{Code, Fault, Result, UserError};
use crate::value::distinct;
use crate::{account, customer};

/// The customers that ended, and why others named did not.
pub type Deleted = (Vec<CustomerId>, Vec<UserError>);

/// Deletes those of the customers that are there.
///
/// # Errors
/// When the database fails.
pub async fn delete(app: &App, actor: &Actor, ids: &[String]) -> Result<Deleted> {
    let asked = distinct(ids)?;
    let known: Vec<_> = asked
        .iter()
        .filter_map(|(_, id)| CustomerId::parse(id))
        .collect();
    let mut tx = app.db.begin().await?;
    let mut rows = customer::service::lock_all(&tx, &known).await?;
    rows.retain(|row| row.deleted_at.is_none());
    let (mut deleted, mut missing) = (Vec::new(), Vec::new());
    for (index, id) in asked {
        match rows.iter().find(|row| row.id.as_str() == id) {
            Some(row) => deleted.push(row.id.clone()),
            None => missing.push(
                Fault::new(Code::NotFound, "There is no such customer.").at([
                    "input".to_owned(),
                    "ids".to_owned(),
                    index.to_string(),
                ]),
            ),
        }
    }
    hide(app, &mut tx, actor, &deleted).await?;
    tx.commit_with((deleted, missing)).await
}

/// Hides locked, live customers; their logins and sessions go.
///
/// # Errors
/// When the database fails.
pub(super) async fn hide(app: &App, tx: &mut Tx, actor: &Actor, ids: &[CustomerId]) -> Result<()> {
    customer::service::delete(app, tx, actor, ids).await?;
    account::identity::hide(tx, ids, app.clock.now()).await?;
    account::session::end_all(tx, ids).await
}
