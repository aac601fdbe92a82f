//! Rows of the join of customers and groups.

use entity::customer_group_customer::{Column, Entity, Model};
use entity::{CustomerId, GroupId, MembershipId, customer, customer_group};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, Iterable,
    JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait, Select, SelectTwo,
};

use crate::db::{ByKeys, Keyed, Keys, Tx, parts};

/// A customer and a group.
pub type Pair = (CustomerId, GroupId);

/// The live groups of these customers, each with whose it is, by name.
///
/// # Errors
/// When the database fails.
pub async fn groups_of(
    db: &impl Keyed,
    ids: &[CustomerId],
) -> Result<Vec<(Model, customer_group::Model)>, DbErr> {
    static LIVE: ByKeys<SelectTwo<Entity, customer_group::Entity>> =
        ByKeys::new(|ids| joined(ids).filter(customer_group::Column::DeletedAt.is_null()));
    db.pairs(&LIVE, ids).await
}

/// As [`groups_of`], deleted groups too.
///
/// # Errors
/// When the database fails.
pub async fn all_of(
    db: &impl Keyed,
    ids: &[CustomerId],
) -> Result<Vec<(Model, customer_group::Model)>, DbErr> {
    static ANY: ByKeys<SelectTwo<Entity, customer_group::Entity>> = ByKeys::new(joined);
    db.pairs(&ANY, ids).await
}

fn joined(customers: Keys) -> SelectTwo<Entity, customer_group::Entity> {
    Entity::find()
        .find_also_related(customer_group::Entity)
        .filter(customers.name(Column::CustomerId))
        .order_by_asc(customer_group::Column::NameFold)
        .order_by_asc(customer_group::Column::Id)
}

/// Memberships of live customers in live groups.
fn live() -> Select<Entity> {
    Entity::find()
        .join(
            JoinType::InnerJoin,
            entity::customer_group_customer::Relation::Customer.def(),
        )
        .join(
            JoinType::InnerJoin,
            entity::customer_group_customer::Relation::CustomerGroup.def(),
        )
        .filter(customer::Column::DeletedAt.is_null())
        .filter(customer_group::Column::DeletedAt.is_null())
}

/// The live memberships with these ids, in no order.
///
/// # Errors
/// When the database fails.
pub async fn by_ids(db: &impl ConnectionTrait, ids: &[MembershipId]) -> Result<Vec<Model>, DbErr> {
    live()
        .filter(Column::Id.is_in(ids.iter().cloned()))
        .all(db)
        .await
}

/// The rows of these pairs that exist, whatever became of customer and group.
///
/// # Errors
/// When the database fails.
pub async fn of_pairs(tx: &Tx, pairs: &[Pair]) -> Result<Vec<Model>, DbErr> {
    let pair = Expr::tuple([
        Expr::col((Entity, Column::CustomerId)),
        Expr::col((Entity, Column::CustomerGroupId)),
    ]);
    let wanted = pairs.iter().map(|(customer, group)| {
        Expr::tuple([Expr::value(customer.clone()), Expr::value(group.clone())])
    });
    Entity::find()
        .filter(pair.is_in(wanted))
        .all(tx.conn())
        .await
}

/// How many groups, deleted ones too, each of these customers is in.
///
/// # Errors
/// When the database fails.
pub async fn counts(tx: &Tx, ids: &[CustomerId]) -> Result<Vec<(CustomerId, i64)>, DbErr> {
    Entity::find()
        .select_only()
        .column(Column::CustomerId)
        .column_as(Column::Id.count(), "groups")
        .filter(Column::CustomerId.is_in(ids.iter().cloned()))
        .group_by(Column::CustomerId)
        .into_tuple()
        .all(tx.conn())
        .await
}

/// Adds rows, passing over pairs that exist.
///
/// # Errors
/// When the database fails.
pub async fn insert(tx: &Tx, rows: &[Model]) -> Result<(), DbErr> {
    let unless_there = OnConflict::columns([Column::CustomerId, Column::CustomerGroupId])
        .do_nothing()
        .to_owned();
    for part in parts(rows, Column::iter().count()) {
        let part = part
            .iter()
            .map(|row| row.clone().into_active_model().reset_all());
        let added = Entity::insert_many(part)
            .on_conflict(unless_there.clone())
            .exec_without_returning(tx.conn())
            .await;
        match added {
            Ok(_) | Err(DbErr::RecordNotInserted) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Removes the rows with these ids.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &Tx, ids: &[MembershipId]) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::Id.is_in(ids.iter().cloned()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Gives the memberships of one customer to another, but in groups that the other is in.
///
/// # Errors
/// When the database fails.
pub async fn hand_over(tx: &Tx, from: &CustomerId, into: &CustomerId) -> Result<(), DbErr> {
    let has = Query::select()
        .column(Column::CustomerGroupId)
        .from(Entity)
        .and_where(Column::CustomerId.eq(into.clone()))
        .to_owned();
    Entity::update_many()
        .col_expr(Column::CustomerId, Expr::value(into.clone()))
        .filter(Column::CustomerId.eq(from.clone()))
        .filter(Column::CustomerGroupId.not_in_subquery(has))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Removes every row of these customers.
///
/// # Errors
/// When the database fails.
pub async fn delete_of(tx: &Tx, customers: &[CustomerId]) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::CustomerId.is_in(customers.iter().cloned()))
        .exec(tx.conn())
        .await?;
    Ok(())
}
