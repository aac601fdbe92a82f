//! What is selected of each row of a list.

use std::collections::HashSet;

use async_graphql::parser::types::{Field, Selection, SelectionSet};
use async_graphql::{ContextSelectionSet, Name, ObjectType, Positioned};

/// The fields of each row, in the order of the answer, each response name once.
pub(super) struct Plan<'a> {
    pub(super) slots: Vec<Slot<'a>>,
}

/// One of them.
pub(super) enum Slot<'a> {
    /// The name of the type, under this name.
    Typename(&'a Name),
    /// A field of the type.
    Field(&'a Positioned<Field>),
}

impl Slot<'_> {
    /// The response name.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Typename(name) => name,
            Self::Field(field) => &field.node.response_key().node,
        }
    }
}

impl<'a> Plan<'a> {
    /// The plan of a selection that selects no object twice; none where the framework has to resolve it:
    /// where nothing is selected, or a directive has a say.
    pub(super) fn of<T: ObjectType>(ctx: &ContextSelectionSet<'a>) -> Option<Self> {
        let mut planning = Planning {
            ctx,
            of: &T::type_name(),
            names: HashSet::new(),
            slots: Vec::new(),
        };
        planning.add(ctx.item)?;
        let slots = planning.slots;
        (!slots.is_empty()).then_some(Self { slots })
    }
}

struct Planning<'a, 'b> {
    ctx: &'b ContextSelectionSet<'a>,
    of: &'b str,
    names: HashSet<&'a str>,
    slots: Vec<Slot<'a>>,
}

impl<'a> Planning<'a, '_> {
    fn add(&mut self, set: &'a Positioned<SelectionSet>) -> Option<()> {
        for selection in &set.node.items {
            match &selection.node {
                Selection::Field(field) => self.add_field(field)?,
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    let fragment = &self.ctx.query_env.fragments.get(name)?.node;
                    if self.is(&fragment.type_condition.node.on.node) {
                        self.add(&fragment.selection_set)?;
                    }
                }
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    if condition.is_none_or(|condition| self.is(&condition.node.on.node)) {
                        self.add(&fragment.node.selection_set)?;
                    }
                }
            }
        }
        Some(())
    }

    fn add_field(&mut self, field: &'a Positioned<Field>) -> Option<()> {
        // Those of the executor itself are gone by now.
        if !field.node.directives.is_empty() {
            return None;
        }
        let name = &field.node.response_key().node;
        // Another one under the name is the same one, as validation has seen to.
        if self.names.insert(name) {
            self.slots.push(if field.node.name.node == "__typename" {
                Slot::Typename(name)
            } else {
                Slot::Field(field)
            });
        }
        Some(())
    }

    /// Whether rows are of the type with this name, or of the interface.
    fn is(&self, condition: &str) -> bool {
        let interfaces = self.ctx.schema_env.registry.implements.get(self.of);
        condition == self.of || interfaces.is_some_and(|all| all.contains(condition))
    }
}
