//! Why a document was not let in.

use std::borrow::Cow;

use async_graphql::{Pos, ServerError, parser};

use crate::graphql::errors::{ErrorCode, coded};

/// Why a document was not let in. Its message never quotes a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The code the caller sees.
    pub code: ErrorCode,
    /// One sentence a developer can act on.
    pub message: Cow<'static, str>,
    /// Where in the document, when it is one place.
    pub locations: Vec<Pos>,
}

impl Refusal {
    /// A refusal of no certain place.
    pub fn new(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            message: message.into(),
            locations: Vec::new(),
        }
    }

    /// The refusal, at a place in the document.
    #[must_use]
    pub fn at(mut self, pos: Pos) -> Self {
        self.locations.push(pos);
        self
    }

    pub(super) fn too_complex(what: &str, limit: impl std::fmt::Display) -> Self {
        Self::new(
            ErrorCode::QueryTooComplex,
            format!("The document has more than {limit} {what}."),
        )
    }

    pub(super) fn invalid(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::GraphqlValidationFailed, message)
    }

    pub(super) fn syntax(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::GraphqlParseFailed, message)
    }

    /// The parser's error without the line of the document that it quotes.
    pub(super) fn of_parser(error: &parser::Error) -> Self {
        let message = match error {
            parser::Error::Syntax { message, start, .. } => {
                let expected = message
                    .lines()
                    .last()
                    .and_then(|line| line.trim_start().strip_prefix("= "));
                let detail = expected.map(|text| format!(": {text}")).unwrap_or_default();
                format!(
                    "Syntax error at line {}, column {}{detail}.",
                    start.line, start.column
                )
                .into()
            }
            parser::Error::MultipleOperations { .. } => {
                Cow::from("An operation without a name must be the only one of its document.")
            }
            parser::Error::OperationDuplicated { .. } => {
                "Two operations have the same name.".into()
            }
            parser::Error::FragmentDuplicated { .. } => "Two fragments have the same name.".into(),
            parser::Error::MissingOperation => "The document has no operation.".into(),
            _ => "The document cannot be parsed.".into(),
        };
        Self {
            locations: error.positions().collect(),
            ..Self::syntax(message)
        }
    }
}

impl From<Refusal> for ServerError {
    fn from(refusal: Refusal) -> Self {
        Self {
            locations: refusal.locations,
            ..coded(refusal.code, &refusal.message)
        }
    }
}
