//! Migrated databases to copy, made once a run, and what it takes to copy them.

use std::fs;
use std::path::Path;
use std::process;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use patronage::db::Db;
use reqwest::Url;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::settings::settings;

/// The bytes of a migrated file. In memory, since nothing would take a file away at the end.
pub(super) async fn sqlite() -> &'static [u8] {
    static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            let folder = scratch();
            let file = folder.path().join("template.db");
            migrate(&sqlite_url(&file)).await;
            let log = fs::metadata(file.with_extension("db-wal")).map_or(0, |log| log.len());
            assert_eq!(
                log, 0,
                "closing the last connection writes the log into the file"
            );
            fs::read(file).expect("the migrated file")
        })
        .await
}

/// The name of a migrated database that nobody is connected to.
pub(super) async fn postgres(admin: &Url) -> &'static str {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            let name = name();
            execute(admin, format!("CREATE DATABASE {name}")).await;
            migrate(&url_of(admin, &name)).await;
            name
        })
        .await
}

/// Brings a database up to date.
pub(super) async fn migrate(url: &str) {
    let db = open(url).await;
    patronage::db::apply(&db).await.expect("every migration");
    db.close().await;
}

/// Opens a database, as a server does.
pub(super) async fn open(url: &str) -> Db {
    patronage::db::connect(&settings(url, &[]).database)
        .await
        .expect("a database that answers")
}

/// The URL of a file.
pub(super) fn sqlite_url(file: &Path) -> String {
    format!("sqlite://{}?mode=rwc", file.display())
}

/// A name that no other run on the same server takes at the same time.
pub(super) fn name() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!(
        "patronage_test_{}_{}",
        process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    )
}

/// The URL of another database of the same server.
pub(super) fn url_of(admin: &Url, database: &str) -> String {
    let mut url = admin.clone();
    url.set_path(database);
    url.into()
}

/// A connection to the server.
pub(super) async fn connect(admin: &Url) -> PgConnection {
    let options = PgConnectOptions::from_str(admin.as_str()).expect("a URL of PostgreSQL");
    options.connect().await.expect("the test server")
}

/// A connection that is idle in a transaction for as long as we ask has been left so.
pub(super) async fn assert_none_idle(admin: &Url, database: &str, patience: Duration) {
    const IDLE: &str = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND state LIKE 'idle in transaction%'";
    let mut connection = connect(admin).await;
    let asked = Instant::now();
    loop {
        let idle: i64 = sqlx::query_scalar(IDLE)
            .bind(database)
            .fetch_one(&mut connection)
            .await
            .expect("pg_stat_activity");
        if idle == 0 {
            break;
        }
        assert!(
            asked.elapsed() < patience,
            "the test left {idle} transactions open"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Runs a statement on the server.
pub(super) async fn execute(admin: &Url, sql: String) {
    let mut connection = connect(admin).await;
    sqlx::query(AssertSqlSafe(sql.as_str()))
        .execute(&mut connection)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    connection.close().await.expect("a connection that closes");
}

/// A folder below `target`, so that even a killed run leaves nothing elsewhere.
pub(super) fn scratch() -> TempDir {
    TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).expect("cargo's folder for tests")
}
