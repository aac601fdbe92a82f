//! The events that a change wrote, as the database holds them.

use std::future::Future;

use entity::event;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::harness::Shop;

/// What something gives, and the events that were written meanwhile, in the order of commits.
pub(crate) async fn recorded<T>(
    shop: &Shop,
    of: impl Future<Output = T>,
) -> (T, Vec<event::Model>) {
    let before = after(shop, 0).await.last().map_or(0, |last| last.position);
    let result = of.await;
    (result, after(shop, before).await)
}

/// Events as their types and data, which is what most tests ask for.
pub(crate) fn told(events: &[event::Model]) -> Vec<(&str, Value)> {
    events
        .iter()
        .map(|event| (event.kind.as_str(), json!(event.data)))
        .collect()
}

async fn after(shop: &Shop, position: i64) -> Vec<event::Model> {
    event::Entity::find()
        .filter(event::Column::Position.gt(position))
        .order_by_asc(event::Column::Position)
        .all(shop.app.db.read())
        .await
        .expect("the outbox")
}
