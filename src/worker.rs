//! What a process does beside answering.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A task that works until it is stopped.
pub struct Worker {
    /// What it has under way, for the log.
    what: &'static str,
    /// How long that may take once the worker is stopped.
    patience: Duration,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Worker {
    /// Starts it. What `work` is given tells when to stop.
    pub fn start<F>(
        what: &'static str,
        patience: Duration,
        work: impl FnOnce(watch::Receiver<bool>) -> F,
    ) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(work(stopped));
        Self {
            what,
            patience,
            stop,
            task,
        }
    }

    /// Stops it after what is under way. What takes longer than its patience is cut off, and tried again
    /// by the next worker.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if tokio::time::timeout(self.patience, self.task)
            .await
            .is_err()
        {
            tracing::warn!("{} was cut off at shutdown", self.what);
        }
    }
}
