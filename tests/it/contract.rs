//! `schema.graphql` holds all that the contract asks for, and contradicts none of it.
//!
//! `tests/contract.graphql` is the contract's copy, since the original is not part of this repository.

mod compare;
mod model;

use std::fs;
use std::path::{Path, PathBuf};

use self::compare::compare;
use self::model::Schema;

/// Where what is missing is listed; the gate prints it.
const MISSING: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/contract-missing.txt");

#[test]
fn the_schema_does_not_contradict_the_contract() {
    let ours = Schema::parse(&read("schema.graphql"));
    let verdict = compare(&Schema::parse(&read("tests/contract.graphql")), &ours);
    fs::write(MISSING, lines(&verdict.missing)).expect("a file in cargo's folder for tests");
    println!(
        "{} missing of the contract:\n{}",
        verdict.missing.len(),
        lines(&verdict.missing)
    );
    let contradictions = verdict.contradictions;
    assert!(
        contradictions.is_empty(),
        "contradictions:\n{}",
        lines(&contradictions)
    );
}

#[test]
fn the_copy_of_the_contract_is_current() {
    // Only where the project is built is the original at hand.
    if let Ok(original) = fs::read_to_string(repo("../shared/design/schema.graphql")) {
        assert!(
            original == read("tests/contract.graphql"),
            "copy the contract to tests/contract.graphql again"
        );
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(repo(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn repo(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn lines(entries: &[String]) -> String {
    entries.join("\n")
}
