//! `patronage doctor`: each fault is brought about and has to be told, with its remedy.

mod clock;
mod postgres;
mod replica;
mod schema;
mod settings;
mod sqlite;

use patronage::db::Db;
use sea_orm::ConnectionTrait;

use super::patronage;
use crate::harness::{Backend, Database};

async fn change(db: &Db, sql: &str) {
    db.write().execute_unprepared(sql).await.expect(sql);
}

#[tokio::test]
async fn a_migrated_database_is_fine() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let Some(database) = Database::fresh(backend).await else {
            continue;
        };
        let ran = patronage(database.url(), &["doctor"]);
        assert_eq!(ran.status, Some(0), "{}{}", ran.stdout, ran.stderr);
        assert!(ran.stdout.lines().all(|line| line.starts_with("ok   ")));
        for check in ["migrations", "search index", "signing keys"] {
            ran.line(&format!("ok   {check}: "));
        }
        database.remove().await;
    }
}

#[test]
fn what_cannot_be_reached_is_told() {
    for url in [
        "postgres://somebody:hidden@127.0.0.1:1/none",
        "mysql://127.0.0.1/x",
        "sqlite:///nowhere/x.db",
    ] {
        let ran = patronage(url, &["doctor"]);
        assert_eq!(ran.status, Some(1), "{url}");
        assert!(
            ran.line("FAIL database: ").contains("DATABASE_URL"),
            "{url}"
        );
        assert_eq!(ran.stderr, "patronage: 1 check failed\n");
        assert!(!ran.stdout.contains("hidden"), "the password is shown");
    }
}
