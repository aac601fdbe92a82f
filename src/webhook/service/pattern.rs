//! Which events an endpoint is sent.

use std::collections::HashSet;

use entity::webhook_endpoint::Model;
use serde_json::Value;

use crate::error::{Checks, Code, Fault};
use crate::event::kinds_named;

/// Patterns of one endpoint at most.
const MAX: usize = 100;

/// Patterns of types, each once; the faults of `eventTypes` are noted.
pub fn parse(checks: &mut Checks, given: Vec<String>) -> Vec<String> {
    checks.within("eventTypes", |checks| {
        if given.is_empty() {
            checks.refuse(Fault::new(
                Code::Required,
                "Name at least one type of event, or *.",
            ));
        }
        if given.len() > MAX {
            checks.refuse(Fault::new(
                Code::LimitReached,
                "There may be at most 100 entries.",
            ));
            return Vec::new();
        }
        let mut met = HashSet::new();
        let mut patterns = Vec::with_capacity(given.len());
        for (index, pattern) in given.into_iter().enumerate() {
            let pattern = pattern.trim().to_owned();
            if kinds_named(std::slice::from_ref(&pattern)).is_empty() {
                let message =
                    "There is no such type of event. A * stands for any rest, at the end alone.";
                checks.within(index, |checks| checks.refuse(Fault::invalid(message)));
            } else if met.insert(pattern.clone()) {
                patterns.push(pattern);
            }
        }
        patterns
    })
}

/// The patterns of an endpoint.
pub(in crate::webhook) fn patterns(endpoint: &Model) -> Vec<String> {
    let list = endpoint.event_types.as_array().into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    fn parsed(given: &[&str]) -> Result<Vec<String>, Vec<String>> {
        let mut checks = Checks::input();
        let given = given.iter().map(|text| (*text).to_owned()).collect();
        let patterns = parse(&mut checks, given);
        match checks.finish() {
            Ok(()) => Ok(patterns),
            Err(Error::Refused(errors)) => Err(errors
                .into_iter()
                .map(|error| {
                    format!(
                        "{} {}",
                        error.code.name(),
                        error.field.unwrap_or_default().join(".")
                    )
                })
                .collect()),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn patterns_name_types_that_there_are() {
        let given = [
            "customer.created",
            " customer_group.* ",
            "*",
            "customer.created",
        ];
        let kept = ["customer.created", "customer_group.*", "*"];
        assert_eq!(parsed(&given).unwrap(), kept);
        assert_eq!(
            parsed(&["*", "customer.sold", "", "*.created", "**"]).unwrap_err(),
            [1, 2, 3, 4].map(|at| format!("INVALID input.eventTypes.{at}"))
        );
        assert_eq!(parsed(&[]).unwrap_err(), ["REQUIRED input.eventTypes"]);
        let many = ["*"; 101];
        assert_eq!(
            parsed(&many).unwrap_err(),
            ["LIMIT_REACHED input.eventTypes"]
        );
        assert_eq!(parsed(&many[..100]).unwrap(), ["*"]);
    }
}
