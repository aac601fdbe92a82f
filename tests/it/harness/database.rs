//! A fresh, migrated database for each test, copied from a template that is migrated once a run.

use std::str::FromStr;
use std::time::Duration;
use std::{env, fs};

use patronage::db::Db;
use reqwest::Url;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor};
use tempfile::TempDir;

use super::template::{self, execute, name, open, scratch, sqlite_url, url_of};
use super::{pooler, postgres};

/// How long the last requests of a test may take to end their transactions.
const PATIENCE: Duration = Duration::from_secs(2);

/// One of the databases that Patronage runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

/// A migrated database that one test has for itself.
pub(crate) struct Database {
    url: String,
    /// The same through a pooler, where servers are to go through one.
    pooled: Option<String>,
    place: Place,
}

enum Place {
    File { _folder: TempDir },
    Server { admin: Url, name: String },
}

impl Database {
    /// A database of its own, or none where there is no PostgreSQL.
    pub(crate) async fn fresh(backend: Backend) -> Option<Self> {
        match backend {
            Backend::Sqlite => Some(Self::file(template::sqlite().await)),
            Backend::Postgres => {
                let admin = &postgres::server()?.url;
                let template = template::postgres(admin).await;
                let mut database = Self::on(admin, Some(template)).await;
                if env::var("PATRONAGE_TEST_POOLER").is_ok_and(|value| value == "1") {
                    database.pool();
                }
                Some(database)
            }
        }
    }

    /// An empty one on PostgreSQL, or none where there is no PostgreSQL.
    pub(crate) async fn empty() -> Option<Self> {
        Some(Self::on(&postgres::server()?.url, None).await)
    }

    /// A migrated one on another server than that of all tests.
    pub(super) async fn migrated(admin: &Url) -> Self {
        let database = Self::on(admin, None).await;
        template::migrate(&database.url).await;
        database
    }

    /// Lets servers go through a pooler from now on. Tells whether there is one.
    pub(crate) fn pool(&mut self) -> bool {
        if let (Place::Server { name, .. }, Some(pooler)) = (&self.place, pooler::pooler()) {
            self.pooled = Some(url_of(pooler, name));
        }
        self.pooled.is_some()
    }

    /// What servers have as `DATABASE_URL`.
    pub(crate) fn served(&self) -> &str {
        self.pooled.as_deref().unwrap_or(&self.url)
    }

    /// What `DATABASE_URL` has to be.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Opens it, as a server does.
    pub(crate) async fn connect(&self) -> Db {
        open(self.served()).await
    }

    /// Fails when something still holds a transaction open, once what was under way had its time.
    ///
    /// # Panics
    /// When there is such a transaction.
    pub(crate) async fn assert_no_open_transaction(&self) {
        match &self.place {
            Place::File { .. } => self.assert_writer_is_free().await,
            Place::Server { admin, name } => {
                template::assert_none_idle(admin, name, PATIENCE).await;
            }
        }
    }

    /// Takes the database away again.
    pub(crate) async fn remove(self) {
        if let Place::Server { admin, name } = self.place {
            execute(&admin, format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }

    fn file(template: &[u8]) -> Self {
        let folder = scratch();
        let file = folder.path().join("patronage.db");
        fs::write(&file, template).expect("a file in the scratch folder");
        Self {
            url: sqlite_url(&file),
            pooled: None,
            place: Place::File { _folder: folder },
        }
    }

    async fn on(admin: &Url, template: Option<&str>) -> Self {
        let name = name();
        let template = template.unwrap_or("template1");
        execute(admin, format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        Self {
            url: url_of(admin, &name),
            pooled: None,
            place: Place::Server {
                admin: admin.clone(),
                name,
            },
        }
    }

    /// Every transaction of ours on `SQLite` writes from its start, so that an open one keeps others out.
    async fn assert_writer_is_free(&self) {
        let options = SqliteConnectOptions::from_str(&self.url)
            .expect("a URL made here")
            .busy_timeout(PATIENCE);
        let mut connection = options.connect().await.expect("the test's database");
        let begun = connection.execute("BEGIN IMMEDIATE").await;
        assert!(begun.is_ok(), "the test left a transaction open: {begun:?}");
        connection.close().await.expect("a connection that closes");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use patronage::db::Pending;
    use sea_orm::ConnectionTrait;
    use sqlx::Row;

    use super::*;

    #[tokio::test]
    async fn a_transaction_left_open_is_found_on_sqlite() {
        assert_finds_an_open_transaction(Backend::Sqlite).await;
    }

    #[tokio::test]
    async fn a_transaction_left_open_is_found_on_postgres() {
        assert_finds_an_open_transaction(Backend::Postgres).await;
    }

    async fn assert_finds_an_open_transaction(backend: Backend) {
        let Some(database) = Database::fresh(backend).await else {
            return;
        };
        let db = database.connect().await;
        database.assert_no_open_transaction().await;
        let open = db.begin().await.expect("a transaction");
        let database = Arc::new(database);
        let watched = Arc::clone(&database);
        let found = tokio::spawn(async move { watched.assert_no_open_transaction().await }).await;
        assert!(found.is_err(), "it went unnoticed");
        drop(open);
        database.assert_no_open_transaction().await;
        db.close().await;
        Arc::into_inner(database)
            .expect("the only one left")
            .remove()
            .await;
    }

    #[tokio::test]
    async fn every_database_is_fresh_and_migrated() {
        const INSERT: &str =
            "INSERT INTO customer_group (id, name, name_fold, search, version, created_at, updated_at)
            VALUES ('cgroup_1', 'VIP', 'vip', 'vip', 1, 0, 0)";
        for backend in [Backend::Sqlite, Backend::Postgres] {
            let both = [
                Database::fresh(backend).await,
                Database::fresh(backend).await,
            ];
            for database in both.into_iter().flatten() {
                let db = database.connect().await;
                assert_eq!(
                    patronage::db::pending(&db).await.expect("migrations"),
                    Pending(0)
                );
                db.write()
                    .execute_unprepared(INSERT)
                    .await
                    .expect("a table that nobody has written to");
                db.close().await;
                database.remove().await;
            }
        }
    }

    #[tokio::test]
    async fn sqlite_is_built_as_asked() {
        let mut connection =
            <sqlx::SqliteConnection as sqlx::Connection>::connect("sqlite::memory:")
                .await
                .expect("SQLite");
        let rows = sqlx::query("PRAGMA compile_options")
            .fetch_all(&mut connection)
            .await
            .expect("its options");
        let options: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        for option in ["DEFAULT_MEMSTATUS=0", "ENABLE_FTS5"] {
            assert!(
                options.iter().any(|given| given == option),
                "no {option} among {options:?}"
            );
        }
    }
}
