//! What one operation has cost, counted wherever it goes, and the trace that it belongs to.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::metrics::Verb;
use super::trace::{Ended, Trace};

tokio::task_local! {
    /// Of the operation that the task is at.
    static CURRENT: Scope;
}

/// What one operation has cost so far. Whatever runs within [`Scope::run`] is counted to it, without being
/// told of it.
#[derive(Clone, Default)]
pub struct Scope(Arc<Inner>);

#[derive(Default)]
struct Inner {
    statements: AtomicU64,
    /// Nanoseconds of all of them together.
    took: AtomicU64,
    trace: Option<Trace>,
}

impl Scope {
    pub(super) fn of(trace: Option<Trace>) -> Self {
        Self(Arc::new(Inner {
            trace,
            ..Inner::default()
        }))
    }

    /// That of the operation that the task is at, if it is at one.
    pub(super) fn current() -> Option<Self> {
        CURRENT.try_with(Clone::clone).ok()
    }

    pub(super) fn trace(&self) -> Option<&Trace> {
        self.0.trace.as_ref()
    }

    /// Runs something within it.
    pub fn run<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        CURRENT.scope(self.clone(), future)
    }

    /// SQL statements so far.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.0.statements.load(Ordering::Relaxed)
    }

    /// What they took, together.
    #[must_use]
    pub fn statements_took(&self) -> Duration {
        Duration::from_nanos(self.0.took.load(Ordering::Relaxed))
    }

    /// The trace and the span, where it belongs to a trace, as W3C writes them. Where no spans are made it
    /// is the caller's.
    #[must_use]
    pub fn ids(&self) -> Option<(String, String)> {
        let span = self.trace()?.span_context();
        Some((span.trace_id().to_string(), span.span_id().to_string()))
    }

    /// Ends the span, if there is one.
    pub fn end(&self, ended: &Ended<'_>) {
        if let Some(trace) = self.trace() {
            trace.end(ended);
        }
    }

    /// Counts a statement to the operation that the task is at, if it is at one.
    pub(super) fn note_statement(what: (&'static str, Verb, &str), took: Duration, failed: bool) {
        let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        // An error means that there is none, as where nobody has asked for anything.
        _ = CURRENT.try_with(|Self(inner)| {
            let before = inner.statements.fetch_add(1, Ordering::Relaxed);
            inner.took.fetch_add(nanos, Ordering::Relaxed);
            if let Some(trace) = &inner.trace {
                trace.statement(before + 1, what, took, failed);
            }
        });
    }
}

/// The trace that the current task is at, for lines of the log that others write.
#[must_use]
pub fn trace_id() -> Option<String> {
    let span = Scope::current()?.trace()?.span_context();
    Some(span.trace_id().to_string())
}

/// Takes the scope of the current task along into another one, that is to be spawned.
pub fn follow<F: Future>(future: F) -> impl Future<Output = F::Output> + use<F> {
    Scope::current().unwrap_or_default().run(future)
}
