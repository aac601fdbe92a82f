//! Rows of customers.

mod filter;
mod list;

use entity::customer::{Column, Entity, Model};
use entity::{CustomerId, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Select,
};

pub use list::List;

use crate::db::Tx;
use crate::value::Email;

/// Every customer, deleted ones only where asked for.
#[must_use]
pub fn select(include_deleted: bool) -> Select<Entity> {
    if include_deleted {
        Entity::find()
    } else {
        Entity::live()
    }
}

/// The live customers with these ids, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(
    db: &impl ConnectionTrait,
    ids: &[CustomerId],
    include_deleted: bool,
) -> Result<Vec<Model>, DbErr> {
    let ids = ids.iter().cloned();
    select(include_deleted)
        .filter(Column::Id.is_in(ids))
        .all(db)
        .await
}

/// The customers with these ids, deleted ones too, locked until the transaction ends. Locked in the
/// order of ids, so that two bulk writes never wait for each other.
///
/// # Errors
/// When the database fails.
pub async fn lock(tx: &Tx, ids: &[CustomerId]) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::Id.is_in(ids.iter().cloned()))
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(tx.conn())
        .await
}

/// The live customer with the e-mail: the account, else the oldest guest.
///
/// # Errors
/// When the database fails.
pub async fn with_email(db: &impl ConnectionTrait, email: &Email) -> Result<Option<Model>, DbErr> {
    Entity::live()
        .filter(Column::Email.eq(email.as_str()))
        .order_by_desc(Column::HasAccount)
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .limit(1)
        .one(db)
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

/// Adds a guest, unless there is one with its `guest_key`. Says whether it was added.
///
/// # Errors
/// When the database fails.
pub async fn insert_guest(tx: &Tx, row: &Model) -> Result<bool, DbErr> {
    let unless_there = OnConflict::column(Column::GuestKey)
        .target_and_where(Column::GuestKey.is_not_null())
        .do_nothing()
        .to_owned();
    let added = Entity::insert(row.clone().into_active_model().reset_all())
        .on_conflict(unless_there)
        .exec_without_returning(tx.conn())
        .await;
    match added {
        Ok(rows) => Ok(rows > 0),
        Err(DbErr::RecordNotInserted) => Ok(false),
        Err(error) => Err(error),
    }
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

/// Soft-deletes the customers with these ids.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &Tx, ids: &[CustomerId], now: Timestamp) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::DeletedAt, Expr::value(now))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .col_expr(Column::GuestKey, Expr::value(Option::<String>::None))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.is_in(ids.iter().cloned()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// The live account with the e-mail.
///
/// # Errors
/// When the database fails.
pub async fn account_with(tx: &Tx, email: &str) -> Result<Option<Model>, DbErr> {
    account(email).one(tx.conn()).await
}

/// The live account with the e-mail, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock_account(tx: &Tx, email: &Email) -> Result<Option<Model>, DbErr> {
    account(email.as_str())
        .lock_exclusive()
        .one(tx.conn())
        .await
}

fn account(email: &str) -> Select<Entity> {
    // A literal, not a parameter: only that proves to the planner that the partial index covers it.
    Entity::live()
        .filter(Column::Email.eq(email))
        .filter(Expr::cust("has_account = TRUE"))
}

/// Whether a live customer has the external id.
///
/// # Errors
/// When the database fails.
pub async fn external_id_is_taken(tx: &Tx, external_id: &str) -> Result<bool, DbErr> {
    let other = Entity::live().filter(Column::ExternalId.eq(external_id));
    Ok(other.one(tx.conn()).await?.is_some())
}
