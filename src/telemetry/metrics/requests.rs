//! Requests, operations, connections and streams.

use std::time::Duration;

use prometheus::{HistogramVec, IntCounterVec, IntGauge, IntGaugeVec};

use super::MetricError;
use super::maker::{Maker, REQUEST_SECONDS};

/// How an operation came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// By a request of its own.
    Http,
    /// By a request that is answered with server-sent events.
    Sse,
    /// By a message on a WebSocket.
    WebSocket,
}

impl Transport {
    /// The name, in metrics and logs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Sse => "sse",
            Self::WebSocket => "websocket",
        }
    }
}

/// The type of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A query.
    Query,
    /// A mutation.
    Mutation,
    /// A subscription.
    Subscription,
}

impl Kind {
    /// The name, as GraphQL writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Mutation => "mutation",
            Self::Subscription => "subscription",
        }
    }
}

/// How an operation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationResult {
    /// Without a top-level error. It may still have user errors, which are answers.
    Ok,
    /// With errors that are the caller's.
    Error,
    /// With at least one that is ours: `INTERNAL`, `UNAVAILABLE` or `TIMEOUT`.
    Fault,
}

impl OperationResult {
    /// The name, in metrics and logs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Error => "error",
            Self::Fault => "fault",
        }
    }
}

/// Requests, operations, connections and streams.
pub struct Requests {
    answers: HistogramVec,
    operations: HistogramVec,
    errors: IntCounterVec,
    connections: IntGauge,
    streams: IntGaugeVec,
}

impl Requests {
    pub(super) fn new(maker: &Maker<'_>) -> Result<Self, MetricError> {
        Ok(Self {
            answers: maker.histograms(
                (
                    "http_server_request_duration_seconds",
                    "From a request's head to the head of its answer",
                ),
                &REQUEST_SECONDS,
                &[
                    "http_request_method",
                    "http_route",
                    "http_response_status_code",
                ],
            )?,
            operations: maker.histograms(
                (
                    "patronage_operation_duration_seconds",
                    "GraphQL operations to their end; a subscription's is the end of its stream",
                ),
                &REQUEST_SECONDS,
                &["transport", "graphql_operation_type", "outcome"],
            )?,
            errors: maker.counters(
                (
                    "patronage_operation_errors_total",
                    "Top-level errors by extensions.code, each code once an operation",
                ),
                ["code"],
                ["INTERNAL", "TIMEOUT", "UNAVAILABLE"].map(|code| [code]),
            )?,
            connections: maker.gauge("patronage_connections_open", "Connections that are open")?,
            streams: streams(maker)?,
        })
    }

    /// Counts a request that was answered. The method is one of HTTP's or `_OTHER`, the route a pattern
    /// of the router.
    pub fn answered(&self, method: &str, route: &str, status: &str, took: Duration) {
        let of = [method, route, status];
        if let Ok(answers) = self.answers.get_metric_with_label_values(&of) {
            answers.observe(took.as_secs_f64());
        }
    }

    /// Counts an operation that has ended, of a type that is known once its document was read. `codes` are
    /// of the closed list of error codes.
    pub fn ended(
        &self,
        transport: Transport,
        kind: Option<Kind>,
        result: OperationResult,
        codes: impl IntoIterator<Item = &'static str>,
        took: Duration,
    ) {
        let kind = kind.map_or("unknown", Kind::as_str);
        let of = [transport.as_str(), kind, result.as_str()];
        if let Ok(operations) = self.operations.get_metric_with_label_values(&of) {
            operations.observe(took.as_secs_f64());
        }
        for code in codes {
            if let Ok(errors) = self.errors.get_metric_with_label_values(&[code]) {
                errors.inc();
            }
        }
    }

    /// Counts a connection for as long as what it gives is held.
    pub fn connected(&self) -> Counted {
        Counted::new(self.connections.clone())
    }

    /// Counts a stream for as long as what it gives is held.
    #[must_use]
    pub fn streaming(&self, transport: Transport) -> Option<Counted> {
        let open = self
            .streams
            .get_metric_with_label_values(&[transport.as_str()]);
        open.ok().map(Counted::new)
    }
}

/// There from the start for both transports.
fn streams(maker: &Maker<'_>) -> Result<IntGaugeVec, MetricError> {
    let streams = maker.gauges(
        "patronage_streams_open",
        "WebSockets and streams of server-sent events that are open",
        &["transport"],
    )?;
    for transport in [Transport::Sse, Transport::WebSocket] {
        streams.get_metric_with_label_values(&[transport.as_str()])?;
    }
    Ok(streams)
}

/// Something that is counted while it is there. To be held, and dropped when it goes.
#[must_use]
pub struct Counted(IntGauge);

impl Counted {
    pub(super) fn new(gauge: IntGauge) -> Self {
        gauge.inc();
        Self(gauge)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}
