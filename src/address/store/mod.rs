//! Rows of addresses.

mod filter;
mod list;

use entity::customer_address::{Column, Entity, Model};
use entity::{AddressId, CustomerId, Timestamp, customer};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

pub use list::List;

use crate::db::Tx;

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

/// The addresses of a customer, deleted ones too, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn held(db: &impl ConnectionTrait, customer: &CustomerId) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::CustomerId.eq(customer.clone()))
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
pub async fn taken_ids(tx: &Tx, ids: &[AddressId]) -> Result<Vec<AddressId>, DbErr> {
    Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Id.is_in(ids.iter().cloned()))
        .into_tuple()
        .all(tx.conn())
        .await
}

/// How many live addresses a customer has.
///
/// # Errors
/// When the database fails.
pub async fn count(tx: &Tx, customer: &CustomerId) -> Result<u64, DbErr> {
    Entity::of(customer).count(tx.conn()).await
}

/// Adds rows.
///
/// # Errors
/// When the database fails or refuses one, see [`crate::db::violated`].
pub async fn insert(tx: &Tx, rows: &[Model]) -> Result<(), DbErr> {
    // An address has 29 columns, and PostgreSQL takes 65,535 parameters a statement.
    for chunk in rows.chunks(1000) {
        let rows = chunk
            .iter()
            .map(|row| row.clone().into_active_model().reset_all());
        Entity::insert_many(rows)
            .exec_without_returning(tx.conn())
            .await?;
    }
    Ok(())
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
