//! For how long events wait to be read.

use entity::Timestamp;
use entity::event::{Column, Entity};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, DbBackend, EntityTrait, QueryFilter, QuerySelect};

use super::place::Place;
use super::replay::{SETTLED, read_after};
use crate::db::Db;
use crate::error::Result;
use crate::event::graphql::EventFilter;

/// When the oldest event occurred that a reader who has come to `reached` was not given yet. Without a
/// reader only those count that nobody may be given yet: on PostgreSQL such as a transaction that still
/// runs holds back.
///
/// # Errors
/// When the database fails.
pub async fn oldest_behind(db: &Db, reached: Option<Place>) -> Result<Option<Timestamp>> {
    let unread = match reached {
        Some(_) => read_after(db, &EventFilter::default(), reached, 1)
            .await?
            .pop(),
        None => None,
    };
    if let Some(placed) = unread {
        return Ok(Some(placed.event.occurred_at));
    }
    if db.backend() != DbBackend::Postgres {
        return Ok(None);
    }
    let held_back = Entity::find()
        .select_only()
        .column_as(Column::OccurredAt.min(), "oldest")
        .filter(Expr::cust(SETTLED).not())
        .into_tuple::<Option<Timestamp>>();
    Ok(held_back.one(db.read()).await?.flatten())
}
