//! Soft deletion and return of groups. Memberships hide and return with them, since every reader goes
//! by the group.

use entity::customer_group::Model;
use entity::{GroupId, Prefixed};

use crate::actor::Actor;
use crate::app::App;
use crate::db::{Constraint, violated};
use crate::error::{Code, Error, Fault, Result, UserError};
use crate::event::Event;
use crate::group::store;
use crate::value::distinct;

fn not_found(index: usize) -> UserError {
    let path = ["input".to_owned(), "ids".to_owned(), index.to_string()];
    Fault::new(Code::NotFound, "There is no such group.").at(path)
}

/// Deletes those of the groups that are there.
///
/// # Errors
/// When the database fails.
pub async fn delete(
    app: &App,
    actor: &Actor,
    ids: &[String],
) -> Result<(Vec<GroupId>, Vec<UserError>)> {
    let asked = distinct(ids)?;
    let known: Vec<_> = asked
        .iter()
        .filter_map(|(_, id)| GroupId::parse(id))
        .collect();
    let mut tx = app.db.begin().await?;
    let mut rows = store::lock(&tx, &known).await?;
    rows.retain(|row| row.deleted_at.is_none());
    let live: Vec<_> = rows.into_iter().map(|row| row.id).collect();
    store::delete(&tx, &live, app.clock.now()).await?;
    let (mut deleted, mut missing) = (Vec::new(), Vec::new());
    for (index, id) in asked {
        match live.iter().find(|live| live.as_str() == id) {
            Some(id) => {
                tx.record(Event::GroupDeleted(id.clone()).by(actor, &app.clock));
                deleted.push(id.clone());
            }
            None => missing.push(not_found(index)),
        }
    }
    tx.commit_with((deleted, missing)).await
}

/// Brings groups back, all or none. One that is not deleted stays as it is.
///
/// # Errors
/// `NOT_FOUND` or `NAME_TAKEN` for each that cannot be.
pub async fn restore(app: &App, actor: &Actor, ids: &[String]) -> Result<Vec<Model>> {
    let asked = distinct(ids)?;
    let known: Vec<_> = asked
        .iter()
        .filter_map(|(_, id)| GroupId::parse(id))
        .collect();
    let mut tx = app.db.begin().await?;
    let rows = store::lock(&tx, &known).await?;
    let (mut restored, mut errors) = (Vec::new(), Vec::new());
    for (index, id) in asked {
        let Some(row) = rows.iter().find(|row| row.id.as_str() == id) else {
            errors.push(not_found(index));
            continue;
        };
        let mut row = row.clone();
        if row.deleted_at.take().is_some() {
            row.version += 1;
            row.updated_at = app.clock.now();
            let name = [row.name_fold.clone()];
            if !store::taken_names(&tx, &name).await?.is_empty() {
                errors.push(name_taken(index));
                continue;
            }
            let written = store::replace(&tx, &row).await;
            written.map_err(|error| match violated(&error) {
                Some(Constraint::GroupName) => name_taken(index).into(),
                _ => Error::from(error),
            })?;
            tx.record(Event::GroupRestored(row.id.clone()).by(actor, &app.clock));
        }
        restored.push(row);
    }
    if !errors.is_empty() {
        return Err(Error::Refused(errors));
    }
    tx.commit_with(restored).await
}

fn name_taken(index: usize) -> UserError {
    let path = ["input".to_owned(), "ids".to_owned(), index.to_string()];
    Fault::new(Code::NameTaken, "Another group has taken its name since.").at(path)
}
