//! Whether an object is selected twice in one place.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{
    ExecutableDocument, FragmentDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned};

/// In the data of a request whose document selects no object twice under one name in one place, so that
/// there is nothing to merge (GraphQL, section 6.4.3).
#[derive(Clone, Copy, Debug)]
pub struct Unmerged;

type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// Whether there may be something to merge, whatever conditions and types say. Expands fragments, so the
/// document has to be bounded by then.
pub(super) fn merges(document: &ExecutableDocument) -> bool {
    document.operations.iter().any(|(_, operation)| {
        let set = &operation.node.selection_set.node;
        within(set, &document.fragments, &mut HashSet::new())
    })
}

/// The same in a selection set that stands beside others in which these names are taken.
fn within<'a>(
    set: &'a SelectionSet,
    fragments: &'a Fragments,
    names: &mut HashSet<&'a str>,
) -> bool {
    set.items.iter().any(|selection| match &selection.node {
        Selection::Field(field) => {
            let inner = &field.node.selection_set.node;
            let is_object = !inner.items.is_empty();
            let is_taken = is_object && !names.insert(&field.node.response_key().node);
            is_taken || within(inner, fragments, &mut HashSet::new())
        }
        Selection::FragmentSpread(spread) => fragments
            .get(&spread.node.fragment_name.node)
            .is_some_and(|it| within(&it.node.selection_set.node, fragments, names)),
        Selection::InlineFragment(inline) => {
            within(&inline.node.selection_set.node, fragments, names)
        }
    })
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    #[test]
    fn an_object_selected_twice_is_noticed() {
        for (document, expected) in [
            ("{ a { x } b: a { x } x x }", false),
            ("{ a { x } a { y } }", true),
            ("{ a { b { x } } c { b { y } } }", false),
            ("{ a { b { x } ... on A { b { y } } } }", true),
            ("{ a { ...F b { x } } } fragment F on A { b { y } }", true),
            (
                "{ a { ...F } b { ...F } } fragment F on A { b { y } }",
                false,
            ),
            ("{ a { ...F ...F } } fragment F on A { b { y } }", true),
            ("{ a { ...F ...F } } fragment F on A { y }", false),
            ("query A { a { x } } query B { b { x } b { y } }", true),
        ] {
            let parsed = parse_query(document).expect(document);
            assert_eq!(merges(&parsed), expected, "{document}");
        }
    }
}
