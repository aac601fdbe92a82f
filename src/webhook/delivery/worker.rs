//! The worker that fills and empties the queues, one a process.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use entity::EndpointId;
use tokio::sync::watch;
use tokio::task::{Id, JoinSet};

use super::deliver::{deliver_next, due};
use super::fan_out::fan_out;
use super::sender::TIMEOUT;
use crate::app::App;
use crate::error::Result;
use crate::worker::Worker;

/// Attempts of a process at one endpoint at once.
const LANES: usize = 4;
/// Between two looks, so that each commit of a busy shop does not cost one.
const PAUSE: Duration = Duration::from_millis(20);
/// How long attempts under way may take once the worker is stopped.
const PATIENCE: Duration = TIMEOUT.saturating_add(Duration::from_secs(1));

/// Starts the worker of a process.
#[must_use]
pub fn start_worker(app: &Arc<App>) -> Worker {
    Worker::start("a webhook", PATIENCE, |stopped| {
        let lanes = Lanes {
            app: Arc::clone(app),
            stopped,
            running: JoinSet::new(),
            endpoints: HashMap::new(),
        };
        lanes.work()
    })
}

/// The attempts of a process: each endpoint has a few lanes of its own, so that it waits for no other.
struct Lanes {
    app: Arc<App>,
    stopped: watch::Receiver<bool>,
    running: JoinSet<()>,
    /// Where each of those delivers.
    endpoints: HashMap<Id, EndpointId>,
}

impl Lanes {
    async fn work(mut self) {
        let mut wakes = self.app.db.wakes();
        let poll = self.app.settings.streams.event_poll;
        while !*self.stopped.borrow() {
            if let Err(error) = self.round().await {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "webhooks wait; trying again");
            }
            tokio::select! {
                changed = self.stopped.changed() => {
                    // Nobody is left who could stop it.
                    if changed.is_err() {
                        return;
                    }
                }
                () = wakes.next() => tokio::time::sleep(PAUSE).await,
                () = self.app.webhooks.due.notified() => {}
                Some(ended) = self.running.join_next_with_id() => self.ended(ended),
                // What is due by time, and what other processes left.
                () = tokio::time::sleep(poll) => {}
            }
        }
        while let Some(ended) = self.running.join_next_with_id().await {
            self.ended(ended);
        }
    }

    /// Queues what has happened, and sees to it that what is due is sent.
    async fn round(&mut self) -> Result<()> {
        while fan_out(&self.app).await? {}
        for endpoint in due(&self.app).await? {
            let lanes = self.endpoints.values().filter(|busy| **busy == endpoint);
            if lanes.count() < LANES {
                let lane = lane(
                    Arc::clone(&self.app),
                    endpoint.clone(),
                    self.stopped.clone(),
                );
                let lane = self.running.spawn(lane);
                self.endpoints.insert(lane.id(), endpoint);
            }
        }
        Ok(())
    }

    fn ended(&mut self, ended: Result<(Id, ()), tokio::task::JoinError>) {
        let id = match ended {
            Ok((id, ())) => id,
            Err(error) => {
                let error_is = &error as &dyn std::error::Error;
                tracing::error!(error = error_is, "a webhook was not delivered");
                error.id()
            }
        };
        self.endpoints.remove(&id);
    }
}

/// Delivers to an endpoint as long as there is something due. In a task of its own, so that a delivery that
/// makes us panic is tried again later and keeps back no other.
async fn lane(app: Arc<App>, endpoint: EndpointId, stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        match deliver_next(&app, &endpoint).await {
            // Whether one lane is enough is seen by the next round.
            Ok(true) => app.webhooks.due.notify_one(),
            Ok(false) => return,
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, "a webhook waits");
                return;
            }
        }
    }
}
