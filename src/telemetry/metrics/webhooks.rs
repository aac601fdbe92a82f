//! Webhooks.

use prometheus::{Gauge, IntCounterVec, IntGauge};

use super::MetricError;
use super::maker::Maker;

/// What came of an attempt to deliver an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebhookResult {
    /// The receiver took it.
    Delivered,
    /// It is tried again.
    Postponed,
    /// It is not tried again.
    GivenUp,
}

impl WebhookResult {
    const ALL: [Self; 3] = [Self::Delivered, Self::Postponed, Self::GivenUp];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Postponed => "postponed",
            Self::GivenUp => "given_up",
        }
    }
}

/// What waits in the queues of endpoints that are enabled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WebhookBacklog {
    /// How many deliveries.
    pub waiting: i64,
    /// How long the oldest event waits that some endpoint has yet to be sent, in milliseconds; 0 without any.
    pub lag_ms: i64,
    /// How many endpoints were disabled since they answered 410 or took nothing for days.
    pub given_up: i64,
}

/// Webhooks.
pub struct Webhooks {
    attempts: IntCounterVec,
    waiting: IntGauge,
    lag: Gauge,
    given_up: IntGauge,
}

impl Webhooks {
    pub(super) fn new(maker: &Maker<'_>) -> Result<Self, MetricError> {
        Ok(Self {
            attempts: maker.counters(
                (
                    "patronage_webhooks_total",
                    "Attempts to deliver an event to an endpoint, by what came of them",
                ),
                ["result"],
                WebhookResult::ALL.map(|result| [result.as_str()]),
            )?,
            waiting: maker.gauge(
                "patronage_webhook_queue_waiting",
                "Deliveries that wait, of all processes, to endpoints that are enabled",
            )?,
            lag: maker.measure(
                "patronage_webhook_lag_seconds",
                "How long the oldest event has waited that an enabled endpoint has yet to take",
            )?,
            given_up: maker.gauge(
                "patronage_webhook_endpoints_given_up",
                "Endpoints that were disabled since they answered 410 or took nothing for 5 days",
            )?,
        })
    }

    /// Counts an attempt.
    pub fn attempted(&self, result: WebhookResult) {
        let of = [result.as_str()];
        if let Ok(attempts) = self.attempts.get_metric_with_label_values(&of) {
            attempts.inc();
        }
    }

    /// Notes what waits.
    pub fn backlog(&self, backlog: WebhookBacklog) {
        self.waiting.set(backlog.waiting);
        self.lag.set(super::seconds(backlog.lag_ms));
        self.given_up.set(backlog.given_up);
    }
}
