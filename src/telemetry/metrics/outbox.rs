//! The outbox and its readers.

use std::time::Duration;

use prometheus::{Gauge, IntGauge};

use super::MetricError;
use super::maker::Maker;
use super::requests::Counted;

/// The outbox and its readers.
pub struct Outbox {
    position: IntGauge,
    lag: Gauge,
    oldest: Gauge,
    subscribers: IntGauge,
}

impl Outbox {
    pub(super) fn new(maker: &Maker<'_>) -> Result<Self, MetricError> {
        Ok(Self {
            position: maker.gauge(
                "patronage_outbox_position",
                "Number of the last event that readers may be given",
            )?,
            lag: maker.measure(
                "patronage_outbox_lag_seconds",
                "Age of the oldest event that this process' readers were not given yet, 0 without any",
            )?,
            oldest: maker.measure(
                "patronage_outbox_oldest_seconds",
                "Age of the oldest event that is kept, 0 without any",
            )?,
            subscribers: maker.gauge(
                "patronage_event_subscribers",
                "Subscriptions to events that are open",
            )?,
        })
    }

    /// Notes how far the outbox is, and for how long its oldest event waits to be read.
    pub fn is_at(&self, position: i64, lag_ms: i64) {
        self.position.set(position);
        self.lag.set(super::seconds(lag_ms));
    }

    /// Notes how old the oldest event is that is kept.
    pub fn goes_back(&self, age: Duration) {
        self.oldest.set(age.as_secs_f64());
    }

    /// Counts a subscriber for as long as what it gives is held.
    pub fn subscribed(&self) -> Counted {
        Counted::new(self.subscribers.clone())
    }
}
