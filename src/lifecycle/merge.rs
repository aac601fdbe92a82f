//! One customer of two, with what belongs to them.

use entity::CustomerId;
use entity::customer::Model;

use crate::actor::Actor;
use crate::app::App;
use crate::db::Tx;
use crate::error::{Checks, Code, Error, Fault, Result};
use crate::{account, address, customer, group};

/// Merges a live customer into another.
///
/// # Errors
/// `NOT_FOUND` at `input.fromId` and `input.intoId`; at the latter also `NOT_ALLOWED` for the customer
/// itself, and for a guest that an account would be merged into.
pub async fn merge(
    app: &App,
    actor: &Actor,
    from: &CustomerId,
    into: &CustomerId,
) -> Result<Model> {
    let mut tx = app.db.begin().await?;
    let (from, into) = locked(&tx, from, into).await?;
    may(&from, &into)?;
    let merged = absorb(app, &mut tx, actor, &from, into).await?;
    tx.commit_with(merged).await
}

/// Gives the target what the other has and it lacks, and ends the other. Both are live, may be merged,
/// and are locked.
///
/// # Errors
/// When the database fails.
pub(super) async fn absorb(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    from: &Model,
    into: Model,
) -> Result<Model> {
    address::service::hand_over(app, tx, &from.id, &into.id).await?;
    group::service::hand_over(tx, &from.id, &into.id).await?;
    let ended = std::slice::from_ref(&from.id);
    account::identity::delete(tx, ended).await?;
    account::session::end_all(tx, ended).await?;
    customer::service::merge(app, tx, actor, from, into).await
}

/// Both at once, so that merges that cross do not wait for each other.
async fn locked(tx: &Tx, from: &CustomerId, into: &CustomerId) -> Result<(Model, Model)> {
    let mut rows = customer::service::lock_all(tx, &[from.clone(), into.clone()]).await?;
    rows.retain(|row| row.deleted_at.is_none());
    let find = |id: &CustomerId| {
        let found = rows.iter().find(|row| row.id == *id).cloned();
        found.ok_or_else(|| Fault::new(Code::NotFound, "There is no such customer."))
    };
    let mut checks = Checks::input();
    let from = checks.take("fromId", find(from));
    let into = checks.take("intoId", find(into));
    checks.finish()?;
    from.zip(into)
        .ok_or_else(|| Error::internal("a customer is missing and was not missed"))
}

fn may(from: &Model, into: &Model) -> Result<()> {
    let message = if from.id == into.id {
        "A customer cannot be merged into itself."
    } else if from.has_account && !into.has_account {
        "An account cannot be merged into a guest."
    } else {
        return Ok(());
    };
    Err(Error::refused(
        Code::NotAllowed,
        message,
        ["input", "intoId"],
    ))
}
