//! Answers as JSON, in which lists of objects are JSON already.

use async_graphql::{Response, Value};
use serde::Serialize;

use super::plan::Slot;

/// Bytes that a field of a row takes, about.
const FIELD: usize = 32;

/// Rows of these slots, whose values come row by row.
///
/// No type of ours has binary values, so here it is one that bears the JSON.
pub(super) fn list(slots: &[Slot<'_>], values: &[Value]) -> serde_json::Result<Value> {
    let mut out = Vec::with_capacity(values.len() * FIELD);
    out.push(b'[');
    for (number, row) in values.chunks(slots.len()).enumerate() {
        out.extend_from_slice(if number == 0 { b"{" } else { b",{" });
        for (place, (slot, value)) in slots.iter().zip(row).enumerate() {
            named(&mut out, place, slot.name());
            write(&mut out, value)?;
        }
        out.push(b'}');
    }
    out.push(b']');
    Ok(Value::Binary(out.into()))
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

fn by_serde(out: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) -> serde_json::Result<()> {
    serde_json::to_writer(out, value)
}
