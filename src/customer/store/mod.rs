//! Rows of customers.

mod filter;
mod list;
mod lock;
mod members;

use std::collections::HashSet;
use std::hash::Hash;

use entity::customer::{Column, Entity, Model};
use entity::{CustomerId, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Select, TryGetable, Value,
};

pub use list::List;
pub use lock::{lock, lock_account, lock_matching, lock_sharing};
pub use members::{Members, members};

use crate::db::{ByKeys, Keyed, Tx, insert_all};
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
    db: &impl Keyed,
    ids: &[CustomerId],
    include_deleted: bool,
) -> Result<Vec<Model>, DbErr> {
    let named = if include_deleted { &ANY } else { &LIVE };
    db.rows(named, ids).await
}

static LIVE: ByKeys<Select<Entity>> =
    ByKeys::new(|ids| Entity::live().filter(ids.name(Column::Id)));
static ANY: ByKeys<Select<Entity>> = ByKeys::new(|ids| Entity::find().filter(ids.name(Column::Id)));

/// Ids of the customers that were merged into one of these.
///
/// # Errors
/// When the database fails.
pub async fn merged_into(tx: &Tx, ids: &[CustomerId]) -> Result<Vec<CustomerId>, DbErr> {
    Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::MergedInto.is_in(ids.iter().cloned()))
        .order_by_asc(Column::Id)
        .into_tuple()
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

/// Adds rows. In the order of their e-mails, so that two calls that claim the same ones meet at the
/// first and do not wait for each other.
///
/// # Errors
/// When the database fails or refuses one, see [`crate::db::violated`].
pub async fn insert(tx: &Tx, rows: &[Model]) -> Result<(), DbErr> {
    let mut rows = rows.to_vec();
    rows.sort_by(|a, b| a.email.cmp(&b.email));
    insert_all(tx.conn(), &rows).await
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

/// Notes that a customer was merged into another.
///
/// # Errors
/// When the database fails.
pub async fn set_merged(tx: &Tx, from: &CustomerId, into: &CustomerId) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::MergedInto, Expr::value(into.clone()))
        .filter(Column::Id.eq(from.clone()))
        .exec(tx.conn())
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

/// Those of the ids that some customer has, deleted or not.
///
/// # Errors
/// When the database fails.
pub async fn taken_ids(tx: &Tx, ids: &[CustomerId]) -> Result<HashSet<CustomerId>, DbErr> {
    taken(tx, Entity::find(), Column::Id, ids).await
}

fn accounts() -> Select<Entity> {
    // A literal, not a parameter: only that proves to the planner that the partial index covers it.
    Entity::live().filter(Expr::cust("has_account = TRUE"))
}

/// Those of the e-mails that a live account has.
///
/// # Errors
/// When the database fails.
pub async fn taken_emails(tx: &Tx, emails: &[&str]) -> Result<HashSet<String>, DbErr> {
    taken(tx, accounts(), Column::Email, emails).await
}

/// Those of the external ids that a live customer has.
///
/// # Errors
/// When the database fails.
pub async fn taken_external_ids(tx: &Tx, ids: &[&str]) -> Result<HashSet<String>, DbErr> {
    taken(tx, Entity::live(), Column::ExternalId, ids).await
}

/// Those of the values that the rows have in a column.
async fn taken<V, T>(
    tx: &Tx,
    among: Select<Entity>,
    column: Column,
    values: &[V],
) -> Result<HashSet<T>, DbErr>
where
    V: Clone + Into<Value>,
    T: TryGetable + Eq + Hash,
{
    if values.is_empty() {
        return Ok(HashSet::new());
    }
    let rows = among
        .select_only()
        .column(column)
        .filter(column.is_in(values.iter().cloned()))
        .into_tuple::<T>()
        .all(tx.conn())
        .await?;
    Ok(rows.into_iter().collect())
}
