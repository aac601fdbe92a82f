//! The outbox for slices that follow it and keep their place by themselves, and its pruning.

use std::time::Duration;

use super::graphql::EventFilter;
use super::store::{self, Place, Placed};
use crate::app::App;
use crate::db::Db;
use crate::error::Result;

/// Rows that go in one statement, so that writers never wait for long.
const AT_ONCE: u64 = 1_000;

/// The first events behind a place, in the order of commits. To go on from the last one misses none.
///
/// # Errors
/// When the database fails.
pub async fn after(db: &Db, place: Place, limit: u64) -> Result<Vec<Placed>> {
    store::read_after(db, &EventFilter::default(), Some(place), limit).await
}

/// The place behind which all lies that will be committed.
///
/// # Errors
/// When the database fails.
pub async fn end(db: &Db) -> Result<Place> {
    store::end(db).await
}

/// How old the oldest event is that is kept; nothing without any.
///
/// # Errors
/// When the database fails.
pub async fn oldest_age(app: &App) -> Result<Duration> {
    let oldest = store::oldest(&app.db).await?;
    let age = oldest.map_or(0, |occurred_at| app.clock.now().0 - occurred_at.0);
    Ok(Duration::from_millis(u64::try_from(age).unwrap_or(0)))
}

/// Drops what happened longer ago than events are kept. What stands at `needed` or behind it stays
/// however old it is, since somebody has yet to be told.
///
/// # Errors
/// When the database fails.
pub async fn prune(app: &App, needed: Option<Place>) -> Result<()> {
    let before = app.clock.now().minus(app.settings.events.event_retention);
    while store::prune(&app.db, before, needed, AT_ONCE).await? >= AT_ONCE {}
    Ok(())
}
