//! Taking everything personal about a customer out of the database, for good.

use entity::CustomerId;
use entity::customer::Model;

use super::Deleted;
use crate::actor::Actor;
use crate::app::App;
use crate::db::{self, Tx};
use crate::error::{Code, Error, Result};
use crate::mail::{self, Forgotten};
use crate::{account, address, customer, group};

/// Erases a customer, live or deleted, and those that were merged into it, since their data is of the
/// same person. Gives their ids, that of the customer first.
///
/// # Errors
/// `NOT_FOUND` at `input.id`, also for one that is erased already.
pub async fn erase(app: &App, actor: &Actor, id: &CustomerId) -> Result<Deleted> {
    let found = locked(app, id).await?;
    let (mut tx, rows) = found.ok_or_else(|| {
        let message = "There is no such customer.";
        Error::refused(Code::NotFound, message, ["input", "id"])
    })?;
    let ids = rows.iter().map(|row| row.id.clone()).collect();
    let mails = wipe(app, &mut tx, actor, rows).await?;
    let erased = tx.commit_with((ids, Vec::new())).await?;
    sweep_up(app, mails).await;
    Ok(erased)
}

/// All that is to be erased, the customer first; none for one that is unknown or erased already. Begins
/// anew when another is merged into one of them meanwhile: to lock that one as well might wait for
/// somebody who waits for us.
///
/// # Errors
/// When the database fails.
pub(super) async fn locked(app: &App, id: &CustomerId) -> Result<Option<(Tx, Vec<Model>)>> {
    loop {
        let tx = app.db.begin().await?;
        let ids = customer::service::with_merged(&tx, id).await?;
        let mut rows = customer::service::lock_all(&tx, &ids).await?;
        if customer::service::with_merged(&tx, id).await? != ids {
            continue;
        }
        rows.retain(|row| row.erased_at.is_none());
        rows.sort_by_key(|row| row.id != *id);
        let is_there = rows.first().is_some_and(|row| row.id == *id);
        return Ok(is_there.then_some((tx, rows)));
    }
}

/// Erases locked customers. What it gives is for [`sweep_up`], once it is committed.
///
/// # Errors
/// When the database fails.
pub(super) async fn wipe(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    rows: Vec<Model>,
) -> Result<Forgotten> {
    let ids: Vec<_> = rows.iter().map(|row| row.id.clone()).collect();
    // Every slice that keeps something about a person has its line here.
    let mut emails = account::identity::emails(tx, &ids).await?;
    emails.extend(rows.iter().filter_map(|row| row.email.clone()));
    account::identity::delete(tx, &ids).await?;
    account::session::end_all(tx, &ids).await?;
    address::service::erase(tx, &ids).await?;
    group::service::erase(tx, &ids).await?;
    customer::service::erase(app, tx, actor, rows).await?;
    // What is kept by e-mail is that of the account that has it.
    let emails = customer::service::of_no_account(tx, emails).await?;
    account::throttle::forget(app, tx, &emails).await?;
    let mails = mail::forget(app, tx, &emails).await?;
    db::erasure::forget_samples(tx).await?;
    Ok(mails)
}

/// Takes away what is not in rows, once the rows are gone.
pub(super) async fn sweep_up(app: &App, mails: Forgotten) {
    if let Err(error) = mails.delete_files(app).await {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "files of mails to somebody who was erased stay"
        );
    }
    db::erasure::empty_log(&app.db).await;
}
