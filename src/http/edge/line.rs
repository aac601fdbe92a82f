//! One line in the log and a mark in the metrics for each request.

use std::time::Instant;

use axum::body::HttpBody;
use axum::http::Method;
use axum::response::Response;

use crate::actor::RequestId;
use crate::app::App;
use crate::http::observed::Observed;
use crate::http::router::STREAM;
use crate::telemetry::metrics::{Kind, OperationResult, Transport};
use crate::telemetry::{Ended, Scope};

/// A request, as far as it is told.
pub(super) struct Line<'a> {
    pub(super) id: &'a RequestId,
    pub(super) method: Method,
    /// The pattern of the router.
    pub(super) route: &'a str,
    /// Bytes of the body, where its head tells them.
    pub(super) body: Option<u64>,
    pub(super) began: Instant,
    pub(super) scope: Scope,
}

impl Line<'_> {
    /// Tells of it, now that the head of its answer is known.
    pub(super) fn tell(&self, app: &App, response: &mut Response) {
        let took = self.began.elapsed();
        let status = response.status();
        let requests = &app.metrics.requests;
        let method = known(&self.method);
        requests.answered(method, self.route, status.as_str(), took);
        let observed = response.extensions_mut().remove::<Observed>();
        let transport = self.transport();
        if let Some(ended) = observed.as_ref().filter(|observed| !observed.goes_on) {
            requests.ended(transport, ended.kind, ended.result(), ended.codes(), took);
        }
        let is_graphql = observed.is_some();
        let observed = observed.unwrap_or_default();
        let codes = observed.codes_text();
        self.scope.end(&Ended {
            http: Some((method, status.as_u16(), self.route)),
            // The operation of a stream has a span of its own.
            kind: observed.kind.filter(|_| !observed.goes_on),
            name: observed.name.as_deref(),
            codes: codes.as_deref(),
            is_fault: status.is_server_error() || observed.result() == OperationResult::Fault,
        });
        let (trace_id, span_id) = self.scope.ids().unzip();
        tracing::info!(
            http.request.method = method,
            http.route = self.route,
            http.response.status_code = status.as_u16(),
            http.request.body.size = self.body,
            http.response.body.size = response.body().size_hint().exact(),
            transport = is_graphql.then(|| transport.as_str()),
            graphql.operation.type = observed.kind.map(Kind::as_str),
            graphql.operation.name = observed.name,
            outcome = is_graphql.then(|| observed.result().as_str()),
            error.codes = codes,
            actor.kind = observed.actor,
            actor.id = observed.actor_id,
            request.id = self.id.as_str(),
            trace_id,
            span_id,
            db.statements = self.scope.statements(),
            db.duration_ms = self.scope.statements_took().as_secs_f64() * 1000.0,
            duration_ms = took.as_secs_f64() * 1000.0,
            "request"
        );
    }

    fn transport(&self) -> Transport {
        if self.route == STREAM {
            Transport::Sse
        } else {
            Transport::Http
        }
    }
}

/// A method by its name, any that is not HTTP's own as `_OTHER`, so that nobody can make up labels.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::CONNECT => "CONNECT",
        Method::TRACE => "TRACE",
        _ => "_OTHER",
    }
}
