//! Metadata: JSON objects that both databases keep and compare alike.

use serde_json::{Map, Number, Value};

use crate::error::{Code, Fault};

/// The largest metadata, in bytes of compact JSON.
const MAX_BYTES: usize = 16 * 1024;
/// The deepest metadata, in objects and lists within one another, the outermost counted.
const MAX_DEPTH: usize = 8;
/// From here on neighbouring whole numbers are no longer told apart by a float (2^53).
const FLOAT_LIMIT: f64 = 9_007_199_254_740_992.0;

/// A JSON object of at most 16 KiB and 8 levels, without NUL and inexact numbers.
#[derive(Clone, PartialEq)]
pub struct Metadata(Map<String, Value>);

impl Metadata {
    /// Parses a JSON value; null is none. Whole numbers written as floats become integers.
    ///
    /// # Errors
    /// [`Code::TooLong`] beyond 16 KiB; [`Code::Invalid`] for what is no object, is deeper than 8
    /// levels, has a NUL in a key or text (which PostgreSQL cannot keep), a float of 2^53 or more,
    /// or an integer beyond 64 bits with its sign (which SQLite would round).
    pub fn parse(mut value: Value) -> Result<Option<Self>, Fault> {
        normalise(&mut value, 1)?;
        match value {
            Value::Null => Ok(None),
            Value::Object(object) => Self::sized(object).map(Some),
            _ => Err(not_an_object()),
        }
    }

    /// The JSON object.
    #[must_use]
    pub fn into_json(self) -> Value {
        Value::Object(self.0)
    }

    fn sized(object: Map<String, Value>) -> Result<Self, Fault> {
        let json = serde_json::to_string(&object)
            .map_err(|_| Fault::invalid("The metadata cannot be written as JSON."))?;
        if json.len() > MAX_BYTES {
            return Err(Fault::new(
                Code::TooLong,
                "The metadata takes more than 16 KiB as JSON.",
            ));
        }
        Ok(Self(object))
    }
}

impl std::fmt::Debug for Metadata {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metadata([redacted])")
    }
}

impl From<Metadata> for Value {
    fn from(metadata: Metadata) -> Self {
        metadata.into_json()
    }
}

/// The metadata after a merge patch (RFC 7396): null takes a key away, an object is merged, all
/// else replaces. A patch of null clears the whole.
///
/// # Errors
/// As [`Metadata::parse`], for the patch and for the outcome; only the outcome has a size limit.
pub fn merge(current: Option<Value>, mut patch: Value) -> Result<Option<Value>, Fault> {
    normalise(&mut patch, 1)?;
    let patch = match patch {
        Value::Null => return Ok(None),
        Value::Object(patch) => patch,
        _ => return Err(not_an_object()),
    };
    let mut merged = current.unwrap_or_default();
    apply(&mut merged, patch);
    Ok(Metadata::parse(merged)?.map(Metadata::into_json))
}

/// Adds the top-level keys of other metadata that are missing, as far as the size limit lets them.
pub fn fill(current: &mut Option<Value>, other: Option<&Value>) {
    let Some(Value::Object(other)) = other else {
        return;
    };
    let mut filled = current.clone().unwrap_or_else(|| Map::new().into());
    let mut bytes = filled.to_string().len();
    let Value::Object(object) = &mut filled else {
        return;
    };
    for (key, value) in other {
        // With the colon, and the comma that all but the first have.
        let entry = Value::from(key.as_str()).to_string().len() + 1 + value.to_string().len();
        let more = entry + usize::from(!object.is_empty());
        if !object.contains_key(key) && bytes + more <= MAX_BYTES {
            object.insert(key.clone(), value.clone());
            bytes += more;
        }
    }
    if !object.is_empty() {
        *current = Some(filled);
    }
}

/// Applies a patch that is no deeper than [`MAX_DEPTH`], so that the recursion ends.
fn apply(target: &mut Value, patch: Map<String, Value>) {
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(target) = target else {
        return;
    };
    for (key, value) in patch {
        match value {
            Value::Null => {
                target.remove(&key);
            }
            Value::Object(patch) => apply(target.entry(key).or_insert(Value::Null), patch),
            value => {
                target.insert(key, value);
            }
        }
    }
}

/// Checks a value that stands at a depth, and writes its numbers in their one form. Ends at
/// [`MAX_DEPTH`], however deep the value is.
fn normalise(value: &mut Value, depth: usize) -> Result<(), Fault> {
    match value {
        Value::Object(_) | Value::Array(_) if depth > MAX_DEPTH => {
            Err(Fault::invalid("The metadata is deeper than 8 levels."))
        }
        Value::Object(object) => object.iter_mut().try_for_each(|(key, value)| {
            check_text(key)?;
            normalise(value, depth + 1)
        }),
        Value::Array(list) => list
            .iter_mut()
            .try_for_each(|value| normalise(value, depth + 1)),
        Value::String(text) => check_text(text),
        Value::Number(number) => {
            *number = exact(number)?;
            Ok(())
        }
        Value::Null | Value::Bool(_) => Ok(()),
    }
}

fn check_text(text: &str) -> Result<(), Fault> {
    if text.contains('\0') {
        return Err(Fault::invalid("The metadata has a NUL character."));
    }
    Ok(())
}

/// The number as an integer where it is whole, as a float else.
fn exact(number: &Number) -> Result<Number, Fault> {
    if let Some(integer) = number.as_i64() {
        return Ok(integer.into());
    }
    match number.as_f64() {
        Some(float) if number.is_f64() && float.abs() < FLOAT_LIMIT => {
            Ok(whole(float).map_or_else(|| number.clone(), Number::from))
        }
        _ => Err(Fault::invalid(
            "The metadata has a number too large to be kept exactly; write it as a string.",
        )),
    }
}

/// A float below [`FLOAT_LIMIT`] as an integer, where it is one.
fn whole(float: f64) -> Option<i64> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole, and below 2^53: nothing is cut off"
    )]
    (float.fract() == 0.0).then_some(float as i64)
}

fn not_an_object() -> Fault {
    Fault::invalid("The metadata is not a JSON object.")
}

#[cfg(test)]
#[path = "metadata_tests.rs"]
mod tests;
