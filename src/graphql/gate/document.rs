//! A document that has passed what depends on its text alone.

use async_graphql::Name;
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition};

use super::lexer::Lexed;
use super::proof::Proof;
use super::refusal::Refusal;
use super::totals::Totals;
use crate::graphql::errors::ErrorCode;

/// Bytes that a parsed token takes at most: documents of single fields within braces come to nine tenths of it
/// (`cargo bench --bench documents`).
const TOKEN: usize = 288;

/// A document that has passed what depends on its text alone, so that none of it is asked again.
#[derive(Debug)]
pub struct Document {
    pub(super) text: String,
    pub(super) parsed: ExecutableDocument,
    /// What each operation amounts to; the cost without variables, for a stranger.
    pub(super) totals: Vec<(Option<Name>, Totals)>,
    /// Whether the size of a list, and so the cost, depends on variables or on who sends them.
    pub(super) is_sized_by_request: bool,
    /// Whether an object may be selected twice in one place.
    pub(super) merges: bool,
    pub(super) proof: Proof,
    pub(super) lexed: Lexed,
}

impl Document {
    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the framework need not look whether it is valid, once the gate has let its variables in.
    #[must_use]
    pub fn is_proved(&self) -> bool {
        self.proof.is_given()
    }

    /// Notes that the framework found it valid.
    pub fn prove(&self) {
        self.proof.give();
    }

    /// Bytes that it takes in memory at most.
    #[must_use]
    pub fn weight(&self) -> usize {
        size_of::<Self>() + self.text.len() + self.lexed.tokens * TOKEN
    }

    /// Whether a password or token may be written in it, where others put a variable.
    #[must_use]
    pub fn may_tell_a_secret(&self) -> bool {
        self.lexed.has_strings && self.totals.iter().any(|(_, totals)| totals.accounts > 0)
    }

    /// The operation of the name, or the only one, with its totals.
    pub(super) fn choose(
        &self,
        name: Option<&str>,
    ) -> Result<(Option<&Name>, &OperationDefinition, Totals), Refusal> {
        let found = match (&self.parsed.operations, name) {
            (DocumentOperations::Single(operation), None) => Some(operation),
            (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
            (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => {
                operations.values().next()
            }
            _ => None,
        };
        let totals = match name {
            Some(name) => self.totals.iter().find(|(n, _)| n.as_deref() == Some(name)),
            None => self.totals.first(),
        };
        let missing = if name.is_some() {
            "The document has no operation of the name in operationName."
        } else {
            "The document has several operations; operationName must say which."
        };
        found
            .zip(totals)
            .map(|(operation, (name, totals))| (name.as_ref(), &operation.node, *totals))
            .ok_or_else(|| Refusal::new(ErrorCode::BadRequest, missing))
    }
}
