//! The worker that empties the queue, one a process.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::deliver;
use crate::app::App;
use crate::worker::Worker;

/// How often it looks by itself: for what is due again, and for what other processes left.
const POLL: Duration = Duration::from_secs(5);
/// How long a mail under way may take once the worker is stopped.
const PATIENCE: Duration = Duration::from_secs(10);

/// Starts the worker of a process.
#[must_use]
pub fn start_worker(app: &Arc<App>) -> Worker {
    Worker::start("a mail", PATIENCE, |stopped| work(Arc::clone(app), stopped))
}

async fn work(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        if deliver(&app).await {
            continue;
        }
        tokio::select! {
            changed = stopped.changed() => {
                // Nobody is left who could stop it.
                if changed.is_err() {
                    return;
                }
            }
            () = app.mailer.due.notified() => {}
            () = tokio::time::sleep(POLL) => {}
        }
    }
}

/// Tries a mail; says whether another may be due. In a task of its own, so that a mail that makes us
/// panic is tried again later and keeps back no other.
async fn deliver(app: &Arc<App>) -> bool {
    let delivering = Arc::clone(app);
    let delivered = tokio::spawn(async move { deliver::deliver_next(&delivering).await }).await;
    match delivered {
        Ok(Ok(found)) => found,
        Ok(Err(error)) => {
            tracing::error!(error = &error as &dyn std::error::Error, "mails wait");
            false
        }
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a mail was not sent"
            );
            true
        }
    }
}
