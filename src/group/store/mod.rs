//! Rows of groups.

mod filter;
mod list;

pub mod membership;

use std::collections::HashSet;

use entity::customer_group::{Column, Entity, Model};
use entity::{GroupId, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

pub use list::List;

use crate::db::{ByKeys, Keyed, PARAMETERS, Tx, insert_all};

/// Every group, deleted ones only where asked for.
#[must_use]
pub fn select(include_deleted: bool) -> Select<Entity> {
    if include_deleted {
        Entity::find()
    } else {
        Entity::live()
    }
}

/// The groups with these ids, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(
    db: &impl Keyed,
    ids: &[GroupId],
    include_deleted: bool,
) -> Result<Vec<Model>, DbErr> {
    let named = if include_deleted { &ANY } else { &LIVE };
    db.rows(named, ids).await
}

static LIVE: ByKeys<Select<Entity>> =
    ByKeys::new(|ids| Entity::live().filter(ids.name(Column::Id)));
static ANY: ByKeys<Select<Entity>> = ByKeys::new(|ids| Entity::find().filter(ids.name(Column::Id)));

/// The groups with these ids, deleted ones too, locked in the order of ids.
///
/// # Errors
/// When the database fails.
pub async fn lock(tx: &Tx, ids: &[GroupId]) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::Id.is_in(ids.iter().cloned()))
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(tx.conn())
        .await
}

/// Adds rows. In the order of their names, so that two calls that claim the same ones meet at the first
/// and do not wait for each other.
///
/// # Errors
/// When the database fails or refuses one, see [`crate::db::violated`].
pub async fn insert(tx: &Tx, rows: &[Model]) -> Result<(), DbErr> {
    let mut rows = rows.to_vec();
    rows.sort_by(|a, b| a.name_fold.cmp(&b.name_fold));
    insert_all(tx.conn(), &rows).await
}

/// Writes a changed row.
///
/// # Errors
/// When the database fails or refuses it, see [`crate::db::violated`].
pub async fn replace(tx: &Tx, row: &Model) -> Result<(), DbErr> {
    Entity::update(row.clone().into_active_model().reset_all())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Soft-deletes the groups with these ids.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &Tx, ids: &[GroupId], now: Timestamp) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::DeletedAt, Expr::value(now))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.is_in(ids.iter().cloned()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Those of the ids that some group has, deleted or not.
///
/// # Errors
/// When the database fails.
pub async fn taken_ids(tx: &Tx, ids: &[GroupId]) -> Result<HashSet<GroupId>, DbErr> {
    among(tx, Entity::find(), ids).await
}

/// Those of the ids that live groups have.
///
/// # Errors
/// When the database fails.
pub async fn live_ids(tx: &Tx, ids: &[GroupId]) -> Result<HashSet<GroupId>, DbErr> {
    among(tx, Entity::live(), ids).await
}

async fn among(
    tx: &Tx,
    groups: Select<Entity>,
    ids: &[GroupId],
) -> Result<HashSet<GroupId>, DbErr> {
    let mut found = HashSet::new();
    for part in ids.chunks(PARAMETERS) {
        let rows = groups
            .clone()
            .select_only()
            .column(Column::Id)
            .filter(Column::Id.is_in(part.iter().cloned()))
            .into_tuple::<GroupId>()
            .all(tx.conn())
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Those of the folded names that a live group has.
///
/// # Errors
/// When the database fails.
pub async fn taken_names(tx: &Tx, folds: &[String]) -> Result<HashSet<String>, DbErr> {
    let rows = Entity::live()
        .select_only()
        .column(Column::NameFold)
        .filter(Column::NameFold.is_in(folds))
        .into_tuple::<String>()
        .all(tx.conn())
        .await?;
    Ok(rows.into_iter().collect())
}
