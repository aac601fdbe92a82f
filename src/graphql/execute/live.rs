//! Subscriptions: started like any operation, then answered again and again.

use std::future::poll_fn;
use std::panic::AssertUnwindSafe;
use std::task::Poll;

use async_graphql::parser::types::OperationType;
use async_graphql::{Name, Request, Response, Value};
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};

use super::asked::is_invalid;
use super::{Engine, Outcome, cost};
use crate::actor::RequestId;
use crate::graphql::Acceptance;
use crate::graphql::errors::{ErrorCode, Mask, coded, panicked};

/// Answers that are taken at once, when as many are there.
const AT_ONCE: usize = 32;

/// What became of a request.
pub enum Started {
    /// It is done, or was refused.
    Done(Outcome),
    /// It is a subscription, and was accepted.
    Live(Live),
}

impl Started {
    /// The name of the operation in the document, once known.
    #[must_use]
    pub const fn name(&self) -> Option<&Name> {
        match self {
            Self::Done(outcome) => outcome.name.as_ref(),
            Self::Live(live) => live.name.as_ref(),
        }
    }

    /// The type of the operation, once known.
    #[must_use]
    pub const fn operation(&self) -> Option<OperationType> {
        match self {
            Self::Done(outcome) => outcome.operation,
            Self::Live(_) => Some(OperationType::Subscription),
        }
    }
}

/// A subscription that was accepted.
pub struct Live {
    answers: BoxStream<'static, Vec<Response>>,
    request_id: RequestId,
    suggestions: bool,
    /// What each answer tells of the cost.
    pub(super) cost: Option<Value>,
    name: Option<Name>,
}

impl Live {
    /// The next answers, at least one, their errors masked; none when it has ended. All of them were
    /// there before this returns, so what is asked about the caller after that holds for each.
    pub async fn next(&mut self) -> Option<Vec<Response>> {
        let mask = Mask {
            request_id: &self.request_id,
            suggestions: self.suggestions,
        };
        let mut answers = self.answers.next().await?;
        for answer in &mut answers {
            mask.executed(answer);
            if let Some(cost) = &self.cost {
                cost::tell(answer, cost);
            }
        }
        Some(answers)
    }
}

/// Starts a subscription. What it answers before it was accepted are the reasons why it was not.
pub(super) async fn start(
    engine: &Engine,
    request: Request,
    name: Option<Name>,
    mask: &Mask<'_>,
) -> Started {
    let acceptance = Acceptance::default();
    let request = request.data(acceptance.clone());
    let request_id = mask.request_id.clone();
    let answers = AssertUnwindSafe(engine.schemas.subscribe(request)).catch_unwind();
    let mut answers = answers
        .map(move |answer| {
            answer.unwrap_or_else(|panic| {
                let error = panicked(panic.as_ref(), &request_id);
                Response::from_errors(vec![error])
            })
        })
        .boxed();
    // Both are looked for together: the field says so while its answers are asked for.
    let first = poll_fn(|task| match answers.poll_next_unpin(task) {
        Poll::Pending if acceptance.is_given() => Poll::Ready(None),
        polled => polled,
    });
    match tokio::time::timeout(engine.timeout, first).await {
        Ok(Some(answer)) if !acceptance.is_given() => Started::Done(refused(answer, mask, name)),
        Ok(first) => Started::Live(Live {
            answers: stream::iter(first)
                .chain(answers)
                .ready_chunks(AT_ONCE)
                .boxed(),
            request_id: mask.request_id.clone(),
            suggestions: mask.suggestions,
            cost: None,
            name,
        }),
        Err(_) => {
            let error = coded(ErrorCode::Timeout, "The operation took too long.");
            let response = Response::from_errors(vec![error]);
            Started::Done(of_subscription(response, ErrorCode::Timeout, name))
        }
    }
}

fn refused(mut answer: Response, mask: &Mask<'_>, name: Option<Name>) -> Outcome {
    let (code, response) = if is_invalid(&answer) {
        answer.errors = mask.validation(answer.errors);
        (ErrorCode::GraphqlValidationFailed, answer)
    } else {
        mask.refused(answer)
    };
    of_subscription(response, code, name)
}

fn of_subscription(response: Response, code: ErrorCode, name: Option<Name>) -> Outcome {
    Outcome {
        response,
        refused: Some(code),
        operation: Some(OperationType::Subscription),
        name,
    }
}
