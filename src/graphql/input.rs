//! From what the API takes to what services take.

use async_graphql::{ID, InputObject, Json, MaybeUndefined};
use entity::Prefixed;
use serde_json::Value;

use super::Settled;
use crate::error::{Checks, Code, Error, Fault, Result};
use crate::value::{Change, check_entries};

/// The object to act on.
#[derive(InputObject)]
pub struct NodeInput {
    /// Its id.
    pub id: ID,
}

impl NodeInput {
    /// The id, as one of the type that the mutation is about.
    ///
    /// # Errors
    /// `NOT_FOUND` at `input.id` when it cannot be one.
    pub fn parse<T: Prefixed>(&self) -> Result<T> {
        T::parse(&self.id)
            .ok_or_else(|| Error::refused(Code::NotFound, NO_SUCH_OBJECT, ["input", "id"]))
    }
}

const NO_SUCH_OBJECT: &str = "There is no such object.";

/// The three-valued change of a field, its value parsed; a fault is noted at the field.
pub fn change<T, U>(
    checks: &mut Checks,
    field: &str,
    input: MaybeUndefined<T>,
    parse: impl FnOnce(T) -> Result<Option<U>, Fault>,
) -> Change<U> {
    let change = match input {
        MaybeUndefined::Undefined => Change::Keep,
        MaybeUndefined::Null => Change::Clear,
        MaybeUndefined::Value(value) => Change::Set(value),
    };
    checks.take(field, change.parse(parse)).unwrap_or_default()
}

/// The change of a JSON field; what is wrong with it depends on what it is merged into.
#[must_use]
pub fn json(input: MaybeUndefined<Json<Value>>) -> Change<Value> {
    match input {
        MaybeUndefined::Undefined => Change::Keep,
        MaybeUndefined::Null => Change::Clear,
        MaybeUndefined::Value(Json(value)) => Change::Set(value),
    }
}

/// The id of an object that should exist; `NOT_FOUND` is noted when it cannot be one.
pub fn known_id<T: Prefixed>(checks: &mut Checks, field: &str, id: &ID) -> Option<T> {
    let parsed = T::parse(id).ok_or_else(|| Fault::new(Code::NotFound, NO_SUCH_OBJECT));
    checks.take(field, parsed)
}

/// The id for an object that is to be made; `INVALID` is noted when it is malformed.
pub fn new_id<T: Prefixed>(checks: &mut Checks, field: &str, id: &ID) -> Option<T> {
    let parsed = T::parse(id).ok_or_else(|| {
        let message = format!(
            "An id starts with {} and goes on with 1 to 64 of A-Za-z0-9_-.",
            T::PREFIXES[0]
        );
        Fault::invalid(message)
    });
    checks.take(field, parsed)
}

/// The entries of the list `field` of an input, each parsed at its place, and the faults found.
///
/// # Errors
/// `REQUIRED` for no entry, `LIMIT_REACHED` for too many.
pub fn entries<I, T>(
    field: &'static str,
    inputs: Vec<I>,
    mut parse: impl FnMut(&mut Checks, I) -> T,
) -> Result<(Checks, Vec<T>), Error> {
    check_entries(inputs.len(), field)?;
    let mut checks = Checks::of_list(field);
    let numbered = inputs.into_iter().enumerate();
    let parsed = numbered
        .map(|(index, input)| checks.entry(index, |checks| parse(checks, input)))
        .collect();
    Ok((checks, parsed))
}

/// An input that is itself the only entry, and the faults found.
pub fn entry<T>(parse: impl FnOnce(&mut Checks) -> T) -> (Checks, Vec<T>) {
    let mut checks = Checks::input();
    let parsed = parse(&mut checks);
    (checks, vec![parsed])
}

/// What came of the only entry.
#[must_use]
pub fn only<T>((made, user_errors): Settled<Vec<T>>) -> Settled<T> {
    (made.and_then(|mut all| all.pop()), user_errors)
}
