//! Questions to lists, as a client writes them.

use entity::Timestamp;
use patronage::graphql::scalar::DateTime;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use super::fields::{List, Member};

/// A question. Cursors are those of rows, by their place in the whole list of the order.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) filter: Value,
    pub(super) order: Value,
    pub(super) include_deleted: bool,
    pub(super) size: Option<u16>,
    pub(super) backward: bool,
    pub(super) after: Option<usize>,
    pub(super) before: Option<usize>,
    pub(super) offset: Option<u16>,
}

pub(super) fn ask(list: List) -> impl Strategy<Value = Ask> {
    let window = prop_oneof![
        4 => (any::<bool>(), cursor(), cursor()).prop_map(|window| (window, None)),
        1 => (0..25u16).prop_map(|offset| ((false, None, None), Some(offset))),
    ];
    let size = prop::option::of(0..8u16);
    let filter = prop_oneof![1 => Just(Value::Null), 4 => filter(list, 2)];
    (filter, order(list), any::<bool>(), size, window).prop_map(
        |(filter, order, include_deleted, size, ((backward, after, before), offset))| Ask {
            filter,
            order,
            include_deleted,
            size,
            backward,
            after,
            before,
            offset,
        },
    )
}

fn cursor() -> impl Strategy<Value = Option<usize>> {
    prop::option::weighted(0.3, 0..20usize)
}

fn order(list: List) -> impl Strategy<Value = Value> {
    let names: Vec<_> = list.orders().iter().map(|(name, _)| *name).collect();
    let direction = select(vec![None, Some("ASC"), Some("DESC")]);
    let step = (select(names), direction).prop_map(|(field, direction)| match direction {
        Some(direction) => json!({"field": field, "direction": direction}),
        None => json!({ "field": field }),
    });
    prop::collection::vec(step, 0..4).prop_map(Value::Array)
}

/// A filter that stands at most so deep in others.
fn filter(list: List, depth: u8) -> BoxedStrategy<Value> {
    let members = select(list.members().to_vec()).prop_flat_map(move |(name, member)| {
        of(member, depth).prop_map(move |value| (name, value))
    });
    let leaf = prop::collection::vec(members, 0..3).prop_map(|members| {
        let members = members.into_iter();
        members
            .map(|(name, value)| (name.to_owned(), value))
            .collect::<Map<_, _>>()
    });
    if depth == 0 {
        return leaf.prop_map(Value::Object).boxed();
    }
    let inner = || filter(list, depth - 1);
    let many = || prop::option::weighted(0.25, prop::collection::vec(inner(), 0..3));
    let not = prop::option::weighted(0.25, inner());
    (leaf, many(), many(), not)
        .prop_map(|(mut leaf, and, or, not)| {
            for (name, value) in [("and", json!(and)), ("or", json!(or)), ("not", json!(not))] {
                if !value.is_null() {
                    leaf.insert(name.to_owned(), value);
                }
            }
            Value::Object(leaf)
        })
        .boxed()
}

/// What a member is asked for; seldom null, which asks for nothing.
fn of(member: Member, depth: u8) -> BoxedStrategy<Value> {
    let asked = match member {
        Member::Id => equality(id().boxed()),
        Member::Text => {
            let places = conditions(&["contains", "startsWith", "endsWith"], text().boxed());
            let null = conditions(&["isNull"], any::<bool>().prop_map(Value::Bool).boxed());
            prop_oneof![3 => equality(text().boxed()), 3 => places, 1 => null].boxed()
        }
        Member::Time => {
            let bounds = conditions(&["eq", "gt", "gte", "lt", "lte"], time().boxed());
            let null = conditions(&["isNull"], any::<bool>().prop_map(Value::Bool).boxed());
            prop_oneof![4 => bounds, 1 => null].boxed()
        }
        Member::Flag => any::<bool>().prop_map(Value::Bool).boxed(),
        Member::Metadata => prop::collection::vec(metadata(), 0..3)
            .prop_map(Value::Array)
            .boxed(),
        Member::Related(list) => filter(list, depth.saturating_sub(1)),
    };
    prop_oneof![19 => asked, 1 => Just(Value::Null)].boxed()
}

/// Some of these conditions, each with a value.
fn conditions(names: &'static [&str], value: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    let some = prop::collection::vec((select(names), value), 0..3);
    some.prop_map(|some| {
        let some = some.into_iter();
        some.map(|(name, value)| (name.to_owned(), value))
            .collect::<Map<_, _>>()
            .into()
    })
    .boxed()
}

fn equality(value: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    let list = prop::collection::vec(value.clone(), 0..4).prop_map(Value::Array);
    let one = conditions(&["eq", "ne"], value);
    let many = conditions(&["in", "notIn"], list.boxed());
    prop_oneof![one, many].boxed()
}

fn id() -> impl Strategy<Value = Value> {
    let prefix = select(vec!["cus_", "addr_", "cgroup_"]);
    let id = (prefix, "[a-y]").prop_map(|(prefix, letter)| format!("{prefix}{letter}"));
    prop_oneof![8 => id, 1 => "[a-z%\0]{0,2}"].prop_map(Value::String)
}

/// Short enough to be found, with what patterns and quoting could trip over.
pub(super) fn text() -> impl Strategy<Value = Value> {
    prop_oneof![9 => "[aAbBéÉ%_'\"\\\\ ]{0,2}", 1 => "a\0"].prop_map(Value::String)
}

fn time() -> impl Strategy<Value = Value> {
    (0..4i64).prop_map(|at| DateTime(Timestamp(at)).text().into())
}

fn metadata() -> impl Strategy<Value = Value> {
    let eq = prop::option::of(rows_value());
    (
        select(vec!["a", "b", "a'\".b"]),
        eq,
        prop::option::weighted(0.3, any::<bool>()),
    )
        .prop_map(|(key, eq, exists)| {
            let mut filter = json!({ "key": key });
            if let Some(eq) = eq {
                filter["eq"] = eq;
            }
            if let Some(exists) = exists {
                filter["exists"] = exists.into();
            }
            filter
        })
}

/// A value of metadata.
pub(super) fn rows_value() -> impl Strategy<Value = Value> {
    select(vec![
        Value::Null,
        json!(true),
        json!(0),
        json!(-1.5),
        json!("a"),
        json!("A"),
        json!([1, null]),
        json!({"x": {"y": 1}}),
    ])
}
