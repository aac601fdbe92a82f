//! Imports that are stopped, killed, or run twice at once.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use entity::customer;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;
use tempfile::TempDir;

use super::{folder, import};
use crate::cli::patronage;
use crate::harness::{Backend, Database, Shop, on_both};

/// Customers of a file: several transactions.
const CUSTOMERS: usize = 20_000;

/// How long a process may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A file in which everything has its id.
fn file(folder: &TempDir) -> PathBuf {
    let path = folder.path().join("many.jsonl");
    let mut file = BufWriter::new(File::create(&path).expect("a file"));
    for n in 0..CUSTOMERS {
        let line = json!({
            "id": format!("cus_{n:06}"), "email": format!("c{n}@example.com"), "hasAccount": true,
            "createdAt": "2024-01-01",
            "addresses": [{"id": format!("addr_{n:06}"), "city": "London"}],
            "groups": [{"id": "cgroup_1", "name": "All", "membershipId": format!("cgc_{n:06}")}],
        });
        writeln!(file, "{line}").expect("a line");
    }
    file.flush().expect("a file");
    path
}

pub(super) fn start(shop: &Shop, file: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_patronage"))
        .args(["import", "--from", "patronage"])
        .arg(file)
        .env_clear()
        .env("DATABASE_URL", shop.database_url())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary")
}

pub(super) async fn stored(shop: &Shop) -> u64 {
    let customers = customer::Entity::find().count(shop.app.db.read());
    customers.await.expect("a count")
}

pub(super) async fn wait_for_the_first(shop: &Shop) {
    let begun = Instant::now();
    while stored(shop).await == 0 {
        assert!(begun.elapsed() < PATIENCE, "nothing is stored");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    let sent = Command::new("kill")
        .args([&format!("-{name}"), &id])
        .status();
    assert!(sent.expect("kill").success());
}

fn export(url: &str) -> String {
    patronage(url, &["export", "-"]).ok().stdout
}

/// What an import that nobody interrupts leaves in a database of the other kind.
async fn uninterrupted(file: &Path, other: Backend) -> Option<String> {
    let database = Database::fresh(other).await?;
    let file = file.to_str().expect("a path");
    patronage(database.url(), &["import", file, "--from", "patronage"]).ok();
    let export = export(database.url());
    database.remove().await;
    Some(export)
}

on_both! {
    async fn whoever_is_killed_goes_on_and_ends_in_the_same_state(shop: &Shop) {
        let folder = folder();
        let file = file(&folder);
        let mut child = start(shop, &file);
        wait_for_the_first(shop).await;
        signal(&child, "KILL");
        child.wait().expect("its end");
        let before = stored(shop).await;
        assert!(before > 0 && before < CUSTOMERS as u64, "{before} are stored");

        let ran = import(shop, file.to_str().expect("a path"), &["--from", "patronage"]).ok();
        assert_eq!(ran.line("already there\t"), format!("already there\t{before}"));
        let new = CUSTOMERS as u64 - before;
        assert_eq!(ran.line("customers\t"), format!("customers\t{new}"));
        let ends = export(shop.database_url());
        let other = if shop.database_url().starts_with("sqlite") { Backend::Postgres } else { Backend::Sqlite };
        if let Some(expected) = uninterrupted(&file, other).await {
            assert!(ends == expected, "the databases differ");
        }
    }
}

on_both! {
    async fn whoever_is_stopped_says_how_to_go_on(shop: &Shop) {
        let folder = folder();
        let file = file(&folder);
        let child = start(shop, &file);
        wait_for_the_first(shop).await;
        signal(&child, "INT");
        let output = child.wait_with_output().expect("its end");
        assert_eq!(output.status.code(), Some(1));
        let stored = stored(shop).await;
        let told = String::from_utf8(output.stderr).expect("text");
        let expected = format!(
            "patronage: stopped; {stored} customers are stored, and the same command goes on from there\n"
        );
        assert!(told.ends_with(&expected), "{told}");
    }
}

on_both! {
    async fn a_server_writes_meanwhile(shop: &Shop) {
        let folder = folder();
        let file = file(&folder);
        let staff = shop.staff(&["customers:write"]).await;
        let mut child = start(shop, &file);
        wait_for_the_first(shop).await;
        let mut written = 0;
        while child.try_wait().expect("the import").is_none() {
            let create = "mutation { createCustomer(input: {firstName: \"Ada\"}) { userErrors { code } } }";
            let answer = staff.gql(create, json!({})).await.ok();
            assert!(answer.user_errors().is_empty(), "{}", answer.text);
            written += 1;
        }
        assert_eq!(child.wait().expect("its end").code(), Some(0));
        assert_eq!(stored(shop).await, CUSTOMERS as u64 + written);
    }
}

on_both! {
    async fn two_at_once_make_everybody_once(shop: &Shop) {
        let folder = folder();
        let file = file(&folder);
        let children = [start(shop, &file), start(shop, &file)];
        let mut new = 0;
        for child in children {
            let output = child.wait_with_output().expect("its end");
            let told = String::from_utf8(output.stderr).expect("text");
            assert_eq!(output.status.code(), Some(0), "{told}");
            let text = String::from_utf8(output.stdout).expect("text");
            let line = text.lines().find_map(|line| line.strip_prefix("customers\t"));
            new += line.expect("a figure").parse::<usize>().expect("a number");
        }
        assert_eq!(new, CUSTOMERS);
        assert_eq!(stored(shop).await, CUSTOMERS as u64);
    }
}
