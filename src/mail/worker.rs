//! The worker that empties the queue, one a process.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::deliver;
use crate::app::App;

/// How often it looks by itself: for what is due again, and for what other processes left.
const POLL: Duration = Duration::from_secs(5);
/// How long a mail under way may take once the worker is stopped.
const PATIENCE: Duration = Duration::from_secs(10);

/// A worker that runs.
pub struct Worker {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Worker {
    /// Starts it.
    #[must_use]
    pub fn start(app: &Arc<App>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(work(Arc::clone(app), stopped));
        Self { stop, task }
    }

    /// Stops it after the mail under way. One that takes longer than 10 seconds is cut off, and
    /// tried again by the next worker.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if tokio::time::timeout(PATIENCE, self.task).await.is_err() {
            tracing::warn!("a mail was cut off at shutdown");
        }
    }
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
