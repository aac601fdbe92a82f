//! What the shapes of JSON have in common.

use serde_json::Value;

use super::Object;

/// Their names and ours.
pub(super) type Names = &'static [(&'static str, &'static str)];

/// Moves the values of known keys to ours. Nothing comes of nulls.
pub(super) fn renamed(from: &mut Object, names: Names) -> Object {
    let moved = names.iter().filter_map(|(theirs, ours)| {
        let value = from.remove(*theirs).filter(|value| !value.is_null())?;
        Some(((*ours).to_owned(), value))
    });
    moved.collect()
}

/// The objects of a list, which in a table is an object with numbers for keys, and moves each.
pub(super) fn each(list: Option<Value>, moved: impl Fn(Object) -> Object) -> Option<Value> {
    let object = |value| match value {
        Value::Object(object) => Value::Object(moved(object)),
        other => other,
    };
    Some(match list? {
        Value::Array(list) => list.into_iter().map(object).collect(),
        Value::Object(list) => list
            .into_iter()
            .map(|(key, value)| (key, object(value)))
            .collect(),
        other => other,
    })
}

/// The values of a list, as in [`each`].
pub(super) fn values(list: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match list {
        Value::Array(list) => Box::new(list.iter()),
        Value::Object(list) => Box::new(list.values()),
        _ => Box::new(std::iter::empty()),
    }
}

/// Puts a value where there is one.
pub(super) fn put(object: &mut Object, key: &str, value: Option<Value>) {
    if let Some(value) = value {
        object.insert(key.to_owned(), value);
    }
}

/// The keys of a column's name. A dot within a key has a backslash before it, as json-2-csv writes it.
pub(super) fn path(name: &str) -> Vec<String> {
    let mut keys = vec![String::new()];
    let mut escaped = false;
    for c in name.chars() {
        match (c, keys.last_mut()) {
            ('.', _) if !escaped => keys.push(String::new()),
            ('\\', _) if !escaped => {
                escaped = true;
                continue;
            }
            (c, Some(key)) => key.push(c),
            (_, None) => {}
        }
        escaped = false;
    }
    keys
}
