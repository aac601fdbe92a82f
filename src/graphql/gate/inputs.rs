//! Whether a variable's value is of its type (GraphQL, "Coercing Variable Values").
//!
//! The framework checks a variable only where the whole argument is known, fails on an unknown type
//! inside a list by panicking, and leaves a missing variable to the resolver.

use std::collections::{HashMap, HashSet};

use async_graphql::Value;
use async_graphql::parser::types::{
    BaseType, InputObjectType, ServiceDocument, Type, TypeKind, TypeSystemDefinition,
};

/// The input types of a schema.
pub(super) struct Inputs(HashMap<String, Input>);

enum Input {
    Int,
    Float,
    Text,
    Flag,
    Id,
    /// A scalar of ours, which its own parser checks.
    Scalar,
    Enum(HashSet<String>),
    Object(HashMap<String, Member>),
}

struct Member {
    ty: Type,
    has_default: bool,
}

/// What is wrong with a value: its path, from the inside out, and what was expected.
#[derive(Debug)]
pub(super) struct Mismatch {
    path: Vec<String>,
    expected: String,
}

impl Mismatch {
    fn new(expected: impl Into<String>) -> Self {
        Self {
            path: Vec::new(),
            expected: expected.into(),
        }
    }

    fn within(mut self, segment: &impl ToString) -> Self {
        self.path.push(segment.to_string());
        self
    }

    /// The fault of the variable `name`, without its value.
    pub(super) fn message(&self, name: &str) -> String {
        let path: String = self
            .path
            .iter()
            .rev()
            .flat_map(|segment| [".", segment])
            .collect();
        format!("Variable ${name}{path}: {}.", self.expected)
    }
}

impl Inputs {
    /// Reads the input types of the schema.
    pub(super) fn new(schema: &ServiceDocument) -> Self {
        let built_in = [
            ("Int", Input::Int),
            ("Float", Input::Float),
            ("String", Input::Text),
            ("Boolean", Input::Flag),
            ("ID", Input::Id),
        ];
        let declared = schema.definitions.iter().filter_map(|definition| {
            let TypeSystemDefinition::Type(ty) = definition else {
                return None;
            };
            let input = match &ty.node.kind {
                TypeKind::Scalar => Input::Scalar,
                TypeKind::Enum(of) => Input::Enum(
                    of.values
                        .iter()
                        .map(|v| v.node.value.node.to_string())
                        .collect(),
                ),
                TypeKind::InputObject(of) => Input::Object(members(of)),
                _ => return None,
            };
            Some((ty.node.name.node.to_string(), input))
        });
        // Built-in ones last: a schema may declare them, as scalars.
        Self(
            declared
                .chain(built_in.map(|(name, input)| (name.to_owned(), input)))
                .collect(),
        )
    }

    /// Whether the type, or what it is a list of, is an input type.
    pub(super) fn knows(&self, ty: &Type) -> bool {
        match &ty.base {
            BaseType::Named(name) => self.0.contains_key(name.as_str()),
            BaseType::List(of) => self.knows(of),
        }
    }

    /// Checks a value. A single value stands for a list of one.
    pub(super) fn check(&self, value: &Value, ty: &Type) -> Result<(), Mismatch> {
        match (value, &ty.base) {
            (Value::Null, _) if ty.nullable => Ok(()),
            (Value::Null, _) => Err(Mismatch::new("null is not allowed")),
            (Value::List(items), BaseType::List(of)) => items
                .iter()
                .enumerate()
                .try_for_each(|(n, item)| self.check(item, of).map_err(|e| e.within(&n))),
            (_, BaseType::List(of)) => self.check(value, of),
            (_, BaseType::Named(name)) => self.check_named(value, name),
        }
    }

    fn check_named(&self, value: &Value, name: &str) -> Result<(), Mismatch> {
        let fits = match (self.0.get(name), value) {
            (Some(Input::Object(members)), Value::Object(object)) => {
                return self.check_members(object, members);
            }
            (Some(Input::Int), Value::Number(n)) => {
                n.as_i64().is_some_and(|n| i32::try_from(n).is_ok())
            }
            (Some(Input::Id), Value::Number(n)) => n.is_i64(),
            (Some(Input::Float), Value::Number(_))
            | (Some(Input::Text | Input::Id), Value::String(_))
            | (Some(Input::Flag), Value::Boolean(_))
            | (Some(Input::Scalar), _) => true,
            (Some(Input::Enum(values)), Value::String(value)) => values.contains(value),
            (Some(Input::Enum(values)), Value::Enum(value)) => values.contains(value.as_str()),
            _ => false,
        };
        if fits {
            Ok(())
        } else {
            Err(Mismatch::new(format!("expected a value of type {name}")))
        }
    }

    fn check_members<'a>(
        &self,
        object: impl IntoIterator<Item = (&'a async_graphql::Name, &'a Value)> + Copy,
        members: &HashMap<String, Member>,
    ) -> Result<(), Mismatch> {
        let mut given = HashSet::new();
        for (name, value) in object {
            let Some(member) = members.get(name.as_str()) else {
                let name: String = name.chars().take(40).collect();
                return Err(Mismatch::new("no such field").within(&name));
            };
            self.check(value, &member.ty).map_err(|e| e.within(name))?;
            given.insert(name.as_str());
        }
        let mut required = members
            .iter()
            .filter(|(_, member)| !member.ty.nullable && !member.has_default);
        match required.find(|(name, _)| !given.contains(name.as_str())) {
            Some((name, _)) => Err(Mismatch::new("a value is required").within(&name)),
            None => Ok(()),
        }
    }
}

fn members(of: &InputObjectType) -> HashMap<String, Member> {
    let member = |field: &async_graphql::parser::types::InputValueDefinition| Member {
        ty: field.ty.node.clone(),
        has_default: field.default_value.is_some(),
    };
    of.fields
        .iter()
        .map(|field| (field.node.name.node.to_string(), member(&field.node)))
        .collect()
}
