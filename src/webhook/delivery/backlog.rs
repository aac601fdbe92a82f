//! What waits in the queues.

use entity::Timestamp;

use crate::app::App;
use crate::error::Result;
use crate::event::{self, Place};
use crate::telemetry::metrics::WebhookBacklog;
use crate::webhook::store::{endpoint, state};

/// What enabled endpoints have yet to be sent, by all processes.
///
/// # Errors
/// When the database fails.
pub async fn backlog(app: &App) -> Result<WebhookBacklog> {
    let (waiting, oldest_waiting) = state::waiting(&app.db).await?;
    let oldest = [unread(app).await?, oldest_waiting];
    let now = app.clock.now().0;
    let lag = oldest
        .into_iter()
        .flatten()
        .map(|since| now - since.0)
        .max();
    Ok(WebhookBacklog {
        waiting,
        lag_ms: lag.unwrap_or(0).max(0),
        given_up: state::given_up(&app.db).await?,
    })
}

/// When the oldest event occurred that is in no queue yet.
async fn unread(app: &App) -> Result<Option<Timestamp>> {
    let endpoints = endpoint::enabled(&app.db).await?;
    let places = endpoints
        .iter()
        .map(|row| Place::of_kept((row.at_xact, row.at_position)));
    let Some(place) = places.min() else {
        return Ok(None);
    };
    let first = event::after(&app.db, place, 1).await?;
    Ok(first.first().map(|placed| placed.event.occurred_at))
}
