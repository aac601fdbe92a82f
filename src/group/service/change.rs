//! Changing groups.

use entity::customer_group::Model;
use entity::{Folded, GroupId};
use serde_json::Value;

use crate::actor::Actor;
use crate::app::App;
use crate::customer::service::{check_version, patch};
use crate::db::{Constraint, DbErr, violated};
use crate::error::{Checks, Code, Error, Fault, Result};
use crate::event::{Changed, Event};
use crate::group::store;
use crate::value::{Change, Text};

/// What an update says of a group.
#[derive(Debug, Default)]
pub struct GroupChanges {
    /// A new name.
    pub name: Option<Text>,
    /// A merge patch (RFC 7396).
    pub metadata: Change<Value>,
    /// The version the caller has seen.
    pub expected_version: Option<i32>,
}

/// Changes a live group. A change of nothing leaves version and time as they are.
///
/// # Errors
/// `NOT_FOUND`, `NAME_TAKEN`, `VERSION_CONFLICT`, and what is wrong with metadata.
pub async fn update(
    app: &App,
    actor: &Actor,
    id: &GroupId,
    changes: GroupChanges,
) -> Result<Model> {
    let mut tx = app.db.begin().await?;
    let found = store::lock(&tx, std::slice::from_ref(id)).await?.pop();
    let Some(before) = found.filter(|row| row.deleted_at.is_none()) else {
        return Err(Error::refused(
            Code::NotFound,
            "There is no such group.",
            ["input", "id"],
        ));
    };
    let mut after = changed_row(&before, changes)?;
    let changed = differences(&before, &after);
    if !changed.is_empty() {
        after.version += 1;
        after.updated_at = app.clock.now();
        after.fold();
        store::replace(&tx, &after).await.map_err(taken)?;
        tx.record(Event::GroupUpdated(id.clone(), changed).by(actor, &app.clock));
    }
    tx.commit_with(after).await
}

fn changed_row(before: &Model, changes: GroupChanges) -> Result<Model> {
    let GroupChanges {
        name,
        metadata,
        expected_version,
    } = changes;
    let mut checks = Checks::input();
    check_version(&mut checks, expected_version, before.version);
    let mut after = before.clone();
    if let Some(name) = name {
        after.name = name.into();
    }
    patch(&mut checks, "metadata", &mut after.metadata, metadata);
    checks.finish()?;
    Ok(after)
}

fn differences(before: &Model, after: &Model) -> Changed {
    [
        (before.name != after.name, "name"),
        (before.metadata != after.metadata, "metadata"),
    ]
    .into_iter()
    .filter_map(|(differs, name)| differs.then_some(name))
    .collect()
}

pub(super) const NAME_TAKEN: &str = "A group has this name.";
pub(super) const ID_TAKEN: &str = "This id is taken.";

/// What a broken uniqueness means to the caller, at the field of `input`.
pub(super) fn taken(error: DbErr) -> Error {
    let (field, code, message) = match violated(&error) {
        Some(Constraint::GroupName) => ("name", Code::NameTaken, NAME_TAKEN),
        Some(Constraint::Id) => ("id", Code::IdTaken, ID_TAKEN),
        _ => return error.into(),
    };
    Fault::new(code, message).at(["input", field]).into()
}
