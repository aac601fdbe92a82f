//! The threads that hash passwords.

use std::time::Instant;

use prometheus::{Histogram, IntCounter, IntGauge};

use super::MetricError;
use super::maker::{Maker, REQUEST_SECONDS};
use super::requests::Counted;

/// The threads that hash passwords, and their queue.
#[derive(Clone)]
pub struct Hashing {
    threads: IntGauge,
    waiting: IntGauge,
    running: IntGauge,
    refused: IntCounter,
    took: Histogram,
}

impl Hashing {
    pub(super) fn new(maker: &Maker<'_>) -> Result<Self, MetricError> {
        Ok(Self {
            threads: maker.gauge("patronage_hashing_threads", "Threads that hash passwords")?,
            waiting: maker.gauge(
                "patronage_hashing_waiting",
                "Passwords that wait to be hashed or checked",
            )?,
            running: maker.gauge(
                "patronage_hashing_running",
                "Passwords that are being hashed or checked",
            )?,
            refused: maker.counter(
                "patronage_hashing_refused_total",
                "Passwords refused because too many waited",
            )?,
            took: maker.histogram(
                "patronage_hashing_duration_seconds",
                "What a thread took for a password, without the wait",
                &REQUEST_SECONDS,
            )?,
        })
    }

    /// Notes how many threads there are.
    pub fn threads(&self, count: usize) {
        self.threads.set(i64::try_from(count).unwrap_or(i64::MAX));
    }

    /// Counts a password that waits, for as long as what it gives is held.
    pub fn waits(&self) -> Counted {
        Counted::new(self.waiting.clone())
    }

    /// Counts a password that was refused.
    pub fn refused(&self) {
        self.refused.inc();
    }

    /// Counts a password that a thread is at, for as long as what it gives is held.
    pub fn runs(&self) -> Running {
        Running {
            took: self.took.clone(),
            since: Instant::now(),
            _counted: Counted::new(self.running.clone()),
        }
    }
}

/// A password that a thread is at.
#[must_use]
pub struct Running {
    took: Histogram,
    since: Instant,
    _counted: Counted,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.took.observe(self.since.elapsed().as_secs_f64());
    }
}
