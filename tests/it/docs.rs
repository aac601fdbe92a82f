//! Everything that the documents say can be done is done here, and comes out as they say.
//!
//! A document's `sh` blocks run in bash, its `graphql` blocks against a server of its own, and what
//! follows a block as its answer must be the answer (`docs/blocks.rs` tells the kinds). After a change of
//! the API, `UPDATE_DOCS=1 cargo test --test it docs` writes the answers anew; read the difference.

mod blocks;
mod pretty;
mod program;
mod read;
mod same;

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use self::blocks::blocks;
use self::program::{PROGRAM, Program};
use self::read::Reader;
use self::same::Names;
use crate::harness::{Backend, Database};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_readme_holds() {
    holds("README.md", Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_api_guide_holds_on_sqlite() {
    holds("docs/api-guide.md", Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_api_guide_holds_on_postgres() {
    holds("docs/api-guide.md", Backend::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_operators_guide_holds() {
    holds("docs/operations.md", Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_guide_to_deploying_holds() {
    holds("docs/deploying.md", Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_guide_to_import_holds_on_sqlite() {
    holds("docs/import.md", Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_guide_to_import_holds_on_postgres() {
    holds("docs/import.md", Backend::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_security_notes_hold() {
    holds("docs/security.md", Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_notes_on_verifying_tokens_hold() {
    holds("docs/verifying-tokens.md", Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_guide_to_webhooks_holds() {
    holds("docs/webhooks.md", Backend::Sqlite).await;
}

async fn holds(file: &str, backend: Backend) {
    if !program::has_curl() {
        // What the gate sets, so that nothing is skipped there.
        assert!(
            std::env::var_os("PATRONAGE_TEST_REQUIRE_POSTGRES").is_none(),
            "no curl"
        );
        println!("skipped: no curl here, with which {file} calls the server");
        return;
    }
    let Some(database) = Database::fresh(backend).await else {
        return;
    };
    let update = std::env::var_os("UPDATE_DOCS").is_some() && backend == Backend::Sqlite;
    let document = text(file);
    let program = Program::start(database.url(), providers(&document));
    let reader = Reader::new(&program, &database, update);
    let (answers, names, faults) = reader.read(&blocks(&document)).await;
    drop(program);
    database.remove().await;
    if update {
        fs::write(path(file), rewritten(&document, &answers, &names)).expect("the document");
    }
    assert!(faults.is_empty(), "{file}\n{}", faults.join("\n"));
}

/// The OpenID providers that the server of a document has: those of a line of settings in it.
fn providers(document: &str) -> Option<&str> {
    let mut lines = document.lines();
    lines.find_map(|line| line.strip_prefix("oidc_providers = '")?.strip_suffix('\''))
}

/// The document with these answers, and everywhere else the values that the answers gave.
fn rewritten(document: &str, answers: &[(usize, String)], names: &Names) -> String {
    let mut text = String::new();
    let mut lines = document.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        _ = writeln!(text, "{}", names.translate(line));
        if let Some((_, answer)) = answers.iter().find(|(line, _)| *line == at + 1) {
            _ = writeln!(text, "{answer}\n```");
            lines.by_ref().find(|(_, line)| *line == "```");
        }
    }
    text
}

#[test]
fn every_setting_is_told_with_its_default() {
    let help = Command::new(PROGRAM).arg("--help").env_clear().output();
    let help = String::from_utf8(help.expect("the program").stdout).expect("text");
    let guide = text("docs/operations.md");
    let mut settings = 0;
    let mut lines = help.lines().map(str::trim).peekable();
    while let Some(line) = lines.next() {
        let Some(variable) = line.strip_prefix("[env: ") else {
            continue;
        };
        settings += 1;
        let variable = variable.trim_end_matches(['=', ']']);
        let row = guide
            .lines()
            .find(|row| row.starts_with(&format!("| `{variable}` |")));
        let row = row.unwrap_or_else(|| panic!("{variable} is not told"));
        let default = lines
            .peek()
            .and_then(|line| line.strip_prefix("[default: "));
        if let Some(default) = default.map(|default| default.trim_end_matches(']')) {
            assert!(
                row.contains(&format!("| `{default}` |")),
                "{variable}: {row}"
            );
        }
    }
    assert!(settings > 20, "{settings} settings were found");
}

#[test]
fn every_field_and_code_of_the_api_is_told() {
    let guide = text("docs/api-guide.md");
    let schema = text("schema.graphql");
    let errors = text("src/graphql/errors.rs");
    let roots = ["type Query {\n", "type Mutation {\n"].map(|start| section(&schema, start, "\n}"));
    let fields = roots.into_iter().flat_map(|root| {
        let words = root.lines().filter_map(|line| line.strip_prefix("  "));
        words
            .filter_map(|line| line.split_once(['(', ':']).map(|(name, _)| name))
            .filter(|name| is_field(name))
    });
    let refusals = section(&schema, "enum UserErrorCode {\n", "\n}").lines();
    let refusals = refusals
        .map(str::trim)
        .filter(|line| line.bytes().all(|b| b.is_ascii_uppercase() || b == b'_'));
    let codes = section(&errors, "codes! {\n", "\n}").lines();
    let codes = codes.filter_map(|line| Some(line.split_once(" = \"")?.1.trim_end_matches("\",")));
    let names: Vec<_> = fields.chain(refusals).chain(codes).collect();
    assert!(names.len() > 50, "{names:?}");
    let missing: Vec<_> = names
        .iter()
        .filter(|name| !guide.contains(**name))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// Descriptions have colons and brackets as well.
fn is_field(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_alphabetic())
}

fn section<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let text = text.split_once(start).expect("its start").1;
    text.split_once(end).expect("its end").0
}

#[test]
fn links_lead_somewhere() {
    for file in [
        "README.md",
        "docs/api-guide.md",
        "docs/federation.md",
        "docs/deploying.md",
        "docs/import.md",
        "docs/operations.md",
        "docs/security.md",
        "docs/verifying-tokens.md",
    ] {
        let text = text(file);
        let folder = path(file);
        let folder = folder.parent().expect("a folder");
        for link in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split_once(')'))
        {
            let target = link.0.split('#').next().unwrap_or_default();
            let here = target.is_empty() || target.contains("://");
            assert!(here || folder.join(target).exists(), "{file}: {target}");
        }
    }
}

fn path(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file)
}

fn text(file: &str) -> String {
    fs::read_to_string(path(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}
