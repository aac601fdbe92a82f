//! Rows of addresses.

mod filter;
mod list;

use entity::customer_address::{Column, Entity, Model};
use entity::{AddressId, CustomerId, Timestamp, customer};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

pub use list::List;

use crate::db::Tx;

/// Live addresses of live customers; of one customer alone where asked for.
#[must_use]
pub fn select(of: Option<&CustomerId>, backend: DbBackend) -> Select<Entity> {
    match of {
        // The caller has just been authenticated as this customer, who is live then.
        Some(customer) => Entity::of(customer),
        None => Entity::live().filter(of_live_customer(backend)),
    }
}

/// Asked for each address, which leaves it to an index of addresses to give them in order and to stop
/// at the end of a page. SQLite asks like that only where the customer's column stands by itself: of an
/// `EXISTS` or `IN` it makes a filter or a list of all customers beforehand.
fn of_live_customer(backend: DbBackend) -> Expr {
    let deleted_at = customer::Column::DeletedAt.into_expr();
    let mut owner = Query::select();
    owner.from(customer::Entity).and_where(
        customer::Column::Id
            .into_expr()
            .equals((Entity, Column::CustomerId)),
    );
    match backend {
        DbBackend::Sqlite => Expr::from(owner.expr(deleted_at).take()).is_null(),
        _ => Expr::exists(
            owner
                .expr(Expr::value(1))
                .and_where(deleted_at.is_null())
                .take(),
        ),
    }
}

/// The live addresses of live customers with these ids, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(db: &impl ConnectionTrait, ids: &[AddressId]) -> Result<Vec<Model>, DbErr> {
    select(None, db.get_database_backend())
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

/// Which flags addresses keep that get another owner.
#[derive(Clone, Copy)]
pub struct Keep {
    /// That of the default for shipping.
    pub shipping: bool,
    /// That of the default for billing.
    pub billing: bool,
}

/// Gives the live addresses of one customer to another.
///
/// # Errors
/// When the database fails.
pub async fn hand_over(
    tx: &Tx,
    from: &CustomerId,
    into: &CustomerId,
    keep: Keep,
    now: Timestamp,
) -> Result<(), DbErr> {
    let mut handing = Entity::update_many()
        .col_expr(Column::CustomerId, Expr::value(into.clone()))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::CustomerId.eq(from.clone()))
        .filter(Column::DeletedAt.is_null());
    for (kept, flag) in [
        (keep.shipping, Column::IsDefaultShipping),
        (keep.billing, Column::IsDefaultBilling),
    ] {
        if !kept {
            handing = handing.col_expr(flag, Expr::value(false));
        }
    }
    handing.exec(tx.conn()).await?;
    Ok(())
}

/// Removes the addresses of these customers, deleted ones too.
///
/// # Errors
/// When the database fails.
pub async fn erase(tx: &Tx, customers: &[CustomerId]) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::CustomerId.is_in(customers.iter().cloned()))
        .exec(tx.conn())
        .await?;
    Ok(())
}
