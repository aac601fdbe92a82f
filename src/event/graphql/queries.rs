//! Queries of events.

use async_graphql::{Context, Object, Result};

use super::{EventConnection, EventFilter};
use crate::actor::Scope;
use crate::graphql::{actor, app};

/// Queries of events.
#[derive(Default)]
pub struct EventQuery;

#[Object]
impl EventQuery {
    /// What happened, oldest first, in the order in which it was committed: to be replayed from a
    /// cursor, which misses nothing and repeats nothing. An event comes up once every transaction that
    /// began before it was written has ended. `first` defaults to 20 and is at most 100. Requires:
    /// staff(events:read).
    async fn events(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        filter: Option<EventFilter>,
    ) -> Result<EventConnection> {
        actor(ctx).need(Scope::EventsRead)?;
        let filter = filter.unwrap_or_default();
        Ok(EventConnection::replay(&app(ctx).db, first, after.as_deref(), filter).await?)
    }
}
