//! The spans that there are.

use std::time::{Duration, SystemTime};

use opentelemetry::trace::{SpanBuilder, SpanContext, SpanKind, Status, TraceContextExt};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::trace::SdkTracer;

use super::{Remote, Traces};
use crate::telemetry::Scope;
use crate::telemetry::metrics::{Kind, Verb};

/// Statements of one operation that get spans of their own; more would only tell that there are many.
const MAX_STATEMENTS: u64 = 100;

/// The span of an operation, or that of its caller where none of ours is made.
pub(in crate::telemetry) struct Trace {
    pub(super) context: Context,
    /// None while no traces are made.
    tracer: Option<SdkTracer>,
}

/// What is known of an operation at its end. Becomes attributes of its span.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ended<'a> {
    /// The method, status and pattern of the route, of a request.
    pub http: Option<(&'static str, u16, &'a str)>,
    /// The type of the GraphQL operation.
    pub kind: Option<Kind>,
    /// Its name in the document.
    pub name: Option<&'a str>,
    /// The codes of its errors, with commas between.
    pub codes: Option<&'a str>,
    /// Whether one of them is ours.
    pub is_fault: bool,
}

impl Traces {
    /// The scope of a request, below the span that its headers name.
    #[must_use]
    pub fn request(&self, remote: Option<Remote>) -> Scope {
        let parent = remote.map(Remote::context);
        self.scope("request", SpanKind::Server, parent)
    }

    /// The scope of an operation on a stream: below the request of the stream if the current task is at
    /// it, else by itself.
    #[must_use]
    pub fn operation(&self) -> Scope {
        let request = Scope::current().and_then(|scope| Some(scope.trace()?.context.clone()));
        let kind = if request.is_some() {
            SpanKind::Internal
        } else {
            SpanKind::Server
        };
        self.scope("operation", kind, request)
    }

    /// The scope of work that nobody waits for, such as the sending of a mail.
    #[must_use]
    pub fn work(&self, name: &'static str) -> Scope {
        self.scope(name, SpanKind::Client, None)
    }

    fn scope(&self, name: &'static str, kind: SpanKind, parent: Option<Context>) -> Scope {
        let Some(tracer) = self.tracer() else {
            return Scope::of(parent.map(|context| Trace {
                context,
                tracer: None,
            }));
        };
        let parent = parent.unwrap_or_default();
        let span = SpanBuilder::from_name(name)
            .with_kind(kind)
            .start_with_context(tracer, &parent);
        Scope::of(Some(Trace {
            context: parent.with_span(span),
            tracer: Some(tracer.clone()),
        }))
    }
}

impl Trace {
    pub(in crate::telemetry) fn span_context(&self) -> SpanContext {
        self.context.span().span_context().clone()
    }

    /// The tracer, where somebody wants to know.
    pub(super) fn recording(&self) -> Option<&SdkTracer> {
        let tracer = self.tracer.as_ref()?;
        self.context.span().is_recording().then_some(tracer)
    }

    /// Ends the span.
    pub(in crate::telemetry) fn end(&self, ended: &Ended<'_>) {
        if self.recording().is_none() {
            return;
        }
        let span = self.context.span();
        match (ended.kind, ended.http) {
            // The name of the client is none of the span (the conventions for GraphQL).
            (Some(kind), _) => span.update_name(kind.as_str()),
            (None, Some((method, _, "none"))) => span.update_name(method),
            (None, Some((method, _, route))) => span.update_name(format!("{method} {route}")),
            (None, None) => {}
        }
        span.set_attributes(attributes(ended));
        if ended.is_fault {
            span.set_status(Status::error(""));
        }
        span.end();
    }

    /// Adds the span of a statement that has just run, the first `number` of its operation's.
    pub(in crate::telemetry) fn statement(
        &self,
        number: u64,
        (system, verb, sql): (&'static str, Verb, &str),
        took: Duration,
        failed: bool,
    ) {
        let Some(tracer) = self.recording().filter(|_| number <= MAX_STATEMENTS) else {
            return;
        };
        let end = opentelemetry::time::now();
        let summary = match target(sql) {
            Some(table) => format!("{} {table}", verb.as_str()),
            None => verb.as_str().to_owned(),
        };
        let mut span = SpanBuilder::from_name(summary.clone())
            .with_kind(SpanKind::Client)
            .with_start_time(end.checked_sub(took).unwrap_or(end))
            .with_attributes([
                KeyValue::new("db.system.name", system),
                KeyValue::new("db.operation.name", verb.as_str()),
                KeyValue::new("db.query.summary", summary),
            ])
            .start_with_context(tracer, &self.context);
        finish(&mut span, failed, end);
    }
}

fn finish(span: &mut impl opentelemetry::trace::Span, failed: bool, end: SystemTime) {
    if failed {
        span.set_status(Status::error(""));
    }
    span.end_with_timestamp(end);
}

fn attributes(ended: &Ended<'_>) -> Vec<KeyValue> {
    let mut attributes = Vec::with_capacity(8);
    if let Some((method, status, route)) = ended.http {
        attributes.push(KeyValue::new("http.request.method", method));
        attributes.push(KeyValue::new(
            "http.response.status_code",
            i64::from(status),
        ));
        if route != "none" {
            attributes.push(KeyValue::new("http.route", route.to_owned()));
        }
    }
    if let Some(kind) = ended.kind {
        attributes.push(KeyValue::new("graphql.operation.type", kind.as_str()));
    }
    for (key, value) in [
        ("graphql.operation.name", ended.name),
        ("error.type", ended.codes),
    ] {
        if let Some(value) = value {
            attributes.push(KeyValue::new(key, value.to_owned()));
        }
    }
    attributes
}

/// The table that a statement of ours is about: the first name behind `FROM`, `INTO` or `UPDATE`. Names
/// are quoted, so that it is no value.
fn target(sql: &str) -> Option<&str> {
    let place = ["FROM \"", "INTO \"", "UPDATE \""]
        .iter()
        .filter_map(|word| Some(sql.find(word)? + word.len()))
        .min()?;
    let name = &sql[place..];
    name.split('"').next().filter(|name| name.len() <= 63)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_about_its_first_table() {
        for (sql, table) in [
            (
                "SELECT \"a\".\"id\" FROM \"customer\" AS \"a\" WHERE x = 'FROM \"b\"'",
                Some("customer"),
            ),
            ("INSERT INTO \"mail\" (\"id\") VALUES ($1)", Some("mail")),
            (
                "UPDATE \"session\" SET \"a\" = (SELECT 1 FROM \"b\")",
                Some("session"),
            ),
            ("DELETE FROM \"event\"", Some("event")),
            ("COMMIT", None),
            ("SELECT pg_advisory_xact_lock($1)", None),
        ] {
            assert_eq!(target(sql), table, "{sql}");
        }
    }
}
