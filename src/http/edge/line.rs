//! One line in the log and a mark in the metrics for each request.

use std::time::Instant;

use axum::body::HttpBody;
use axum::http::{Method, StatusCode};
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
        let method = known(&self.method);
        let requests = &app.metrics.requests;
        requests.answered(method, self.route, status.as_str(), took);
        let observed = response.extensions_mut().remove::<Observed>();
        if let Some(ended) = observed.as_ref().filter(|observed| !observed.goes_on) {
            let (kind, result) = (ended.kind, ended.result());
            requests.ended(self.transport(), kind, result, ended.codes(), took);
        }
        self.end(status, observed.as_ref());
        self.log(response, observed);
    }

    /// Ends the span.
    fn end(&self, status: StatusCode, observed: Option<&Observed>) {
        // The operation of a stream has a span of its own.
        let ended = observed.filter(|observed| !observed.goes_on);
        let is_fault = ended.is_some_and(|ended| ended.result() == OperationResult::Fault);
        self.scope.end(&Ended {
            http: Some((known(&self.method), status.as_u16(), self.route)),
            kind: ended.and_then(|ended| ended.kind),
            name: ended.and_then(|ended| ended.name.as_deref()),
            codes: ended.and_then(Observed::codes_text).as_deref(),
            is_fault: is_fault || status.is_server_error(),
        });
    }

    fn log(&self, response: &Response, observed: Option<Observed>) {
        let transport = observed.as_ref().map(|_| self.transport().as_str());
        let ended = observed.as_ref().filter(|observed| !observed.goes_on);
        let outcome = ended.map(|ended| ended.result().as_str());
        let observed = observed.unwrap_or_default();
        let (trace_id, span_id) = self.scope.ids().unzip();
        tracing::info!(
            http.request.method = known(&self.method),
            http.route = self.route,
            http.response.status_code = response.status().as_u16(),
            http.request.body.size = self.body,
            http.response.body.size = response.body().size_hint().exact(),
            transport,
            graphql.operation.type = observed.kind.map(Kind::as_str),
            graphql.operation.name = observed.name,
            outcome,
            error.codes = observed.codes_text(),
            actor.kind = observed.actor,
            actor.id = observed.actor_id,
            request.id = self.id.as_str(),
            trace_id,
            span_id,
            db.statements = self.scope.statements(),
            db.duration_ms = self.scope.statements_took().as_secs_f64() * 1000.0,
            duration_ms = self.began.elapsed().as_secs_f64() * 1000.0,
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
