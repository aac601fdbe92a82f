//! Rows of addresses.

mod filter;
mod list;

use std::collections::{HashMap, HashSet};

use entity::customer_address::{Column, Entity, Model};
use entity::{AddressId, CustomerId, Timestamp, customer};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Select,
};

pub use list::List;

use crate::db::{PARAMETERS, Tx, insert_all};

/// Live addresses of live customers; of one customer alone where asked for.
#[must_use]
pub fn select(of: Option<&CustomerId>) -> Select<Entity> {
    let live_customers = Query::select()
        .column(customer::Column::Id)
        .from(customer::Entity)
        .and_where(customer::Column::DeletedAt.is_null())
        .to_owned();
    match of {
        // The caller has just been authenticated as this customer, who is live then.
        Some(customer) => Entity::of(customer),
        None => Entity::live().filter(Column::CustomerId.in_subquery(live_customers)),
    }
}

/// The live addresses of live customers with these ids, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(db: &impl ConnectionTrait, ids: &[AddressId]) -> Result<Vec<Model>, DbErr> {
    select(None)
        .filter(Column::Id.is_in(ids.iter().cloned()))
        .all(db)
        .await
}

/// The live addresses of these customers, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn of_customers(
    db: &impl ConnectionTrait,
    ids: &[CustomerId],
) -> Result<Vec<Model>, DbErr> {
    Entity::live()
        .filter(Column::CustomerId.is_in(ids.iter().cloned()))
        .order_by_asc(Column::CustomerId)
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(db)
        .await
}

/// The live addresses of these customers that are a default.
///
/// # Errors
/// When the database fails.
pub async fn defaults_of(
    db: &impl ConnectionTrait,
    ids: &[CustomerId],
) -> Result<Vec<Model>, DbErr> {
    // Literals, so that the planner sees that the partial indexes cover them.
    let flagged = Condition::any()
        .add(Expr::cust("is_default_shipping = TRUE"))
        .add(Expr::cust("is_default_billing = TRUE"));
    Entity::live()
        .filter(Column::CustomerId.is_in(ids.iter().cloned()))
        .filter(flagged)
        .all(db)
        .await
}

/// Those of the ids that some address has, deleted or not.
///
/// # Errors
/// When the database fails.
pub async fn taken_ids(tx: &Tx, ids: &[AddressId]) -> Result<HashSet<AddressId>, DbErr> {
    let mut taken = HashSet::new();
    for part in ids.chunks(PARAMETERS) {
        let found = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::Id.is_in(part.iter().cloned()))
            .into_tuple::<AddressId>()
            .all(tx.conn())
            .await?;
        taken.extend(found);
    }
    Ok(taken)
}

/// How many live addresses each of these customers has; none is left out.
///
/// # Errors
/// When the database fails.
pub async fn counts(tx: &Tx, ids: &[CustomerId]) -> Result<HashMap<CustomerId, u64>, DbErr> {
    let counts = Entity::live()
        .select_only()
        .column(Column::CustomerId)
        .column_as(Column::Id.count(), "addresses")
        .filter(Column::CustomerId.is_in(ids.iter().cloned()))
        .group_by(Column::CustomerId)
        .into_tuple::<(CustomerId, i64)>()
        .all(tx.conn())
        .await?
        .into_iter();
    Ok(counts
        .map(|(id, count)| (id, u64::try_from(count).unwrap_or(0)))
        .collect())
}

/// Adds rows.
///
/// # Errors
/// When the database fails or refuses one, see [`crate::db::violated`].
pub async fn insert(tx: &Tx, rows: &[Model]) -> Result<(), DbErr> {
    insert_all(tx.conn(), rows).await
}

/// Writes a changed row.
///
/// # Errors
/// When the database fails.
pub async fn replace(tx: &Tx, row: &Model) -> Result<(), DbErr> {
    Entity::update(row.clone().into_active_model().reset_all())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Deletes the addresses with these ids.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &Tx, ids: &[AddressId], now: Timestamp) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::DeletedAt, Expr::value(now))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.is_in(ids.iter().cloned()))
        .exec(tx.conn())
        .await?;
    Ok(())
}
