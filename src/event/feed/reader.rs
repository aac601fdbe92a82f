//! The one reader of a process, however many want to be told.

use std::convert::Infallible;
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::oneshot;

use super::hub::Hub;
use crate::db::Db;
use crate::error::Result;
use crate::event::graphql::EventFilter;
use crate::event::store::{self, Place};

/// Events of one statement.
const BATCH: u64 = 500;
/// Between two statements, so that each commit of a busy shop does not cost one.
const PAUSE: Duration = Duration::from_millis(5);

/// What the reader stands on.
pub(super) struct Reader {
    pub(super) db: Db,
    /// How long it waits for word before it looks by itself.
    pub(super) poll: Duration,
    /// Whom it tells.
    pub(super) hub: Weak<Hub>,
    /// How far it has come.
    pub(super) place: Place,
}

impl Reader {
    /// Reads and tells until the hub is gone.
    pub(super) async fn run(mut self, mut stopped: oneshot::Receiver<Infallible>) {
        let mut wakes = self.db.wakes();
        loop {
            if let Err(error) = self.read_on().await {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "events cannot be read; trying again");
            }
            tokio::select! {
                _ = &mut stopped => return,
                () = async {
                    tokio::time::sleep(PAUSE).await;
                    // Also where word came: on PostgreSQL an event shows only once all transactions
                    // that were older have ended, and not all of those have word to give.
                    _ = tokio::time::timeout(self.poll, wakes.next()).await;
                } => {}
            }
        }
    }

    /// Hands out all there is behind its place.
    async fn read_on(&mut self) -> Result<()> {
        let everything = EventFilter::default();
        loop {
            let place = Some(self.place);
            let batch = store::read_after(&self.db, &everything, place, BATCH).await?;
            let Some(hub) = self.hub.upgrade() else {
                return Ok(());
            };
            let is_last = batch.len() < usize::try_from(BATCH).unwrap_or(usize::MAX);
            for placed in batch {
                self.place = placed.place();
                hub.hand_out(&Arc::new(placed));
            }
            hub.reach(self.place);
            if is_last {
                return Ok(());
            }
        }
    }
}
