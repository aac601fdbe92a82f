//! What is asked of the executor, and what comes of it.

use async_graphql::parser::types::OperationType;
use async_graphql::{Name, Response, ServerError};

use crate::actor::{Actor, Client, RequestId};
use crate::graphql::errors::ErrorCode;
use crate::graphql::gate::Admitted;

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

    pub(super) fn of(admitted: Admitted, response: Response) -> Self {
        Self {
            response,
            refused: None,
            operation: Some(admitted.operation),
            name: admitted.name,
        }
    }
}
