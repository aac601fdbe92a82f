//! How the queues stand as a whole.

use entity::webhook_delivery::{Column as C, Entity, State};
use entity::{Timestamp, webhook_endpoint};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use crate::db::Db;
use crate::error::Result;
use crate::event::Place;

/// What is on its way to endpoints that are enabled.
fn pending() -> Select<Entity> {
    let enabled = webhook_endpoint::Entity::find()
        .select_only()
        .column(webhook_endpoint::Column::Id)
        .filter(webhook_endpoint::Column::Disabled.is_null());
    Entity::find()
        .filter(C::State.eq(State::Pending))
        .filter(C::EndpointId.in_subquery(sea_orm::QueryTrait::into_query(enabled)))
}

/// How many deliveries wait, and when the oldest of them was queued.
pub(in crate::webhook) async fn waiting(db: &Db) -> Result<(i64, Option<Timestamp>)> {
    let waiting = pending()
        .select_only()
        .column_as(C::Id.count(), "count")
        .column_as(C::CreatedAt.min(), "oldest")
        .into_tuple::<(i64, Option<Timestamp>)>();
    Ok(waiting.one(db.read()).await?.unwrap_or_default())
}

/// The place of the first event that waits to be delivered.
pub(in crate::webhook) async fn first_pending(db: &Db) -> Result<Option<Place>> {
    let first = pending()
        .select_only()
        .column(C::AtXact)
        .column(C::AtPosition)
        .order_by_asc(C::AtXact)
        .order_by_asc(C::AtPosition)
        .limit(1)
        .into_tuple::<(i64, i64)>();
    Ok(first.one(db.write()).await?.map(Place::of_kept))
}

/// How many endpoints were disabled, but not by staff.
pub(in crate::webhook) async fn given_up(db: &Db) -> Result<i64> {
    use webhook_endpoint::{Column, Disabled, Entity};
    let given_up = Entity::find()
        .filter(Column::Disabled.is_in([Disabled::Gone, Disabled::Failing]))
        .count(db.read())
        .await?;
    Ok(i64::try_from(given_up).unwrap_or(i64::MAX))
}
