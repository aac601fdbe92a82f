//! The end of an operation of a stream, however it comes.

use std::sync::Arc;
use std::time::Instant;

use async_graphql::ServerError;

use super::Lost;
use super::relay::Step;
use crate::actor::RequestId;
use crate::app::App;
use crate::http::observed::Observed;
use crate::telemetry::metrics::{Kind, OperationResult, Transport};
use crate::telemetry::{Ended, Scope};

/// An operation of a stream that is under way. Told of once it is dropped: it ends by itself, or the
/// client goes, or its login does, or the server.
pub(in crate::http) struct Told {
    /// What is known of it.
    pub(in crate::http) observed: Observed,
    /// What it costs.
    pub(in crate::http) scope: Scope,
    app: Arc<App>,
    transport: Transport,
    request_id: RequestId,
    began: Instant,
    answers: u64,
    bytes: usize,
}

impl Told {
    /// One that begins.
    pub(in crate::http) fn new(
        app: &Arc<App>,
        transport: Transport,
        request_id: RequestId,
        observed: Observed,
    ) -> Self {
        Self {
            observed,
            scope: app.traces.operation(),
            app: Arc::clone(app),
            transport,
            request_id,
            began: Instant::now(),
            answers: 0,
            bytes: 0,
        }
    }

    /// Notes a step that was sent.
    pub(super) fn sent(&mut self, step: &Step) {
        match step {
            Step::Next(answer) => {
                self.answers += 1;
                self.bytes += answer.len();
            }
            Step::Refused(errors) => self.observed.failed(errors),
            Step::Lost(lost) => self.lost(*lost),
            Step::Complete => {}
        }
    }

    /// Notes errors of an answer.
    pub(super) fn failed(&mut self, errors: &[ServerError]) {
        self.observed.failed(errors);
    }

    /// Notes that the login has ended.
    pub(in crate::http) fn lost(&mut self, lost: Lost) {
        self.observed.failed(&[lost.error()]);
    }
}

impl Drop for Told {
    fn drop(&mut self) {
        let (took, observed) = (self.began.elapsed(), &self.observed);
        let result = observed.result();
        let codes = observed.codes_text();
        self.scope.end(&Ended {
            http: None,
            kind: observed.kind,
            name: observed.name.as_deref(),
            codes: codes.as_deref(),
            is_fault: result == OperationResult::Fault,
        });
        let (trace_id, span_id) = self.scope.ids().unzip();
        let requests = &self.app.metrics.requests;
        requests.ended(
            self.transport,
            observed.kind,
            result,
            observed.codes(),
            took,
        );
        tracing::info!(
            transport = self.transport.as_str(),
            graphql.operation.type = observed.kind.map(Kind::as_str),
            graphql.operation.name = observed.name,
            outcome = result.as_str(),
            error.codes = codes,
            actor.kind = observed.actor,
            actor.id = observed.actor_id,
            request.id = self.request_id.as_str(),
            trace_id,
            span_id,
            db.statements = self.scope.statements(),
            db.duration_ms = self.scope.statements_took().as_secs_f64() * 1000.0,
            answers = self.answers,
            response.body.size = self.bytes,
            duration_ms = took.as_secs_f64() * 1000.0,
            "operation"
        );
    }
}
