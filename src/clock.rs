//! Time, ids and randomness. Nothing else asks the system for them (`clippy.toml`), so that tests can
//! move the clock.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use entity::{Prefixed, Timestamp};
use ulid::{Generator, Ulid};

/// The one source of time, ids and randomness of a process.
#[derive(Clone, Default)]
pub struct Clock(Arc<Inner>);

#[derive(Default)]
struct Inner {
    ahead_ms: AtomicI64,
    ulids: Mutex<Generator>,
}

impl Clock {
    /// The current time, to the millisecond.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let since = self
            .system_time()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    /// Moves the clock forward, for tests of what expires.
    pub fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.0.ahead_ms.fetch_add(by, Ordering::Relaxed);
    }

    /// A new id. Ids of one process sort by when they were made.
    #[must_use]
    pub fn id<T: Prefixed>(&self) -> T {
        T::trusted(format!("{}{}", T::PREFIXES[0], self.ulid()))
    }

    /// A new ULID, greater than every one before it.
    #[must_use]
    pub fn ulid(&self) -> Ulid {
        let mut ulids = self.0.ulids.lock().unwrap_or_else(PoisonError::into_inner);
        match ulids.generate_from_datetime(self.system_time()) {
            Ok(ulid) => ulid,
            Err(overflow) => overflow.commit_overflow_increment(),
        }
    }

    /// Bytes nobody can guess.
    ///
    /// # Panics
    /// When the system has no randomness to give.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "without randomness no secret can be made; nothing sensible is left to do"
    )]
    pub fn secret<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        aws_lc_rs::rand::fill(&mut bytes).expect("the system's random source");
        bytes
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the system"
    )]
    fn system_time(&self) -> SystemTime {
        let ahead = self.0.ahead_ms.load(Ordering::Relaxed);
        SystemTime::now() + Duration::from_millis(u64::try_from(ahead).unwrap_or(0))
    }
}
