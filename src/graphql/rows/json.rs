//! Answers as JSON, in which lists of objects are JSON already.

use async_graphql::{Response, Value};
use serde::Serialize;

use super::plan::{Of, Slot};

/// Bytes that a field of a row takes, about.
const FIELD: usize = 32;

/// Rows of these slots. Values that are not there come row by row.
///
/// No type of ours has binary values, so here it is one that bears the JSON.
pub(super) fn list<T>(
    rows: &[T],
    slots: &[Slot<'_, T>],
    values: Vec<Value>,
) -> serde_json::Result<Value> {
    let mut out = Vec::with_capacity(rows.len() * slots.len() * FIELD);
    let mut values = values.into_iter();
    out.push(b'[');
    for (place, row) in rows.iter().enumerate() {
        comma(&mut out, place);
        object(&mut out, row, slots, &mut values)?;
    }
    out.push(b']');
    Ok(Value::Binary(out.into()))
}

/// A single row.
pub(super) fn single<T>(
    row: &T,
    slots: &[Slot<'_, T>],
    values: Vec<Value>,
) -> serde_json::Result<Value> {
    let mut out = Vec::with_capacity(slots.len() * FIELD);
    object(&mut out, row, slots, &mut values.into_iter())?;
    Ok(Value::Binary(out.into()))
}

fn object<T>(
    out: &mut Vec<u8>,
    row: &T,
    slots: &[Slot<'_, T>],
    values: &mut impl Iterator<Item = Value>,
) -> serde_json::Result<()> {
    out.push(b'{');
    for (place, slot) in slots.iter().enumerate() {
        named(out, place, slot.name);
        match slot.of {
            Of::Leaf(leaf) => leaf(row, out)?,
            Of::Typename | Of::Field(_) => write(out, &values.next().unwrap_or_default())?,
        }
    }
    out.push(b'}');
    Ok(())
}

/// An answer as JSON (GraphQL, section 7.1: errors come first).
///
/// # Errors
/// When it holds what JSON does not.
pub fn encoded(response: &Response) -> serde_json::Result<Vec<u8>> {
    let mut out = Vec::with_capacity(1024);
    out.push(b'{');
    if !response.errors.is_empty() {
        out.extend_from_slice(b"\"errors\":");
        by_serde(&mut out, &response.errors)?;
        out.push(b',');
    }
    out.extend_from_slice(b"\"data\":");
    write(&mut out, &response.data)?;
    if !response.extensions.is_empty() {
        out.extend_from_slice(b",\"extensions\":");
        by_serde(&mut out, &response.extensions)?;
    }
    out.push(b'}');
    Ok(out)
}

fn write(out: &mut Vec<u8>, value: &Value) -> serde_json::Result<()> {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Boolean(true) => out.extend_from_slice(b"true"),
        Value::Boolean(false) => out.extend_from_slice(b"false"),
        Value::String(text) => by_serde(out, text)?,
        Value::Binary(json) => out.extend_from_slice(json),
        Value::Number(_) | Value::Enum(_) => by_serde(out, value)?,
        Value::List(values) => {
            out.push(b'[');
            for (place, value) in values.iter().enumerate() {
                comma(out, place);
                write(out, value)?;
            }
            out.push(b']');
        }
        Value::Object(fields) => {
            out.push(b'{');
            for (place, (name, value)) in fields.iter().enumerate() {
                comma(out, place);
                by_serde(out, name)?;
                out.push(b':');
                write(out, value)?;
            }
            out.push(b'}');
        }
    }
    Ok(())
}

/// What comes before the value of a field; names of GraphQL have nothing to escape.
fn named(out: &mut Vec<u8>, place: usize, name: &str) {
    comma(out, place);
    out.push(b'"');
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}

fn comma(out: &mut Vec<u8>, place: usize) {
    if place > 0 {
        out.push(b',');
    }
}

pub(super) fn by_serde(
    out: &mut Vec<u8>,
    value: &(impl Serialize + ?Sized),
) -> serde_json::Result<()> {
    serde_json::to_writer(out, value)
}
