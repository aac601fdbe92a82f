//! Expands fragments in earnest, which the gate never does. Stops beyond the limit, which a document that
//! passed must not reach.

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

/// Selections at which to stop.
const ENOUGH: usize = 2_001;

/// Selections of all operations with their fragments expanded, [`ENOUGH`] at most.
pub fn size(document: &ExecutableDocument) -> usize {
    let mut left = ENOUGH;
    for (_, operation) in document.operations.iter() {
        expand(document, &operation.node.selection_set.node, &mut left);
    }
    ENOUGH - left
}

fn expand(document: &ExecutableDocument, set: &SelectionSet, left: &mut usize) {
    for selection in &set.items {
        if *left == 0 {
            return;
        }
        *left -= 1;
        match &selection.node {
            Selection::Field(field) => expand(document, &field.node.selection_set.node, left),
            Selection::InlineFragment(inline) => {
                expand(document, &inline.node.selection_set.node, left);
            }
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                    expand(document, &fragment.node.selection_set.node, left);
                }
            }
        }
    }
}
