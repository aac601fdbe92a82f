//! The fields that every caller is tried on.

use std::collections::BTreeSet;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};

/// The root fields of `schema.graphql`, each with the keyword of its operation.
pub(crate) fn root_fields() -> BTreeSet<(&'static str, String)> {
    let sdl = include_str!("../../../schema.graphql");
    let definitions = parse_schema(sdl)
        .expect("our own schema")
        .definitions
        .into_iter();
    let types = definitions.filter_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) => Some(definition.node),
        _ => None,
    });
    let mut found = BTreeSet::new();
    for definition in types {
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
