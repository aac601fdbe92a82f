//! Rows of addresses.

mod filter;
mod list;

use std::collections::{HashMap, HashSet};

use entity::customer_address::{Column, Entity, Model};
use entity::{AddressId, CustomerId, Timestamp, customer};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Select,
};

pub use list::List;

use crate::db::{ByKeys, Keyed, PARAMETERS, Tx, insert_all};

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
                .expr(Expr::cust("1"))
                .and_where(deleted_at.is_null())
                .take(),
        ),
    }
}

/// The live addresses of live customers with these ids, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(db: &impl Keyed, ids: &[AddressId]) -> Result<Vec<Model>, DbErr> {
    static LIVE: ByKeys<Select<Entity>> =
        ByKeys::new(|ids| select(None, ids.backend()).filter(ids.name(Column::Id)));
    db.rows(&LIVE, ids).await
}

/// The addresses with these ids, deleted ones and those of deleted customers too, in no order.
///
/// # Errors
/// When the database fails.
pub async fn any_by_ids(db: &impl Keyed, ids: &[AddressId]) -> Result<Vec<Model>, DbErr> {
    static ANY: ByKeys<Select<Entity>> =
        ByKeys::new(|ids| Entity::find().filter(ids.name(Column::Id)));
    db.rows(&ANY, ids).await
}

/// The live addresses of these customers, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn of_customers(db: &impl Keyed, ids: &[CustomerId]) -> Result<Vec<Model>, DbErr> {
    static THEIRS: ByKeys<Select<Entity>> = ByKeys::new(|customers| {
        Entity::live()
            .filter(customers.name(Column::CustomerId))
            .order_by_asc(Column::CustomerId)
            .order_by_asc(Column::CreatedAt)
            .order_by_asc(Column::Id)
    });
    db.rows(&THEIRS, ids).await
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
pub async fn defaults_of(db: &impl Keyed, ids: &[CustomerId]) -> Result<Vec<Model>, DbErr> {
    static FLAGGED: ByKeys<Select<Entity>> = ByKeys::new(|customers| {
        // Literals, so that the planner sees that the partial indexes cover them.
        let flagged = Condition::any()
            .add(Expr::cust("is_default_shipping = TRUE"))
            .add(Expr::cust("is_default_billing = TRUE"));
        let theirs = Entity::live().filter(customers.name(Column::CustomerId));
        theirs.filter(flagged)
    });
    db.rows(&FLAGGED, ids).await
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
