//! `__typename`, which the framework's validation passes over.

use async_graphql::parser::types::{Directive, Field};
use async_graphql::{Positioned, Value};

use super::refusal::Refusal;

/// The field.
pub(super) const TYPENAME: &str = "__typename";

/// Refuses what `__typename` cannot have: arguments, selections, directives other than `@skip` and
/// `@include`. Any other field passes.
pub(super) fn check(field: &Field) -> Result<(), Refusal> {
    if field.name.node != TYPENAME {
        return Ok(());
    }
    let wrong = if !field.arguments.is_empty() {
        "`__typename` takes no arguments."
    } else if !field.selection_set.node.items.is_empty() {
        "`__typename` has no selections."
    } else if !field.directives.iter().all(is_condition) {
        "`__typename` takes no directives but @skip(if:) and @include(if:)."
    } else {
        return Ok(());
    };
    Err(Refusal::invalid(wrong).at(field.name.pos))
}

/// Whether it is `@skip` or `@include` with what they need. A variable's type is not looked at; one that is
/// no flag counts as false.
fn is_condition(directive: &Positioned<Directive>) -> bool {
    let Directive { name, arguments } = &directive.node;
    let may_be_flag = |value| matches!(value, None | Some(Value::Boolean(_)));
    matches!(name.node.as_str(), "skip" | "include")
        && matches!(arguments.as_slice(), [(name, value)]
            if name.node == "if" && may_be_flag(value.node.clone().into_const()))
}
