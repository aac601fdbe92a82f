//! Taking everything personal about a customer out of the database, for good.

use entity::CustomerId;
use entity::customer::Model;

use super::Deleted;
use crate::actor::Actor;
use crate::app::App;
use crate::db::{self, Tx};
use crate::error::{Code, Error, Result};
use crate::{account, address, customer, group};

/// Erases a customer, live or deleted, and those that were merged into it, since their data is of the
/// same person. Gives their ids, that of the customer first.
///
/// # Errors
/// `NOT_FOUND` at `input.id`, also for one that is erased already.
pub async fn erase(app: &App, actor: &Actor, id: &CustomerId) -> Result<Deleted> {
    let (mut tx, rows) = locked(app, id).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id.clone()).collect();
    // Every slice that keeps something about a person has its line here.
    account::identity::delete(&tx, &ids).await?;
    account::session::end_all(&tx, &ids).await?;
    address::service::erase(&tx, &ids).await?;
    group::service::erase(&tx, &ids).await?;
    customer::service::erase(app, &mut tx, actor, rows).await?;
    db::erasure::forget_samples(&tx).await?;
    let erased = tx.commit_with((ids, Vec::new())).await?;
    db::erasure::empty_log(&app.db).await;
    Ok(erased)
}

/// All that is to be erased, the customer first. Begins anew when another is merged into one of them
/// meanwhile: to lock that one as well might wait for somebody who waits for us.
async fn locked(app: &App, id: &CustomerId) -> Result<(Tx, Vec<Model>)> {
    loop {
        let tx = app.db.begin().await?;
        let ids = customer::service::with_merged(&tx, id).await?;
        let mut rows = customer::service::lock_all(&tx, &ids).await?;
        if customer::service::with_merged(&tx, id).await? != ids {
            continue;
        }
        rows.retain(|row| row.erased_at.is_none());
        rows.sort_by_key(|row| row.id != *id);
        if rows.first().is_none_or(|row| row.id != *id) {
            let message = "There is no such customer.";
            return Err(Error::refused(Code::NotFound, message, ["input", "id"]));
        }
        return Ok((tx, rows));
    }
}
