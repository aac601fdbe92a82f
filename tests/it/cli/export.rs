//! `patronage export`

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use entity::{Timestamp, customer};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::patronage;
use crate::harness::{Backend, Database};

const EVERYTHING: [&str; 2] = ["--include-deleted", "--with-password-hashes"];

fn folder() -> TempDir {
    TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder")
}

/// A database with made-up customers, some with logins, one deleted, and one who tries a formula.
async fn filled(backend: Backend) -> Option<Database> {
    let database = Database::fresh(backend).await?;
    let seed = [
        "seed",
        "--customers",
        "1200",
        "--groups",
        "9",
        "--rng-seed",
        "7",
    ];
    patronage(database.url(), &seed).ok();
    let folder = folder();
    let file = folder.path().join("more.jsonl");
    let group = json!({"id": "cgroup_gone", "name": "Gone", "membershipId": "cgc_gone"});
    let lines = [
        json!({"type": "group", "id": "cgroup_gone", "name": "Gone", "deletedAt": "2024-02-01"}),
        json!({"id": "cus_formula", "firstName": "=1+1", "lastName": "'-x", "phone": "+1 (650) 253-0000",
            "metadata": {"b": 1.5, "a": [null]}, "groups": [group, {"name": "+1; \"x\""}],
            "addresses": [{"id": "addr_gone", "city": "@home", "deletedAt": "2024-02-01"}, {"city": "\u{202F}x"}]}),
        json!({"id": "cus_login", "email": "login@example.com", "emailVerifiedAt": "2024-02-01",
            "passwordHash": "$2b$10$HHmvC2s0ZBW2zLXeqDtVHevpc/587RCUTQM2cFFddVZ4eePs7cPQ.",
            "identities": [{"provider": "google", "entityId": "g-1", "lastUsedAt": "2024-03-01"}]}),
    ];
    fs::write(&file, lines.map(|line| format!("{line}\n")).concat()).expect("a file");
    import(&database, &file, "patronage");
    let db = database.connect().await;
    let third = customer::Entity::find().one(db.read()).await;
    let third = third.expect("customers").expect("a customer");
    customer::Entity::update_many()
        .col_expr(
            customer::Column::DeletedAt,
            Expr::value(Timestamp(1_700_000_000_000)),
        )
        .filter(customer::Column::Id.eq(third.id))
        .exec(db.write())
        .await
        .expect("a deletion");
    db.close().await;
    Some(database)
}

fn import(database: &Database, file: &Path, from: &str) {
    let file = file.to_str().expect("a path");
    patronage(database.url(), &["import", file, "--from", from]).ok();
}

/// Writes a file, and gives what is in it.
fn export(database: &Database, file: &Path, args: &[&str]) -> String {
    let path = file.to_str().expect("a path");
    let ran = patronage(database.url(), &[&["export", path][..], args].concat()).ok();
    ran.line("customers\t");
    fs::read_to_string(file).expect("the file")
}

/// Exports, imports into a database of the other kind, and exports that.
async fn assert_round_trip(from: Backend, to: Backend) {
    let (Some(from), Some(to)) = (filled(from).await, Database::fresh(to).await) else {
        return;
    };
    let folder = folder();
    let file = folder.path().join("all.jsonl");
    let first = export(&from, &file, &EVERYTHING);
    assert_eq!(first.lines().count(), 1200 + 2 + 9 + 2);
    import(&to, &file, "patronage");
    let second = export(&to, &folder.path().join("again.jsonl"), &EVERYTHING);
    assert!(first == second, "the exports differ");
    from.remove().await;
    to.remove().await;
}

#[tokio::test]
async fn from_sqlite_to_postgres_not_a_byte_changes() {
    assert_round_trip(Backend::Sqlite, Backend::Postgres).await;
}

#[tokio::test]
async fn from_postgres_to_sqlite_not_a_byte_changes() {
    assert_round_trip(Backend::Postgres, Backend::Sqlite).await;
}

#[tokio::test]
async fn a_table_keeps_what_it_shows_and_holds_no_formula() {
    let (Some(from), Some(to)) = (
        filled(Backend::Sqlite).await,
        Database::fresh(Backend::Postgres).await,
    ) else {
        return;
    };
    let folder = folder();
    let file = folder.path().join("all.csv");
    let args = ["--format", "csv", "--with-password-hashes"];
    let first = export(&from, &file, &args);
    let mut cells = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(&file)
        .expect("CSV");
    for row in cells.records() {
        let row = row.expect("a row");
        let formula = row
            .iter()
            .find(|cell| cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
        assert_eq!(formula, None);
    }
    assert!(
        first.contains(",'=1+1,''-x,,'+16502530000,"),
        "the formula is neutral"
    );
    import(&to, &file, "csv");
    let second = export(&to, &folder.path().join("again.csv"), &args);
    assert!(first == second, "the exports differ");
    from.remove().await;
    to.remove().await;
}

#[tokio::test]
async fn deleted_ones_and_hashes_come_along_when_asked_for() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let Some(database) = filled(backend).await else {
            continue;
        };
        let folder = folder();
        let file = folder.path().join("live.jsonl");
        let live = export(&database, &file, &[]);
        let lines: Vec<Value> = live
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        assert_eq!(lines.len(), 1200 + 1 + 9 + 1);
        assert!(
            !live.contains("deletedAt") && !live.contains("passwordHash") && !live.contains("$2b$")
        );
        let find = |id: &str| lines.iter().find(|line| line["id"] == id).expect("a line");
        assert_eq!(
            find("cus_formula")["groups"].as_array().map(Vec::len),
            Some(1)
        );
        assert_eq!(
            find("cus_formula")["addresses"].as_array().map(Vec::len),
            Some(1)
        );
        assert_eq!(find("cus_login")["identities"][0]["provider"], "google");
        let hashes = export(&database, &file, &["--with-password-hashes"]);
        assert_eq!(hashes.matches("$2b$10$").count(), 1);
        database.remove().await;
    }
}

#[tokio::test]
async fn a_file_is_whole_and_its_owners_or_is_not_there() {
    let database = filled(Backend::Sqlite).await.expect("SQLite");
    let folder = folder();
    let file = folder.path().join("all.jsonl");
    export(&database, &file, &[]);
    let mode = fs::metadata(&file).expect("the file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(
        fs::read_dir(folder.path()).expect("the folder").count(),
        1,
        "nothing is left beside it"
    );
    for (path, why) in [
        (folder.path().join("none/all.jsonl"), "entity not found"),
        (folder.path().to_owned(), "it is a folder"),
    ] {
        let path = path.to_str().expect("a path");
        let ran = patronage(database.url(), &["export", path]);
        let told = format!("patronage: cannot write {path}: {why}\n");
        assert_eq!((ran.status, ran.stderr), (Some(1), told));
    }
    database.remove().await;
}

#[test]
fn commands_need_a_schema() {
    let folder = folder();
    let url = format!(
        "sqlite://{}?mode=rwc",
        folder.path().join("new.db").display()
    );
    let file = folder.path().join("x.jsonl");
    fs::write(&file, "{\"id\":\"cus_1\"}\n").expect("a file");
    let file = file.to_str().expect("a path");
    for args in [
        &["export", "-"][..],
        &["import", file, "--from", "patronage"],
    ] {
        let ran = patronage(&url, args);
        let told =
            "patronage: the database's schema is not up to date: run `patronage migrate up`\n";
        assert_eq!((ran.status, ran.stderr.as_str()), (Some(1), told));
    }
}
