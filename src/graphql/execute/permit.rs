//! What is decided about an admitted operation before it runs.

use async_graphql::Request;
use async_graphql::parser::types::OperationType;
use serde_json::json;

use super::Operations;
use crate::actor::{Actor, Client};
use crate::graphql::errors::ErrorCode;
use crate::graphql::gate::{Admitted, Refusal};
use crate::idempotency::{Malformed, Ticket};

/// Who is asking; none for a bad credential. Who asks for a credential need not have a good one
/// (clarification 7), and may learn that the document has to be sent whole for that.
pub(super) fn who<T>(
    actor: Option<Actor>,
    admitted: &Result<(Admitted, T), Refusal>,
) -> Option<Actor> {
    actor.or(match admitted {
        Ok((admitted, _)) => admitted.issues_credentials.then_some(Actor::Anonymous),
        Err(refusal) => matches!(
            refusal.code,
            ErrorCode::PersistedQueryNotFound | ErrorCode::PersistedQueryNotSupported
        )
        .then_some(Actor::Anonymous),
    })
}

/// Why a subscription is refused where only one answer can be given.
pub(super) const NOT_HERE: &str =
    "Subscriptions do not run on this transport; use /graphql/ws or /graphql/stream.";

/// What the transport and the rights of the caller say about an admitted operation.
pub(super) fn permit(
    admitted: &Admitted,
    operations: Operations,
    introspection: bool,
) -> Result<(), Refusal> {
    use Operations::{All, Queries, Reads};
    match admitted.operation {
        OperationType::Subscription if matches!(operations, Queries | All) => {
            Err(Refusal::new(ErrorCode::BadRequest, NOT_HERE))
        }
        OperationType::Mutation if matches!(operations, Queries | Reads) => Err(Refusal::new(
            ErrorCode::MethodNotAllowed,
            "A mutation needs POST.",
        )),
        _ if admitted.introspects && !introspection => Err(Refusal::new(
            ErrorCode::GraphqlValidationFailed,
            "Introspection is off.",
        )),
        _ => Ok(()),
    }
}

/// What tells a mutation by its idempotency key, which queries ignore. The document counts as it was
/// written.
pub(super) fn ticket(
    key: Option<&[u8]>,
    caller: (&Actor, &Client),
    (document, request): (&str, &Request),
    admitted: &Admitted,
) -> Result<Option<Ticket>, Refusal> {
    let Some(key) = key.filter(|_| admitted.operation == OperationType::Mutation) else {
        return Ok(None);
    };
    // Their members in one order, however a client wrote them.
    let variables = json!(request.variables).to_string();
    let operation = request.operation_name.as_deref().unwrap_or_default();
    let parts = [document, operation, &variables].map(str::as_bytes);
    let ticket = Ticket::new(key, caller, &parts, admitted.holds_secret);
    ticket.map(Some).map_err(|Malformed| {
        let message = "An idempotency key has 1 to 255 visible characters of ASCII.";
        Refusal::new(ErrorCode::BadUserInput, message)
    })
}
