//! What is asked of the executor, and what comes of it.

use std::sync::Arc;

use async_graphql::parser::types::OperationType;
use async_graphql::{Name, Request, Response, ServerError, Value};

use crate::actor::{Actor, Client, RequestId};
use crate::app::App;
use crate::graphql::documents::Asked;
use crate::graphql::errors::{ErrorCode, Mask};
use crate::graphql::gate::Admitted;

/// What is asked for.
#[derive(Debug)]
pub struct Ask {
    /// Variables, the operation's name, and data for the resolvers.
    pub request: Request,
    /// The document.
    pub document: Asked,
    /// Whether the answer is to tell the cost.
    pub tells_cost: bool,
    /// What the resolvers work on.
    pub app: Option<Arc<App>>,
}

impl Ask {
    /// Gives the resolvers what they work on: the app, and [loaders](crate::graphql::Loaders) of the
    /// request's own.
    #[must_use]
    pub fn of(self, app: &Arc<App>) -> Self {
        Self {
            app: Some(Arc::clone(app)),
            ..self
        }
    }

    /// Gives the resolvers some data.
    #[must_use]
    pub fn data<D: std::any::Any + Send + Sync>(self, data: D) -> Self {
        Self {
            request: self.request.data(data),
            ..self
        }
    }
}

impl From<Request> for Ask {
    /// The request for the document that is in it.
    fn from(mut request: Request) -> Self {
        let document = Asked::text(std::mem::take(&mut request.query));
        Self {
            request,
            document,
            tells_cost: false,
            app: None,
        }
    }
}

/// Who sent a request, as far as the transport could tell.
pub struct Caller {
    /// Who is asking; none when the credential was bad.
    pub actor: Option<Actor>,
    /// Where from.
    pub client: Client,
    /// The request's id.
    pub request_id: RequestId,
    /// The idempotency key, as it was sent.
    pub idempotency_key: Option<Vec<u8>>,
}

/// Which operations a transport lets run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operations {
    /// Queries alone, as by GET.
    Queries,
    /// Queries and mutations.
    All,
    /// Queries and subscriptions, as by GET where events can be streamed.
    Reads,
    /// Everything.
    Streams,
}

/// What came of a request.
#[derive(Debug)]
pub struct Outcome {
    /// The answer, its errors masked.
    pub response: Response,
    /// Why nothing was executed; then `data` has no place in the answer.
    pub refused: Option<ErrorCode>,
    /// The type of the operation, once known.
    pub operation: Option<OperationType>,
    /// Its name in the document, once known.
    pub name: Option<Name>,
}

impl Outcome {
    /// The outcome of a request that nothing was executed of.
    #[must_use]
    pub fn refused(code: ErrorCode, error: impl Into<ServerError>) -> Self {
        Self {
            response: Response::from_errors(vec![error.into()]),
            refused: Some(code),
            operation: None,
            name: None,
        }
    }

    /// The outcome of an operation that broke off.
    pub(super) fn failed(admitted: Admitted, error: ServerError) -> Self {
        Self::of(admitted, Response::from_errors(vec![error]))
    }

    pub(super) fn of(admitted: Admitted, response: Response) -> Self {
        Self {
            response,
            refused: None,
            operation: Some(admitted.operation),
            name: admitted.name,
        }
    }
}

/// What came of an operation that ran.
pub(super) fn finished(admitted: Admitted, mut response: Response, mask: &Mask<'_>) -> Outcome {
    if is_invalid(&response) {
        response.errors = mask.validation(response.errors);
        let refused = Some(ErrorCode::GraphqlValidationFailed);
        return Outcome {
            response,
            refused,
            operation: Some(admitted.operation),
            name: admitted.name,
        };
    }
    mask.executed(&mut response);
    Outcome::of(admitted, response)
}

/// Whether validation refused the document: the framework gives such errors like those of execution, but
/// only the latter have a path.
pub(super) fn is_invalid(response: &Response) -> bool {
    response.data == Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty())
}
