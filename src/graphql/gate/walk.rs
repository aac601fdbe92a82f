//! One walk over a parsed document, each definition once.

use std::collections::HashMap;

use async_graphql::parser::types::{
    Directive, ExecutableDocument, Field, OperationDefinition, OperationType, Selection,
    SelectionSet,
};
use async_graphql::{Positioned, Variables};

use super::refusal::Refusal;
use super::shape::{Count, Object, Shape};
use super::totals::Totals;
use super::{limits, roots, typename};

/// The state of one walk.
pub(super) struct Walk<'a> {
    shape: &'a Shape,
    document: &'a ExecutableDocument,
    variables: &'a Variables,
    is_staff: bool,
    /// Fragments seen so far; none while one is being walked, so that a circle is noticed.
    fragments: HashMap<&'a str, Option<Totals>>,
    /// Aliases in the document, each where it is written.
    pub(super) aliases: usize,
    /// Whether variables, or who sends them, decide the size of a list.
    pub(super) is_sized_by_request: bool,
    directives: usize,
}

/// What a selection set is selected on.
#[derive(Clone, Copy)]
enum On<'a> {
    /// A type of the schema, or one that it does not know.
    Data(Option<&'a Object>),
    /// A type of introspection.
    Introspection,
}

impl<'a> Walk<'a> {
    /// A walk over a document; variables and the sender decide the sizes of lists.
    pub(super) fn new(
        shape: &'a Shape,
        document: &'a ExecutableDocument,
        (variables, is_staff): (&'a Variables, bool),
    ) -> Self {
        Self {
            shape,
            document,
            variables,
            is_staff,
            fragments: HashMap::new(),
            aliases: 0,
            is_sized_by_request: false,
            directives: 0,
        }
    }

    /// The totals of an operation.
    pub(super) fn operation(
        &mut self,
        operation: &'a OperationDefinition,
    ) -> Result<Totals, Refusal> {
        self.count_directives(&operation.directives)?;
        for variable in &operation.variable_definitions {
            self.count_directives(&variable.node.directives)?;
        }
        let root = On::Data(self.shape.root(operation.ty));
        let mut totals = self.set(&operation.selection_set.node, root, 0)?;
        if operation.ty != OperationType::Mutation {
            (totals.accounts, totals.credentials) = (0, 0);
        }
        Ok(totals)
    }

    /// Selections of fragments that no operation reaches: the framework's rules walk them as well.
    pub(super) fn unreached(&mut self) -> Result<u64, Refusal> {
        let mut selections = 0_u64;
        for name in self.document.fragments.keys() {
            if !self.fragments.contains_key(name.as_str()) {
                selections = selections.saturating_add(self.fragment(name, 0)?.selections);
            }
        }
        Ok(selections)
    }

    fn set(&mut self, set: &'a SelectionSet, on: On<'a>, level: usize) -> Result<Totals, Refusal> {
        if level > limits::NESTING && !set.items.is_empty() {
            return Err(Refusal::too_complex(
                "levels of selections and fragments",
                limits::NESTING,
            ));
        }
        let mut totals = Totals::default();
        for selection in &set.items {
            self.count_directives(selection.node.directives())?;
            totals.add(match &selection.node {
                Selection::Field(field) => self.field(&field.node, on, level)?,
                Selection::FragmentSpread(spread) => self
                    .fragment(&spread.node.fragment_name.node, level + 1)?
                    .wrapped(),
                Selection::InlineFragment(inline) => {
                    let on = inline
                        .node
                        .type_condition
                        .as_ref()
                        .map_or(on, |c| self.on(&c.node.on.node));
                    self.set(&inline.node.selection_set.node, on, level + 1)?
                        .wrapped()
                }
            });
        }
        Ok(totals)
    }

    /// The totals of a fragment; an unknown one has none, and the framework refuses it.
    fn fragment(&mut self, name: &'a str, level: usize) -> Result<Totals, Refusal> {
        let Some(fragment) = self.document.fragments.get(name) else {
            return Ok(Totals::default());
        };
        match self.fragments.get(name) {
            Some(Some(totals)) if level + totals.nesting > limits::NESTING => {
                return Err(Refusal::too_complex(
                    "levels of selections and fragments",
                    limits::NESTING,
                ));
            }
            Some(Some(totals)) => return Ok(*totals),
            Some(None) => {
                let message = "A fragment spreads itself, at once or by way of others.";
                return Err(Refusal::invalid(message).at(fragment.pos));
            }
            None => {}
        }
        self.fragments.insert(name, None);
        self.count_directives(&fragment.node.directives)?;
        let on = self.on(&fragment.node.type_condition.node.on.node);
        let totals = self.set(&fragment.node.selection_set.node, on, level)?;
        self.fragments.insert(name, Some(totals));
        Ok(totals)
    }

    fn on(&self, type_name: &str) -> On<'a> {
        if type_name.starts_with("__") {
            On::Introspection
        } else {
            On::Data(self.shape.object(type_name))
        }
    }

    fn field(&mut self, field: &'a Field, on: On<'a>, level: usize) -> Result<Totals, Refusal> {
        typename::check(field)?;
        self.aliases += usize::from(field.alias.is_some());
        let name = field.name.node.as_str();
        let known = match on {
            On::Data(Some(object)) => object.field(name),
            _ => None,
        };
        let introspection = matches!(on, On::Introspection) || roots::INTROSPECTION.contains(&name);
        let below = match known {
            _ if introspection => On::Introspection,
            known => On::Data(known.and_then(|field| self.shape.object(&field.returns))),
        };
        let inner = self.set(&field.selection_set.node, below, level + 1)?;
        let mut totals = Totals {
            selections: inner.selections.saturating_add(1),
            nesting: inner.nesting + usize::from(!field.selection_set.node.items.is_empty()),
            fields: 1,
            typenames: u64::from(name == typename::TYPENAME),
            accounts: u64::from(roots::is_account(name)),
            credentials: u64::from(roots::issues_credentials(name)),
            depth: inner.depth + u64::from(!introspection),
            introspection_depth: inner.introspection_depth
                + u64::from(introspection || inner.introspection_depth > 0),
            introspection: inner.introspection,
            ..Totals::default()
        };
        if introspection {
            totals.introspection = introspection_cost(field, &inner);
        } else if let Some(known) = known {
            self.add_cost(&mut totals, field, known.count, &inner);
        }
        Ok(totals)
    }

    fn add_cost(&mut self, totals: &mut Totals, field: &Field, count: Count, inner: &Totals) {
        self.is_sized_by_request |= match count {
            Count::Ids | Count::Page | Count::Connection => roots::is_sized_by_a_variable(field),
            other => other == Count::Entities,
        };
        let object = inner.once.saturating_add(1);
        let values = |name| roots::values(field, name, self.variables);
        match count {
            Count::One => totals.once = object,
            Count::List => totals.once = object.saturating_mul(limits::LIST),
            Count::Ids => totals.once = object.saturating_mul(values("ids")),
            // Clarification 3: a router joins a thousand at once. A stranger would multiply with them.
            Count::Entities if self.is_staff => totals.once = object,
            Count::Entities => totals.once = object.saturating_mul(values("representations")),
            Count::Page => totals.once = object.saturating_mul(roots::page(field, self.variables)),
            Count::Connection => {
                let rows = inner
                    .each
                    .saturating_mul(roots::page(field, self.variables));
                totals.once = object.saturating_add(rows);
            }
            Count::Nodes => totals.each = object,
            Count::Edges => totals.each = inner.once,
        }
    }

    fn count_directives(&mut self, directives: &[Positioned<Directive>]) -> Result<(), Refusal> {
        self.directives += directives.len();
        if directives.len() > limits::NODE_DIRECTIVES {
            return Err(Refusal::too_complex(
                "directives in one place",
                limits::NODE_DIRECTIVES,
            ));
        }
        if self.directives > limits::DIRECTIVES {
            return Err(Refusal::too_complex("directives", limits::DIRECTIVES));
        }
        Ok(())
    }
}

/// The lists of the introspection schema that hold objects.
const INTROSPECTION_LISTS: [&str; 8] = [
    "types",
    "directives",
    "fields",
    "args",
    "inputFields",
    "interfaces",
    "possibleTypes",
    "enumValues",
];

fn introspection_cost(field: &Field, inner: &Totals) -> u64 {
    if field.selection_set.node.items.is_empty() {
        return 0;
    }
    let is_list = INTROSPECTION_LISTS.contains(&field.name.node.as_str());
    inner
        .introspection
        .saturating_add(1)
        .saturating_mul(if is_list { limits::LIST } else { 1 })
}
