//! What is selected of each row of a list.

use async_graphql::parser::types::{Field, Selection, SelectionSet};
use async_graphql::{ContextSelectionSet, Positioned};

use super::leaf::{Leaf, Leaves, leaf};
use crate::graphql::gate::Unmerged;

/// The fields of each row, in the order of the answer, each response name once.
pub(super) struct Plan<'a, T> {
    pub(super) slots: Vec<Slot<'a, T>>,
}

/// One of them.
pub(super) struct Slot<'a, T> {
    /// The response name.
    pub(super) name: &'a str,
    pub(super) of: Of<'a, T>,
}

/// What stands there.
pub(super) enum Of<'a, T> {
    /// The name of the type.
    Typename,
    /// A value that is there.
    Leaf(Leaf<T>),
    /// A field for the executor.
    Field(&'a Positioned<Field>),
}

impl<'a, T: Leaves> Plan<'a, T> {
    /// The plan of a selection; none where the framework has to resolve it: where an object may be selected
    /// twice, since what is merged elsewhere must not be JSON yet, where nothing is selected, or a directive
    /// has a say.
    pub(super) fn of(ctx: &ContextSelectionSet<'a>) -> Option<Self> {
        ctx.data_opt::<Unmerged>()?;
        let mut planning = Planning {
            ctx,
            of: &T::type_name(),
            slots: Vec::with_capacity(ctx.item.node.items.len()),
        };
        planning.add(ctx.item)?;
        let slots = planning.slots;
        (!slots.is_empty()).then_some(Self { slots })
    }
}

struct Planning<'a, 'b, T> {
    ctx: &'b ContextSelectionSet<'a>,
    of: &'b str,
    slots: Vec<Slot<'a, T>>,
}

impl<'a, T: Leaves> Planning<'a, '_, T> {
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
        let name = field.node.response_key().node.as_str();
        // Another one under the name is the same one, as validation has seen to. There are only so many
        // fields and aliases.
        if self.slots.iter().all(|slot| slot.name != name) {
            let of = match field.node.name.node.as_str() {
                "__typename" => Of::Typename,
                column => leaf(column).map_or(Of::Field(field), Of::Leaf),
            };
            self.slots.push(Slot { name, of });
        }
        Some(())
    }

    /// Whether rows are of the type with this name, or of the interface.
    fn is(&self, condition: &str) -> bool {
        let interfaces = self.ctx.schema_env.registry.implements.get(self.of);
        condition == self.of || interfaces.is_some_and(|all| all.contains(condition))
    }
}
