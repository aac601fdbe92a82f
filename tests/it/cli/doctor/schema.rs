//! What is missing in a database that can be reached.

use super::super::patronage;
use super::change;
use crate::harness::{Backend, Database, on_both};

#[test]
fn what_is_not_migrated_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("new.db");
    let url = format!("sqlite://{}?mode=rwc", file.display());
    let missing = patronage(&url, &["doctor"]);
    assert_eq!(missing.status, Some(1));
    assert!(
        missing
            .line("FAIL database: ")
            .contains("`patronage migrate up`")
    );
    assert!(!file.exists(), "to look is not to make");

    std::fs::write(&file, "").expect("an empty file");
    let empty = patronage(&url, &["doctor"]);
    assert_eq!(empty.status, Some(1));
    assert!(
        empty
            .line("FAIL migrations: ")
            .ends_with("run `patronage migrate up`")
    );
    empty.line("ok   integrity: ");

    assert_eq!(patronage(&url, &["migrate", "up"]).status, Some(0));
    assert_eq!(patronage(&url, &["doctor"]).status, Some(0));
}

/// Steps as another version would have left them.
const STEPS: [(&str, &str, &str); 2] = [
    (
        "DELETE FROM seaql_migrations WHERE version = 'm0011_throttle'",
        "1 to apply",
        "run `patronage migrate up`",
    ),
    (
        "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_future', 0)",
        "m9999_future",
        "run that one, or a newer one",
    ),
];

#[tokio::test]
async fn a_schema_of_another_version_is_told() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        for (sql, what, remedy) in STEPS {
            let Some(database) = Database::fresh(backend).await else {
                continue;
            };
            let db = database.connect().await;
            change(&db, sql).await;
            let ran = patronage(database.url(), &["doctor"]);
            assert_eq!(ran.status, Some(1), "{}", ran.stdout);
            let told = ran.line("FAIL migrations: ");
            assert!(told.contains(what) && told.ends_with(remedy), "{told}");
            db.close().await;
            database.remove().await;
        }
    }
}

/// The plan without the extension is a scan: the answers stay right, and the remedy works as printed.
#[tokio::test]
async fn a_search_without_its_index_is_told_with_the_sql_that_mends_it() {
    let Some(database) = Database::fresh(Backend::Postgres).await else {
        return;
    };
    let db = database.connect().await;
    change(&db, "DROP EXTENSION pg_trgm CASCADE").await;
    let broken = patronage(database.url(), &["doctor"]);
    assert_eq!(broken.status, Some(1));
    let told = broken.line("FAIL search index: every search scans its whole table");
    let (_, sql) = told.split_once("run: ").expect("a remedy");
    assert_eq!(sql.matches("CREATE INDEX").count(), 3);
    assert!(sql.starts_with("CREATE EXTENSION IF NOT EXISTS pg_trgm;"));

    change(&db, sql).await;
    let mended = patronage(database.url(), &["doctor"]);
    assert_eq!(mended.status, Some(0), "{}", mended.stdout);

    change(&db, "DROP INDEX customer_address_search_idx").await;
    let broken = patronage(database.url(), &["doctor"]);
    let told = broken.line("FAIL search index: ");
    assert!(
        told.contains("customer_address_search_idx") && !told.contains("EXTENSION"),
        "{told}"
    );
    db.close().await;
    database.remove().await;
}

#[tokio::test]
async fn a_search_without_its_triggers_is_told() {
    let database = Database::fresh(Backend::Sqlite).await.expect("a file");
    let db = database.connect().await;
    change(&db, "DROP TRIGGER customer_search_update").await;
    let ran = patronage(database.url(), &["doctor"]);
    assert_eq!(ran.status, Some(1));
    assert!(
        ran.line("FAIL search index: ")
            .contains("1 of its tables and triggers")
    );
    db.close().await;
}

#[tokio::test]
async fn keys_that_do_not_sign_are_told() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let Some(database) = Database::fresh(backend).await else {
            continue;
        };
        assert_eq!(patronage(database.url(), &["keys", "list"]).status, Some(0));
        let fine = patronage(database.url(), &["doctor"]);
        assert_eq!(
            fine.line("ok   signing keys: "),
            "ok   signing keys: 2 in the database"
        );
        let db = database.connect().await;
        change(&db, "DELETE FROM signing_key WHERE purpose = 'refresh'").await;
        let ran = patronage(database.url(), &["doctor"]);
        assert_eq!(ran.status, Some(1));
        assert!(ran.line("FAIL signing keys: ").contains("refresh"));
        db.close().await;
        database.remove().await;
    }
}

on_both! {
    async fn keys_that_are_gone_are_told(shop: &Shop) {
        shop.customer().await;
        change(&shop.app.db, "DELETE FROM signing_key").await;
        let ran = patronage(shop.database_url(), &["doctor"]);
        assert_eq!(ran.status, Some(1));
        let told = ran.line("FAIL signing keys: all are gone");
        assert!(told.contains("from a backup"), "{told}");
    }
}
