//! From the outbox into the queues.

use std::collections::{BTreeMap, HashSet};

use entity::webhook_delivery::{self, State};
use entity::{EndpointId, webhook_endpoint};

use crate::app::App;
use crate::error::Result;
use crate::event::{self, Place, Placed};
use crate::webhook::service::patterns;
use crate::webhook::store::{endpoint, queue};

/// Events of one transaction.
const BATCH: u64 = 500;

/// Queues what has happened, each event once for each endpoint that wants it, and in the order of commits.
/// Any number of processes may, at once: an endpoint's place in the outbox moves in the transaction that
/// queues, and only from where the events were read. Says whether there may be more.
///
/// # Errors
/// When the database fails; then nothing is lost, and it can be done again.
pub async fn fan_out(app: &App) -> Result<bool> {
    let mut places: BTreeMap<Place, Vec<EndpointId>> = BTreeMap::new();
    for row in endpoint::enabled(&app.db).await? {
        let place = Place::of_kept((row.at_xact, row.at_position));
        places.entry(place).or_default().push(row.id);
    }
    let mut more = false;
    for (place, endpoints) in places {
        let events = event::after(&app.db, place, BATCH).await?;
        if let Some(last) = events.last() {
            more |= events.len() as u64 == BATCH;
            queue_all(app, &endpoints, (place, last.place()), &events).await?;
        }
    }
    Ok(more)
}

/// Queues events for those of the endpoints that nobody has moved on meanwhile.
async fn queue_all(
    app: &App,
    endpoints: &[EndpointId],
    (from, to): (Place, Place),
    events: &[Placed],
) -> Result<()> {
    let tx = app.db.begin().await?;
    let endpoints = endpoint::lock_at(&tx, endpoints, from).await?;
    if endpoints.is_empty() {
        return Ok(());
    }
    let mut rows: Vec<_> = endpoints
        .iter()
        .flat_map(|endpoint| wanted(app, endpoint, events))
        .collect();
    let ids: Vec<_> = endpoints.into_iter().map(|row| row.id).collect();
    if !rows.is_empty() {
        let subjects = rows.iter().map(|row| row.subject.clone()).collect();
        let mut busy = queue::busy(&tx, &ids, &subjects).await?;
        for row in &mut rows {
            let is_first = busy.insert((row.endpoint_id.clone(), row.subject.clone()));
            row.next_attempt_at = is_first.then(|| app.clock.now());
        }
        queue::insert(&tx, &rows).await?;
    }
    endpoint::advance(&tx, &ids, to).await?;
    tx.commit().await
}

/// The deliveries of events that an endpoint wants, in their order; none has its turn yet.
fn wanted(
    app: &App,
    endpoint: &webhook_endpoint::Model,
    events: &[Placed],
) -> Vec<webhook_delivery::Model> {
    let kinds: HashSet<_> = event::kinds_named(&patterns(endpoint))
        .into_iter()
        .collect();
    let wanted = events
        .iter()
        .filter(|placed| kinds.contains(placed.event.kind.as_str()));
    let delivery = |placed: &Placed| {
        let (at_xact, at_position) = placed.place().kept();
        webhook_delivery::Model {
            id: app.clock.id(),
            endpoint_id: endpoint.id.clone(),
            event_id: placed.event.id.clone(),
            subject: subject(&placed.event),
            at_xact,
            at_position,
            state: State::Pending,
            attempts: 0,
            tries: 0,
            response_status: None,
            last_error: None,
            last_attempt_at: None,
            next_attempt_at: None,
            created_at: app.clock.now(),
        }
    };
    wanted.map(delivery).collect()
}

/// What an event keeps its order with.
fn subject(event: &entity::event::Model) -> String {
    let customer = event.customer_id.as_ref().map(ToString::to_string);
    let group = event.customer_group_id.as_ref().map(ToString::to_string);
    customer.or(group).unwrap_or_default()
}
