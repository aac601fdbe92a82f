//! Events as they are committed.

use async_graphql::{Context, ID, Result, Subscription};
use entity::{CustomerId, EventId, Prefixed};
use futures_util::{Stream, StreamExt, stream};

use super::{Event, EventFilter};
use crate::actor::{Actor, Scope};
use crate::db::Db;
use crate::error::{self, Error};
use crate::event::feed::Delivery;
use crate::event::store::{self, Place};
use crate::graphql::{acceptance, actor, app};

/// Subscriptions to events.
#[derive(Default)]
pub struct EventSubscription;

#[Subscription]
impl EventSubscription {
    /// What happens, as it is committed, on any replica, over WebSocket (graphql-transport-ws) or SSE.
    /// A customer gets their own, staff(events:read) all; of these, those that the filter lets through.
    /// With `after`, the cursor or the id of an event, all behind it come first, so that whoever comes
    /// back with the last one they got misses none. At least once, and in order for each customer.
    async fn events(
        &self,
        ctx: &Context<'_>,
        filter: Option<EventFilter>,
        after: Option<String>,
    ) -> Result<impl Stream<Item = Result<Event>>> {
        let (app, actor) = (app(ctx), actor(ctx));
        actor.need_customer_or(Scope::EventsRead)?;
        let after = place(&app.db, actor, after.as_deref()).await?;
        let filter = within_reach(filter.unwrap_or_default(), actor);
        let mut received = app.feed.subscribe(filter, after).await?;
        acceptance(ctx).give();
        let received = stream::poll_fn(move |task| received.poll_recv(task));
        Ok(received.map(|delivery: Delivery| Ok(delivery.map(Event::from)?)))
    }
}

/// The filter, narrowed to what the caller may see: a customer who asks for another's gets nothing.
fn within_reach(mut filter: EventFilter, actor: &Actor) -> EventFilter {
    if let Some(own) = actor.customer() {
        let own = ID(own.to_string());
        if filter.customer_id.get_or_insert_with(|| own.clone()) != &own {
            filter.types = Some(Vec::new());
        }
    }
    filter
}

/// The place that `after` names. Another's event is as unknown to a customer as one that there is not.
async fn place(db: &Db, actor: &Actor, after: Option<&str>) -> error::Result<Option<Place>> {
    let Some(after) = after else {
        return Ok(None);
    };
    let Some(id) = EventId::parse(after) else {
        return Place::parse("after", after).map(Some);
    };
    let about: Option<&CustomerId> = actor.customer();
    let found = store::of_event(db, &id, about).await?;
    let unknown = || Error::BadInput("`after` is the id of no event that is kept".into());
    found.ok_or_else(unknown).map(Some)
}
