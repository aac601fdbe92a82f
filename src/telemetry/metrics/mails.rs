//! Mails.

use prometheus::{Gauge, IntCounterVec, IntGauge};

use super::MetricError;
use super::maker::Maker;

/// What came of an attempt to send a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailResult {
    /// It was handed over.
    Sent,
    /// It is tried again.
    Postponed,
    /// It is not tried again.
    GivenUp,
}

impl MailResult {
    const ALL: [Self; 3] = [Self::Sent, Self::Postponed, Self::GivenUp];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Postponed => "postponed",
            Self::GivenUp => "given_up",
        }
    }
}

/// What waits in the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// How many mails.
    pub waiting: i64,
    /// How long the oldest of them has waited, in milliseconds; 0 without any.
    pub oldest_ms: i64,
}

/// Mails.
pub struct Mails {
    attempts: IntCounterVec,
    waiting: IntGauge,
    oldest: Gauge,
}

impl Mails {
    pub(super) fn new(maker: &Maker<'_>) -> Result<Self, MetricError> {
        Ok(Self {
            attempts: maker.counters(
                (
                    "patronage_mails_total",
                    "Attempts to send a mail, by what came of them",
                ),
                ["result"],
                MailResult::ALL.map(|result| [result.as_str()]),
            )?,
            waiting: maker.gauge(
                "patronage_mail_queue_waiting",
                "Mails that wait to be sent, of all processes",
            )?,
            oldest: maker.measure(
                "patronage_mail_queue_oldest_seconds",
                "How long the oldest mail that waits has waited",
            )?,
        })
    }

    /// Counts an attempt.
    pub fn attempted(&self, result: MailResult) {
        let of = [result.as_str()];
        if let Ok(attempts) = self.attempts.get_metric_with_label_values(&of) {
            attempts.inc();
        }
    }

    /// Notes what waits.
    pub fn backlog(&self, backlog: Backlog) {
        self.waiting.set(backlog.waiting);
        self.oldest.set(super::seconds(backlog.oldest_ms));
    }
}
