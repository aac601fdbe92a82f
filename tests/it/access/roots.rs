//! What the schema has that every caller is tried on.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, ObjectType, Type, TypeDefinition, TypeKind, TypeSystemDefinition,
};

/// The types of `schema.graphql`, read once.
static DEFINITIONS: LazyLock<Vec<TypeDefinition>> = LazyLock::new(|| {
    let sdl = include_str!("../../../schema.graphql");
    let definitions = parse_schema(sdl).expect("our own schema").definitions;
    let types = definitions.into_iter().filter_map(|found| match found {
        TypeSystemDefinition::Type(definition) => Some(definition.node),
        _ => None,
    });
    types.collect()
});

/// The object type of a name.
pub(super) fn object(name: &str) -> &'static ObjectType {
    let named = DEFINITIONS
        .iter()
        .find(|definition| definition.name.node == name);
    match named.map(|definition| &definition.kind) {
        Some(TypeKind::Object(object)) => object,
        _ => panic!("{name} is no object type of the schema"),
    }
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
    !DEFINITIONS.iter().any(composite)
}

/// The root fields of `schema.graphql` and those that routers ask, each with the keyword of its operation.
pub(crate) fn root_fields() -> BTreeSet<(&'static str, String)> {
    let roots = [
        ("query", "Query"),
        ("mutation", "Mutation"),
        ("subscription", "Subscription"),
    ];
    let fields = roots.into_iter().flat_map(|(keyword, root)| {
        let fields = object(root).fields.iter();
        fields.map(move |field| (keyword, field.node.name.node.to_string()))
    });
    let of_routers = ["_entities", "_service"].map(|field| ("query", field.to_owned()));
    fields.chain(of_routers).collect()
}
