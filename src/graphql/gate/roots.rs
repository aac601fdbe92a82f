//! What single fields mean to the gate: kinds of mutations, and sizes told by arguments.

use std::borrow::Cow;
use std::collections::HashSet;
use std::convert::Infallible;

use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql::{Name, Value, Variables};

use super::limits;
use super::refusal::Refusal;
use super::typename::TYPENAME;

/// Mutations that issue credentials, and so ignore access credentials (clarification 7).
const CREDENTIALS: [&str; 12] = [
    "registerCustomer",
    "createAuthIdentity",
    "createCustomerAccount",
    "login",
    "requestLoginCode",
    "loginWithCode",
    "loginWithIdToken",
    "refreshTokens",
    "requestPasswordReset",
    "resetPassword",
    "verifyEmail",
    "confirmEmailChange",
];

/// Further mutations that test a secret or send a mail, of which one document runs one at most.
const ACCOUNT: [&str; 5] = [
    "changePassword",
    "requestEmailVerification",
    "requestEmailChange",
    "linkIdentity",
    "deleteMyAccount",
];

/// Fields that tell of the schema: those of introspection, and what a router of Apollo Federation asks.
pub(super) const INTROSPECTION: [&str; 3] = ["__schema", "__type", "_service"];

/// Whether a mutation issues credentials.
pub(super) fn issues_credentials(name: &str) -> bool {
    CREDENTIALS.contains(&name)
}

/// Whether a mutation is one of accounts.
pub(super) fn is_account(name: &str) -> bool {
    ACCOUNT.contains(&name) || issues_credentials(name)
}

/// Rows of a page, by `first` and `last`.
pub(super) fn page(field: &Field, variables: &Variables) -> u64 {
    let asked = ["first", "last"].into_iter().filter_map(|name| {
        match argument(field, name, variables)?.as_ref() {
            // Below zero and above the most is refused by the resolver; the cost only must be sound.
            Value::Number(rows) => Some(rows.as_u64().unwrap_or(0).min(limits::MAX_PAGE)),
            _ => None,
        }
    });
    asked.max().unwrap_or(limits::PAGE)
}

/// Whether a variable tells how many rows or ids there are.
pub(super) fn is_sized_by_a_variable(field: &Field) -> bool {
    let is_variable = |name| {
        let argument = field.get_argument(name);
        argument.is_some_and(|argument| argument.node.clone().into_const().is_none())
    };
    ["first", "last", "ids"].into_iter().any(is_variable)
}

/// How many values an argument has that is a list.
pub(super) fn values(field: &Field, name: &str, variables: &Variables) -> u64 {
    match argument(field, name, variables).as_deref() {
        Some(Value::List(values)) => u64::try_from(values.len()).unwrap_or(u64::MAX),
        Some(Value::Null) | None => 0,
        Some(_) => 1,
    }
}

/// The value of an argument. That of a variable is not copied, since it can be as large as a body;
/// variables within a list count as null.
fn argument<'a>(field: &Field, name: &str, variables: &'a Variables) -> Option<Cow<'a, Value>> {
    let mut variable = None;
    let literal = field
        .get_argument(name)?
        .node
        .clone()
        .into_const_with(|name| {
            variable = variables.get(&name);
            Ok::<_, Infallible>(Value::Null)
        });
    let Ok(literal) = literal;
    match (literal, variable) {
        (Value::Null, Some(value)) => Some(Cow::Borrowed(value)),
        (literal, _) => Some(Cow::Owned(literal)),
    }
}

/// Refuses a subscription of other than one field, which GraphQL has none run of (section 5.2.4), and a
/// fragment in its place, which the framework would pass over.
pub(super) fn single(set: &SelectionSet) -> Result<(), Refusal> {
    match set.items.as_slice() {
        [only] => match &only.node {
            Selection::Field(field) if !field.node.name.node.starts_with("__") => Ok(()),
            _ => Err(Refusal::invalid(SINGLE).at(only.pos)),
        },
        _ => Err(Refusal::invalid(SINGLE)),
    }
}

const SINGLE: &str = "A subscription selects one field, and not by a fragment.";

/// Refuses a mutation whose root has one response key twice. GraphQL merges such fields and runs them
/// once; the framework would run the mutation twice.
pub(super) fn unique(set: &SelectionSet, document: &ExecutableDocument) -> Result<(), Refusal> {
    keys(set, document, &mut HashSet::new())
}

fn keys<'a>(
    set: &'a SelectionSet,
    document: &'a ExecutableDocument,
    seen: &mut HashSet<&'a Name>,
) -> Result<(), Refusal> {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => {
                let key = field.node.response_key();
                if field.node.name.node != TYPENAME && !seen.insert(&key.node) {
                    let message =
                        "A mutation selects a root field twice; give each an alias of its own.";
                    return Err(Refusal::invalid(message).at(key.pos));
                }
            }
            Selection::InlineFragment(inline) => {
                keys(&inline.node.selection_set.node, document, seen)?;
            }
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                    keys(&fragment.node.selection_set.node, document, seen)?;
                }
            }
        }
    }
    Ok(())
}
