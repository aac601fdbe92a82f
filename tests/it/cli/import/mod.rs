//! `patronage import`, beside a server that runs.

mod ended;
mod large;
mod login;
mod outcome;
mod progress;
mod refused;
mod resumed;
mod sources;
mod unreadable;

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Ran, patronage};
use crate::harness::Shop;

/// A folder for the files of a test.
fn folder() -> TempDir {
    TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder")
}

/// A file of the repository.
fn fixture(name: &str) -> String {
    format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// A file of these lines.
fn lines(folder: &TempDir, lines: &[Value]) -> PathBuf {
    let path = folder.path().join("customers.jsonl");
    let lines: Vec<_> = lines.iter().map(Value::to_string).collect();
    fs::write(&path, lines.join("\n")).expect("a file");
    path
}

/// Runs an import.
fn import(shop: &Shop, file: &str, args: &[&str]) -> Ran {
    let all = [&["import", file][..], args].concat();
    patronage(shop.database_url(), &all)
}

/// What an export has of customers and groups, line by line.
fn exported(shop: &Shop, args: &[&str]) -> Vec<Value> {
    let all = [&["export", "-"][..], args].concat();
    let ran = patronage(shop.database_url(), &all).ok();
    let lines = ran.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

/// The customer with an e-mail.
#[track_caller]
fn with_email<'a>(lines: &'a [Value], email: &str) -> &'a Value {
    let found = lines.iter().find(|line| line["email"] == email);
    found.unwrap_or_else(|| panic!("no {email}"))
}

/// Some fields of an object.
fn only(value: &Value, names: &[&str]) -> Value {
    let fields = names
        .iter()
        .map(|name| ((*name).to_owned(), value[*name].clone()));
    Value::Object(fields.collect())
}

/// The figures that an import ends with.
fn figures(ran: &Ran) -> Value {
    let lines = ran.stdout.lines().filter_map(|line| line.split_once('\t'));
    let numbers = lines.filter_map(|(name, number)| {
        let number: u64 = number.parse().ok()?;
        Some((name.to_owned(), json!(number)))
    });
    Value::Object(numbers.filter(|(_, number)| *number != 0).collect())
}
