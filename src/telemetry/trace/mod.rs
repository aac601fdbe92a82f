//! Traces by OpenTelemetry, sent by OTLP over HTTP. Nothing is made of them, and they cost nothing,
//! while no endpoint is set.
//!
//! Spans are made here and nowhere else, of what the typed functions are given: no document, variable or
//! SQL can get into one. The crate `tracing` has no part in it, since then everything would that any
//! library says in a span.

mod call;
mod client;
mod remote;
mod setup;
mod span;

pub use call::{Call, calls};
pub use remote::Remote;
pub use setup::{TraceError, Traces};
pub use span::Ended;

pub(super) use span::Trace;
