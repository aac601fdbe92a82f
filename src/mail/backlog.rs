//! What waits in the queue.

use super::store;
use crate::app::App;
use crate::error::Result;
use crate::telemetry::metrics::Backlog;

/// How many mails wait, of all processes, and for how long the oldest one has. Costs one statement.
///
/// # Errors
/// When the database fails.
pub async fn backlog(app: &App) -> Result<Backlog> {
    let (waiting, oldest) = store::waiting(&app.db).await?;
    let age = oldest.map(|queued_at| app.clock.now().0.saturating_sub(queued_at.0));
    Ok(Backlog {
        waiting,
        oldest_ms: age.unwrap_or(0).max(0),
    })
}
