//! Deliveries that are done with, and what keeps events.

use std::time::Duration;

use crate::app::App;
use crate::error::Result;
use crate::event::Place;
use crate::webhook::store::{delivery, endpoint, state};

/// How long the log of deliveries goes back, where events are kept that long.
const LOG: Duration = Duration::from_hours(30 * 24);
/// Rows that go in one statement, so that writers never wait for long.
const AT_ONCE: u64 = 1_000;

/// Drops deliveries that are long done with, and secrets that do not sign any more.
///
/// # Errors
/// When the database fails.
pub async fn sweep(app: &App) -> Result<()> {
    let now = app.clock.now();
    endpoint::forget_old_secrets(&app.db, now).await?;
    let before = now.minus(LOG.min(app.settings.events.event_retention));
    while delivery::purge(&app.db, before, AT_ONCE).await? >= AT_ONCE {}
    Ok(())
}

/// The first place in the outbox whose event, or what comes to stand there, an endpoint has yet to be sent;
/// none without endpoints. Those that are disabled count for nothing: they may stay so for ever.
///
/// # Errors
/// When the database fails.
pub async fn needed(app: &App) -> Result<Option<Place>> {
    // What is pending last: an event goes there from ahead of a place.
    let endpoints = endpoint::enabled(&app.db).await?;
    let unread = endpoints
        .iter()
        .map(|row| Place::of_kept((row.at_xact, row.at_position)).next())
        .min();
    let pending = state::first_pending(&app.db).await?;
    Ok(unread.into_iter().chain(pending).min())
}
