//! Calls to other services.

use opentelemetry::propagation::{Injector, TextMapPropagator};
use opentelemetry::trace::{SpanBuilder, SpanKind, Status, TraceContextExt};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::propagation::TraceContextPropagator;

use crate::telemetry::Scope;

/// A call to another service, which is told of the trace.
pub struct Call(Option<(Context, bool)>);

/// Begins a call to another service, below the operation that the current task is at.
#[must_use]
pub fn calls(method: &'static str, url: &url::Url) -> Call {
    let Some(scope) = Scope::current() else {
        return Call(None);
    };
    let Some(trace) = scope.trace() else {
        return Call(None);
    };
    let Some(tracer) = trace.recording() else {
        return Call(Some((trace.context.clone(), false)));
    };
    let mut attributes = vec![KeyValue::new("http.request.method", method)];
    if let Some(host) = url.host_str() {
        attributes.push(KeyValue::new("server.address", host.to_owned()));
    }
    if let Some(port) = url.port_or_known_default() {
        attributes.push(KeyValue::new("server.port", i64::from(port)));
    }
    let span = SpanBuilder::from_name(method)
        .with_kind(SpanKind::Client)
        .with_attributes(attributes)
        .start_with_context(tracer, &trace.context);
    Call(Some((trace.context.with_span(span), true)))
}

impl Call {
    /// The headers that tell of the trace.
    #[must_use]
    pub fn headers(&self) -> Vec<(String, String)> {
        let mut headers = Headers::default();
        if let Self(Some((context, _))) = self {
            TraceContextPropagator::new().inject_context(context, &mut headers);
        }
        headers.0.retain(|(_, value)| !value.is_empty());
        headers.0
    }

    /// Ends it, with the status of the answer, or none.
    pub fn answered(self, status: Option<u16>) {
        let Self(Some((context, true))) = self else {
            return;
        };
        let span = context.span();
        if let Some(status) = status {
            span.set_attribute(KeyValue::new(
                "http.response.status_code",
                i64::from(status),
            ));
        }
        if status.is_none_or(|status| status >= 400) {
            span.set_status(Status::error(""));
        }
        span.end();
    }
}

#[derive(Default)]
struct Headers(Vec<(String, String)>);

impl Injector for Headers {
    fn set(&mut self, key: &str, value: String) {
        self.0.push((key.to_owned(), value));
    }
}
