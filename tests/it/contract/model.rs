//! What of a schema is compared: no descriptions, no directives, no order.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    FieldDefinition, InputValueDefinition, TypeDefinition, TypeKind, TypeSystemDefinition,
};
use async_graphql::{Name, Positioned};

/// Every type by its name.
pub(super) struct Schema(pub(super) BTreeMap<String, Type>);

/// A type, reduced to what a client depends on.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Type {
    /// `type`, `input`, `enum` and so on.
    pub(super) keyword: &'static str,
    /// Names that the type lists: interfaces, members of a union, values of an enum.
    pub(super) names: BTreeSet<String>,
    /// Fields of an object or interface.
    pub(super) fields: BTreeMap<String, Field>,
    /// Fields of an input.
    pub(super) inputs: BTreeMap<String, Input>,
}

/// A field that answers.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Field {
    /// As written, e.g. `[Customer!]!`.
    pub(super) ty: String,
    /// Its arguments.
    pub(super) arguments: BTreeMap<String, Input>,
}

/// An argument, or a field of an input.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Input {
    /// As written.
    pub(super) ty: String,
    /// As written; none when there is none.
    pub(super) default: Option<String>,
}

impl Input {
    /// Whether callers have to give it.
    pub(super) fn is_required(&self) -> bool {
        self.ty.ends_with('!') && self.default.is_none()
    }
}

impl Schema {
    /// The schema of an SDL document; extensions count with what they extend.
    ///
    /// # Panics
    /// When it is no SDL.
    pub(super) fn parse(sdl: &str) -> Self {
        let document = parse_schema(sdl).unwrap_or_else(|error| panic!("not SDL: {error}"));
        let mut types = BTreeMap::<String, Type>::new();
        for definition in document.definitions {
            if let TypeSystemDefinition::Type(definition) = definition {
                let TypeDefinition { name, kind, .. } = definition.node;
                types.entry(name.node.to_string()).or_default().add(kind);
            }
        }
        Self(types)
    }
}

impl Type {
    fn add(&mut self, kind: TypeKind) {
        self.keyword = match &kind {
            TypeKind::Scalar => "scalar",
            TypeKind::Object(_) => "type",
            TypeKind::Interface(_) => "interface",
            TypeKind::Union(_) => "union",
            TypeKind::Enum(_) => "enum",
            TypeKind::InputObject(_) => "input",
        };
        match kind {
            TypeKind::Scalar => {}
            TypeKind::Object(object) => self.add_fields(object.implements, object.fields),
            TypeKind::Interface(interface) => {
                self.add_fields(interface.implements, interface.fields);
            }
            TypeKind::Union(union) => self.names.extend(names(union.members)),
            TypeKind::Enum(values) => self.names.extend(names(
                values.values.into_iter().map(|value| value.node.value),
            )),
            TypeKind::InputObject(input) => self.inputs.extend(inputs(input.fields)),
        }
    }

    fn add_fields(
        &mut self,
        implements: Vec<Positioned<Name>>,
        fields: Vec<Positioned<FieldDefinition>>,
    ) {
        self.names.extend(names(implements));
        self.fields.extend(fields.into_iter().map(|field| {
            let FieldDefinition {
                name,
                ty,
                arguments,
                ..
            } = field.node;
            let arguments = inputs(arguments).collect();
            (
                name.node.to_string(),
                Field {
                    ty: ty.node.to_string(),
                    arguments,
                },
            )
        }));
    }
}

fn names(names: impl IntoIterator<Item = Positioned<Name>>) -> impl Iterator<Item = String> {
    names.into_iter().map(|name| name.node.to_string())
}

fn inputs(inputs: Vec<Positioned<InputValueDefinition>>) -> impl Iterator<Item = (String, Input)> {
    inputs.into_iter().map(|input| {
        let InputValueDefinition {
            name,
            ty,
            default_value,
            ..
        } = input.node;
        let default = default_value.map(|value| value.node.to_string());
        (
            name.node.to_string(),
            Input {
                ty: ty.node.to_string(),
                default,
            },
        )
    })
}
