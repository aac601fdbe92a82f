//! Whether a document has to be validated again.
//!
//! The framework validates a document at every request, since it looks into the values of variables
//! besides: a twelfth of the time of one customer. Where the gate has seen to these, what was valid once
//! always is.

use std::sync::atomic::{AtomicBool, Ordering};

use async_graphql::parser::types::{
    BaseType, DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, Type,
};

/// What is known of a document's validity.
#[derive(Debug)]
pub(super) struct Proof {
    /// Whether it follows from its text alone, once the gate has checked the variables.
    follows: bool,
    given: AtomicBool,
}

impl Proof {
    /// Nothing is known of it yet.
    pub(super) fn of(document: &ExecutableDocument) -> Self {
        let follows = match &document.operations {
            DocumentOperations::Single(only) => is_plain(&only.node),
            DocumentOperations::Multiple(several) => {
                several.len() == 1 && several.values().all(|only| is_plain(&only.node))
            }
        };
        Self {
            follows,
            given: AtomicBool::new(false),
        }
    }

    /// Notes that the framework found it valid.
    pub(super) fn give(&self) {
        if self.follows {
            self.given.store(true, Ordering::Relaxed);
        }
    }

    pub(super) fn is_given(&self) -> bool {
        self.given.load(Ordering::Relaxed)
    }
}

/// Whether it is a query whose variables are of types that the gate checks completely, and so nothing has
/// happened where the framework should find a fault later than it would have.
fn is_plain(operation: &OperationDefinition) -> bool {
    let mut variables = operation.variable_definitions.iter();
    operation.ty == OperationType::Query
        && variables.all(|variable| {
            let variable = &variable.node;
            // Null in the place of a default may stand where null must not.
            is_built_in(&variable.var_type.node)
                && (variable.default_value.is_none() || !variable.var_type.node.nullable)
        })
}

fn is_built_in(ty: &Type) -> bool {
    match &ty.base {
        BaseType::Named(name) => {
            ["ID", "String", "Int", "Boolean", "Float"].contains(&name.as_str())
        }
        BaseType::List(of) => is_built_in(of),
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    #[test]
    fn only_queries_of_checked_variables_are_valid_once_and_for_all() {
        for (text, follows) in [
            ("{ a }", true),
            (
                "query A($a: ID!, $b: [Int!]! = [1], $c: String) { a }",
                true,
            ),
            ("query($a: Int = 1) { a }", false),
            ("query($a: Filter) { a }", false),
            ("query($a: [DateTime!]) { a }", false),
            ("query A { a } query B { a }", false),
            ("mutation { a }", false),
            ("subscription { a }", false),
        ] {
            let proof = Proof::of(&parse_query(text).unwrap());
            assert!(!proof.is_given(), "{text}");
            proof.give();
            assert_eq!(proof.is_given(), follows, "{text}");
        }
    }
}
