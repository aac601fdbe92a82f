//! What of the schema the gate needs: which fields give objects and how many, read once from SDL.

use std::collections::HashMap;

use async_graphql::Positioned;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, OperationType, ServiceDocument, TypeKind, TypeSystemDefinition,
};

use super::inputs::Inputs;

/// The roots of a schema that does not name them.
const DEFAULT_ROOTS: [&str; 3] = ["Query", "Mutation", "Subscription"];

/// The schema, as far as cost and variables need it.
pub(super) struct Shape {
    types: HashMap<String, Object>,
    roots: [String; 3],
    /// The input types.
    pub(super) inputs: Inputs,
}

/// An object or interface type: its fields that give objects. A field that is not here is a leaf,
/// or unknown, which the framework refuses.
#[derive(Default)]
pub(super) struct Object {
    fields: HashMap<String, Field>,
}

/// A field that gives objects.
pub(super) struct Field {
    /// The type it gives.
    pub(super) returns: String,
    /// How many it gives.
    pub(super) count: Count,
}

/// How many objects a field gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Count {
    /// One.
    One,
    /// A list of unknown length.
    List,
    /// A list as long as its argument `ids`.
    Ids,
    /// A list as long as its argument `representations`, which is free for staff.
    Entities,
    /// A list bounded by `first` or `last`.
    Page,
    /// A connection, whose `edges` and `nodes` are bounded by `first` or `last`.
    Connection,
    /// `nodes` of a connection: one for each row of the page.
    Nodes,
    /// `edges` of a connection: one for each row, and free, since the row below is counted.
    Edges,
}

impl Shape {
    /// Reads the schema.
    pub(super) fn new(schema: &ServiceDocument) -> Self {
        let mut roots = DEFAULT_ROOTS.map(str::to_owned);
        let mut objects = HashMap::new();
        for definition in &schema.definitions {
            match definition {
                TypeSystemDefinition::Type(ty) => {
                    if let Some(fields) = fields(&ty.node.kind) {
                        objects.insert(ty.node.name.node.as_str(), fields);
                    }
                }
                TypeSystemDefinition::Schema(schema) => {
                    let named = [
                        &schema.node.query,
                        &schema.node.mutation,
                        &schema.node.subscription,
                    ];
                    for (root, name) in roots.iter_mut().zip(named) {
                        if let Some(name) = name {
                            *root = name.node.to_string();
                        }
                    }
                }
                TypeSystemDefinition::Directive(_) => {}
            }
        }
        let types = objects
            .iter()
            .map(|(name, fields)| ((*name).to_owned(), object(fields, &objects)))
            .collect();
        Self {
            types,
            roots,
            inputs: Inputs::new(schema),
        }
    }

    /// An object or interface by name.
    pub(super) fn object(&self, name: &str) -> Option<&Object> {
        self.types.get(name)
    }

    /// The root type of an operation.
    pub(super) fn root(&self, operation: OperationType) -> Option<&Object> {
        let [query, mutation, subscription] = &self.roots;
        self.object(match operation {
            OperationType::Query => query,
            OperationType::Mutation => mutation,
            OperationType::Subscription => subscription,
        })
    }
}

impl Object {
    /// A field that gives objects, by name.
    pub(super) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.get(name)
    }
}

/// The fields of a type that has selections; a union has none of its own.
fn fields(kind: &TypeKind) -> Option<&[Positioned<FieldDefinition>]> {
    match kind {
        TypeKind::Object(object) => Some(&object.fields),
        TypeKind::Interface(interface) => Some(&interface.fields),
        TypeKind::Union(_) => Some(&[]),
        _ => None,
    }
}

type Objects<'a> = HashMap<&'a str, &'a [Positioned<FieldDefinition>]>;

fn object(fields: &[Positioned<FieldDefinition>], objects: &Objects<'_>) -> Object {
    let in_connection = is_connection(fields);
    let composite = fields.iter().filter_map(|field| {
        let field = &field.node;
        let (returns, is_list) = unwrap(&field.ty.node.base);
        let target = objects.get(returns)?;
        let has = |names: &[&str]| {
            field
                .arguments
                .iter()
                .any(|a| names.contains(&a.node.name.node.as_str()))
        };
        let count = match field.name.node.as_str() {
            "nodes" if in_connection => Count::Nodes,
            "edges" if in_connection => Count::Edges,
            _ if is_connection(target) => Count::Connection,
            _ if is_list && has(&["first", "last"]) => Count::Page,
            _ if is_list && has(&["ids"]) => Count::Ids,
            _ if is_list && has(&["representations"]) => Count::Entities,
            _ if is_list => Count::List,
            _ => Count::One,
        };
        let returns = returns.to_owned();
        Some((field.name.node.to_string(), Field { returns, count }))
    });
    Object {
        fields: composite.collect(),
    }
}

fn is_connection(fields: &[Positioned<FieldDefinition>]) -> bool {
    let has = |name| fields.iter().any(|field| field.node.name.node == name);
    has("pageInfo") && (has("edges") || has("nodes"))
}

/// The named type within, and whether a list is around it.
fn unwrap(base: &BaseType) -> (&str, bool) {
    match base {
        BaseType::Named(name) => (name.as_str(), false),
        BaseType::List(of) => (unwrap(&of.base).0, true),
    }
}
