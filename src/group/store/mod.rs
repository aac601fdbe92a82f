//! Rows of groups.

mod filter;
mod list;

pub mod membership;

use entity::customer_group::{Column, Entity, Model};
use entity::{GroupId, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Select,
};

pub use list::List;

use crate::db::Tx;

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
    db: &impl ConnectionTrait,
    ids: &[GroupId],
    include_deleted: bool,
) -> Result<Vec<Model>, DbErr> {
    let ids = ids.iter().cloned();
    select(include_deleted)
        .filter(Column::Id.is_in(ids))
        .all(db)
        .await
}

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

/// Adds a row.
///
/// # Errors
/// When the database fails or refuses it, see [`crate::db::violated`].
pub async fn insert(tx: &Tx, row: &Model) -> Result<(), DbErr> {
    Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
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

/// Whether a live group has the name of this row.
///
/// # Errors
/// When the database fails.
pub async fn name_is_taken(tx: &Tx, row: &Model) -> Result<bool, DbErr> {
    let other = Entity::live()
        .filter(Column::NameFold.eq(row.name_fold.as_str()))
        .one(tx.conn());
    Ok(other.await?.is_some())
}
