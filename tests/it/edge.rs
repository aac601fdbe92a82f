//! The edge: what holds for every answer, whatever it is of.

mod browsers;
mod service;

use crate::harness::Answer;

/// The value of a header, or none.
fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    let value = answer.headers.get(name)?;
    Some(value.to_str().expect("a header of text"))
}
