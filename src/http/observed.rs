//! What operators are told of a GraphQL operation: in its line of the log, in metrics and traces. Ids and
//! codes, never what a caller has sent, but for the name of the operation.

use async_graphql::ServerError;
use async_graphql::parser::types::OperationType;

use crate::actor::Actor;
use crate::graphql::errors::ErrorCode;
use crate::graphql::execute::{Outcome, Started};
use crate::telemetry::metrics::{Kind, OperationResult};

/// Characters of an operation's name at most.
const MAX_NAME: usize = 64;

/// What is told of a GraphQL operation. Travels with the response.
#[derive(Clone, Debug, Default)]
pub(super) struct Observed {
    /// The type of the operation, once its document was read.
    pub(super) kind: Option<Kind>,
    /// The name of the operation: letters, digits and underscores, as the grammar has it.
    pub(super) name: Option<String>,
    /// The kind of actor, where the credential was good.
    pub(super) actor: Option<&'static str>,
    /// The id of the customer, the API key, or the subject of a staff token.
    pub(super) actor_id: Option<String>,
    /// The codes of the top-level errors, each once.
    pub(super) codes: Vec<ErrorCode>,
    /// Whether the operation goes on in a stream, which tells its end.
    pub(super) goes_on: bool,
}

impl Observed {
    /// Of an actor whose operation is not known yet.
    pub(super) fn of(actor: Option<&Actor>) -> Self {
        Self {
            actor: actor.map(kind_of),
            actor_id: actor.and_then(id_of),
            ..Self::default()
        }
    }

    /// Of a request that was refused before its document was read.
    pub(super) fn refused(code: ErrorCode) -> Self {
        Self {
            codes: vec![code],
            ..Self::default()
        }
    }

    /// With what came of the operation.
    pub(super) fn came(&mut self, outcome: &Outcome) {
        self.kind = outcome.operation.map(kind);
        self.name = outcome.name.as_deref().map(cut);
        self.failed(&outcome.response.errors);
    }

    /// With what was started.
    pub(super) fn started(&mut self, started: &Started) {
        self.kind = started.operation().map(kind);
        self.name = started.name().map(|name| cut(name));
    }

    /// With errors.
    pub(super) fn failed(&mut self, errors: &[ServerError]) {
        for code in errors.iter().filter_map(ErrorCode::of) {
            if !self.codes.contains(&code) {
                self.codes.push(code);
            }
        }
    }

    /// How the operation ended.
    pub(super) fn result(&self) -> OperationResult {
        use ErrorCode::{Internal, Timeout, Unavailable};
        let is_ours = |code: &ErrorCode| matches!(code, Internal | Timeout | Unavailable);
        match &self.codes[..] {
            [] => OperationResult::Ok,
            codes if codes.iter().any(is_ours) => OperationResult::Fault,
            _ => OperationResult::Error,
        }
    }

    /// The codes of its errors.
    pub(super) fn codes(&self) -> impl Iterator<Item = &'static str> {
        self.codes.iter().map(|code| code.as_str())
    }

    /// The codes of its errors with commas between; none without errors.
    pub(super) fn codes_text(&self) -> Option<String> {
        (!self.codes.is_empty()).then(|| self.codes().collect::<Vec<_>>().join(","))
    }
}

fn cut(name: &str) -> String {
    name.chars().take(MAX_NAME).collect()
}

const fn kind(operation: OperationType) -> Kind {
    match operation {
        OperationType::Query => Kind::Query,
        OperationType::Mutation => Kind::Mutation,
        OperationType::Subscription => Kind::Subscription,
    }
}

const fn kind_of(actor: &Actor) -> &'static str {
    match actor {
        Actor::Anonymous => "anonymous",
        Actor::Customer { .. } => "customer",
        Actor::Staff { .. } => "staff",
    }
}

/// The id of an actor. The subject of a staff token is whatever its issuer says: one that is an e-mail is
/// not told.
fn id_of(actor: &Actor) -> Option<String> {
    actor.name().filter(|name| !name.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Scopes;
    use crate::graphql::errors::coded;

    #[test]
    fn an_error_is_ours_when_any_is() {
        let mut observed = Observed::default();
        assert_eq!(observed.result(), OperationResult::Ok);
        assert_eq!(observed.codes_text(), None);
        let errors = [ErrorCode::Forbidden, ErrorCode::Forbidden].map(|code| coded(code, ""));
        observed.failed(&errors);
        assert_eq!(observed.result(), OperationResult::Error);
        observed.failed(&[coded(ErrorCode::Timeout, "")]);
        assert_eq!(observed.result(), OperationResult::Fault);
        assert_eq!(observed.codes_text().as_deref(), Some("FORBIDDEN,TIMEOUT"));
    }

    #[test]
    fn nobody_is_told_by_their_email() {
        let staff = |id: &str| Actor::Staff {
            id: id.to_owned(),
            scopes: Scopes::default(),
        };
        let told = |id| Observed::of(Some(&staff(id))).actor_id;
        assert_eq!(told("key_1").as_deref(), Some("key_1"));
        assert_eq!(told("jane@shop.example"), None);
        assert_eq!(Observed::of(Some(&Actor::Anonymous)).actor_id, None);
    }
}
