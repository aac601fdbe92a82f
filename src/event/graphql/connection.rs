//! Lists of events: the replay of all, and the history of one customer.

use std::sync::Arc;

use async_graphql::{Context, Description, Object, Result, SimpleObject};
use entity::CustomerId;
use entity::event::Model;

use super::{Event, EventFilter};
use crate::actor::Scope;
use crate::db::Db;
use crate::error;
use crate::event::store::{self, Part, Place};
use crate::graphql::{Leaves, PageInfo, Rows, actor, app, loaders};
use crate::page;

/// The name of the order of histories in cursors.
const HISTORY: &str = "history";

/// A page of a list of `Event` objects.
#[derive(Description)]
pub struct EventConnection {
    rows: Vec<Row>,
    more: bool,
    ahead: Ahead,
}

struct Row {
    cursor: String,
    event: Event,
}

/// Where to look for what is ahead of a page, when that is asked.
enum Ahead {
    /// The page begins where the list does.
    Nothing,
    /// In the replay, up to a place.
    Replay(Box<EventFilter>, Place),
    /// In the history of a customer, from a position on.
    History(CustomerId, i64),
}

/// An `Event` at its place in a list.
#[derive(SimpleObject)]
pub(crate) struct EventEdge {
    /// Opaque; to go on from here with `after`, in the same list.
    cursor: String,
    /// The object.
    node: Event,
}

impl Leaves for EventEdge {}

impl EventConnection {
    /// The page of all events behind a cursor, oldest first.
    ///
    /// # Errors
    /// [`error::Error::BadInput`] naming the argument, or when the database fails.
    pub(super) async fn replay(
        db: &Db,
        first: Option<i32>,
        after: Option<&str>,
        filter: EventFilter,
    ) -> error::Result<Self> {
        let size = page::page_size(first)?;
        let after = after
            .map(|after| Place::parse("after", after))
            .transpose()?;
        let found = store::read_after(db, &filter, after, size + 1).await?;
        let rows = found.into_iter().map(|placed| Row {
            cursor: placed.place().cursor(),
            event: Event(Arc::new(placed.event)),
        });
        let ahead = after.map_or(Ahead::Nothing, |place| {
            Ahead::Replay(Box::new(filter), place)
        });
        Ok(Self::of(rows, size, ahead))
    }

    /// The page of that size, of rows of which there is one more if the list goes on.
    fn of(rows: impl Iterator<Item = Row>, size: u64, ahead: Ahead) -> Self {
        let mut rows: Vec<_> = rows.collect();
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let more = rows.len() > size;
        rows.truncate(size);
        Self { rows, more, ahead }
    }

    async fn has_previous(&self, ctx: &Context<'_>) -> error::Result<bool> {
        match &self.ahead {
            Ahead::Nothing => Ok(false),
            Ahead::Replay(filter, place) => store::any_until(&app(ctx).db, filter, *place).await,
            Ahead::History(customer, position) => {
                let newer = &loaders(ctx).events.newer;
                Ok(newer.load((customer.clone(), *position)).await?.is_some())
            }
        }
    }
}

/// What happened to a customer, newest first: the page behind a cursor.
///
/// # Errors
/// [`error::Error::Unauthenticated`] and [`error::Error::Forbidden`] for all but staff with
/// `events:read`, [`error::Error::BadInput`] naming the argument, or when the database fails.
pub async fn history(
    ctx: &Context<'_>,
    customer: &CustomerId,
    first: Option<i32>,
    after: Option<&str>,
) -> error::Result<EventConnection> {
    actor(ctx).need(Scope::EventsRead)?;
    let size = page::page_size(first)?;
    let after = after.map(|after| page::place_of(HISTORY, "after", after));
    let after = after.transpose()?.map(|[position]| position);
    let part = Part {
        below: after.unwrap_or(i64::MAX),
        limit: size + 1,
    };
    let found = loaders(ctx)
        .events
        .history
        .load((customer.clone(), part))
        .await?;
    let rows = found
        .unwrap_or_default()
        .into_iter()
        .map(|event: Arc<Model>| Row {
            cursor: page::cursor_of(HISTORY, &[event.position]),
            event: Event(event),
        });
    let ahead = after.map_or(Ahead::Nothing, |position| {
        Ahead::History(customer.clone(), position)
    });
    Ok(EventConnection::of(rows, size, ahead))
}

#[Object(use_type_description)]
impl EventConnection {
    /// The objects with their cursors.
    async fn edges(&self) -> Rows<EventEdge> {
        let edge = |row: &Row| EventEdge {
            cursor: row.cursor.clone(),
            node: row.event.clone(),
        };
        self.rows.iter().map(edge).collect()
    }

    /// The objects alone.
    async fn nodes(&self) -> Rows<Event> {
        self.rows.iter().map(|row| row.event.clone()).collect()
    }

    /// Where the page stands. `hasPreviousPage` costs a statement at most, when selected.
    async fn page_info(&self, ctx: &Context<'_>) -> Result<PageInfo> {
        let asked = ctx.look_ahead().field("hasPreviousPage").exists();
        Ok(PageInfo {
            has_next_page: self.more,
            has_previous_page: asked && self.has_previous(ctx).await?,
            start_cursor: self.rows.first().map(|row| row.cursor.clone()),
            end_cursor: self.rows.last().map(|row| row.cursor.clone()),
        })
    }
}
