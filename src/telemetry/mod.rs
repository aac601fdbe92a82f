//! What operators see: metrics, traces, and what one operation has cost.
//!
//! Everything here is counted and told by typed functions. The names, the labels and the libraries
//! behind them stay in this folder, so that no label can be made of what a caller has sent.

pub mod metrics;
mod scope;
mod trace;

pub use metrics::Metrics;
pub use scope::{Scope, follow, trace_id};
pub use trace::{Call, Ended, Remote, TraceError, Traces, calls};
