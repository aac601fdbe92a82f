//! What the schema has that every caller is tried on.

use std::collections::BTreeSet;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, Type, TypeDefinition, TypeKind, TypeSystemDefinition,
};

/// The types of `schema.graphql`.
pub(super) fn definitions() -> Vec<TypeDefinition> {
    let sdl = include_str!("../../../schema.graphql");
    let definitions = parse_schema(sdl).expect("our own schema").definitions;
    let types = definitions.into_iter().filter_map(|found| match found {
        TypeSystemDefinition::Type(definition) => Some(definition.node),
        _ => None,
    });
    types.collect()
}

/// Whether nothing can be selected of a type: of a scalar or an enum, or of lists of them.
pub(super) fn is_leaf(of: &Type) -> bool {
    let name = match &of.base {
        BaseType::Named(name) => name,
        BaseType::List(items) => return is_leaf(items),
    };
    let composite = |definition: &TypeDefinition| {
        definition.name.node == *name
            && !matches!(definition.kind, TypeKind::Scalar | TypeKind::Enum(_))
    };
    !definitions().iter().any(composite)
}

/// The root fields of `schema.graphql` and those that routers ask, each with the keyword of its operation.
pub(crate) fn root_fields() -> BTreeSet<(&'static str, String)> {
    let of_routers = ["_entities", "_service"].map(|field| ("query", field.to_owned()));
    let mut found = BTreeSet::from(of_routers);
    for definition in definitions() {
        let keyword = match definition.name.node.as_str() {
            "Query" => "query",
            "Mutation" => "mutation",
            "Subscription" => "subscription",
            _ => continue,
        };
        if let TypeKind::Object(object) = definition.kind {
            let names = object
                .fields
                .into_iter()
                .map(|field| field.node.name.node.to_string());
            found.extend(names.map(|name| (keyword, name)));
        }
    }
    found
}
