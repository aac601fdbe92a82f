//! The log of deliveries.

use entity::webhook_delivery::{Column, Entity, Model, State};
use entity::{DeliveryId, EndpointId, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::db::{Db, Tx};
use crate::error::Result;
use crate::page::{Each, Order, OrderDirection, PageArgs};

/// The same part of the logs of many endpoints.
pub(in crate::webhook) type Logs = Each<Entity, Column>;

/// The deliveries of endpoints, the newest first.
///
/// # Errors
/// [`crate::error::Error::BadInput`] naming the argument.
pub(in crate::webhook) fn logs(first: Option<i32>, after: Option<String>) -> Result<Logs> {
    let order = Order::by([(Column::Id, OrderDirection::Desc)]);
    let args = PageArgs {
        first,
        after,
        ..PageArgs::default()
    };
    let window = args.window(&order)?;
    Ok(Each {
        select: Entity::find(),
        counted: Entity::find(),
        owner: Column::EndpointId,
        id: Column::Id,
        order,
        window,
    })
}

/// The deliveries with these ids, in no order.
pub(in crate::webhook) async fn by_ids(
    db: &impl ConnectionTrait,
    ids: &[DeliveryId],
) -> Result<Vec<Model>> {
    let found = Entity::find().filter(Column::Id.is_in(ids.iter().cloned()));
    Ok(found.all(db).await?)
}

/// The endpoint of a delivery.
pub(in crate::webhook) async fn endpoint_of(
    tx: &Tx,
    id: &DeliveryId,
) -> Result<Option<EndpointId>> {
    let found = Entity::find_by_id(id.clone())
        .select_only()
        .column(Column::EndpointId)
        .into_tuple::<EndpointId>();
    Ok(found.one(tx.conn()).await?)
}

/// Lets a delivery be tried anew from now on, with all its tries ahead. One that waits for its turn goes
/// on to.
pub(in crate::webhook) async fn retry(tx: &Tx, id: &DeliveryId, now: Timestamp) -> Result<()> {
    let waits_for_its_turn = Column::State
        .eq(State::Pending)
        .and(Column::NextAttemptAt.is_null());
    Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Pending))
        .col_expr(Column::Tries, Expr::value(0))
        .col_expr(Column::NextAttemptAt, Expr::value(now))
        .filter(Column::Id.eq(id.clone()))
        .filter(waits_for_its_turn.not())
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Drops at most `limit` deliveries that are done with and were queued before; says how many there were.
pub(in crate::webhook) async fn purge(db: &Db, before: Timestamp, limit: u64) -> Result<u64> {
    let old = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::State.ne(State::Pending))
        .filter(Column::CreatedAt.lt(before))
        .limit(limit)
        .into_tuple::<DeliveryId>()
        .all(db.write())
        .await?;
    if old.is_empty() {
        return Ok(0);
    }
    let purged = Entity::delete_many()
        .filter(Column::Id.is_in(old))
        .filter(Column::State.ne(State::Pending))
        .exec(db.write())
        .await?;
    Ok(purged.rows_affected)
}
