//! How many operations run at once, and how many may wait for that. More than the machine can do would
//! make all of them late; so what is beyond is refused at once, and the rest is answered in time.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Operations that run at once. More than the database's connections, so that these are never idle. Those
/// that may hash a password are not among them: they wait for the hasher, which has a bound of its own.
const RUNNING: usize = 64;
/// Operations that wait for others to end: a burst of 250 is done whole, and a machine that does no more
/// than 300 a second is through with them within one.
const WAITING: usize = 192;
/// How long they wait at most.
const PATIENCE: Duration = Duration::from_secs(2);

/// The turns of one process.
pub(super) struct Turns {
    running: Arc<Semaphore>,
    waiting: Semaphore,
}

/// The right to run one operation, until it is dropped.
#[must_use]
pub struct Turn(
    #[expect(dead_code, reason = "dropped when the turn is over")] OwnedSemaphorePermit,
);

/// There are more operations than can be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy;

impl Busy {
    /// For whoever is refused.
    pub const MESSAGE: &str = "There is more to do than can be done right now; try again.";
}

impl Turns {
    pub(super) fn new() -> Self {
        Self {
            running: Arc::new(Semaphore::new(RUNNING)),
            waiting: Semaphore::new(WAITING),
        }
    }

    /// Waits for a turn, in the order of asking.
    ///
    /// # Errors
    /// [`Busy`] at once when as many wait as may, and after [`PATIENCE`].
    pub(super) async fn next(&self) -> Result<Turn, Busy> {
        if let Ok(permit) = Arc::clone(&self.running).try_acquire_owned() {
            return Ok(Turn(permit));
        }
        let _place = self.waiting.try_acquire().map_err(|_| Busy)?;
        let turn = Arc::clone(&self.running).acquire_owned();
        match tokio::time::timeout(PATIENCE, turn).await {
            Ok(Ok(permit)) => Ok(Turn(permit)),
            _ => Err(Busy),
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn as_many_run_and_wait_as_may_and_the_rest_is_refused_at_once() {
        let turns = Turns::new();
        let running = join_all((0..RUNNING).map(|_| turns.next())).await;
        assert!(running.iter().all(Result::is_ok));
        let begun = tokio::time::Instant::now();
        let waiting = join_all((0..WAITING).map(|_| async { turns.next().await.map(drop) }));
        let beyond = async {
            let refused = turns.next().await.err();
            assert_eq!((refused, begun.elapsed()), (Some(Busy), Duration::ZERO));
            // One that ends lets one in.
            drop(running);
        };
        let (waited, ()) = tokio::join!(waiting, beyond);
        assert!(waited.iter().all(Result::is_ok));
        assert_eq!(begun.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_for_ever() {
        let turns = Turns::new();
        let running = join_all((0..RUNNING).map(|_| turns.next())).await;
        assert_eq!(turns.next().await.err(), Some(Busy));
        drop(running);
        assert!(turns.next().await.is_ok());
    }
}
