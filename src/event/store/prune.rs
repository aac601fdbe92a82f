//! The far end of the outbox.

use entity::Timestamp;
use entity::event::{Column, Entity};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};

use super::place::{Place, places};
use crate::db::Db;
use crate::error::Result;

/// What decides whether an event may go.
#[derive(FromQueryResult)]
struct Old {
    position: i64,
    xact: i64,
    occurred_at: Timestamp,
}

/// When the oldest event that is kept occurred.
///
/// # Errors
/// When the database fails.
pub async fn oldest(db: &Db) -> Result<Option<Timestamp>> {
    let oldest = Entity::find()
        .select_only()
        .column(Column::OccurredAt)
        .order_by_asc(Column::Position)
        .limit(1)
        .into_tuple::<Timestamp>();
    Ok(oldest.one(db.read()).await?)
}

/// Drops the first events that occurred before a time, at most `limit`, up to the first one that may not
/// go: one that is younger, or that stands at `needed` or behind it. Says how many there were.
///
/// They are met in the order of their positions, which needs no index of times and costs nothing where
/// there is nothing to drop.
///
/// # Errors
/// When the database fails.
pub async fn prune(db: &Db, before: Timestamp, needed: Option<Place>, limit: u64) -> Result<u64> {
    let first = places(db)
        .column(Column::OccurredAt)
        .order_by_asc(Column::Position)
        .limit(limit)
        .into_model::<Old>()
        .all(db.write())
        .await?;
    let may_go = |old: &Old| {
        let place = Place {
            xact: old.xact,
            position: old.position,
        };
        old.occurred_at < before && needed.is_none_or(|needed| place < needed)
    };
    let positions: Vec<_> = first
        .into_iter()
        .take_while(may_go)
        .map(|old| old.position)
        .collect();
    if positions.is_empty() {
        return Ok(0);
    }
    let pruned = Entity::delete_many()
        .filter(Column::Position.is_in(positions))
        .exec(db.write())
        .await?;
    Ok(pruned.rows_affected)
}
