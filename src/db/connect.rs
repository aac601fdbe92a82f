//! Pools of connections, built here rather than by SeaORM: its defaults ping before each use, log
//! statements, and give `SQLite` a single connection for everything.

use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sea_orm::{DatabaseConnection, DbBackend, SqlxPostgresConnector, SqlxSqliteConnector};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, PgPool};

use super::Tx;
use super::observed::Observed;
use super::wake::{self, Bell, Wakes};
use crate::config::{Database, Synchronous};
use crate::error::Result;

/// How long a request waits for a connection before it is told to come back later.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);

/// The database of a process: readers and a writer.
///
/// On `SQLite` the writer is a pool of one, whose queue is the fair queue of writers. On PostgreSQL
/// both are the same pool.
#[derive(Clone)]
pub struct Db {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    statements: Arc<AtomicU64>,
    pub(super) observed: Observed,
    bell: Bell,
    /// For the one connection that listens, which belongs to nobody's request.
    listening: Option<PgPool>,
}

impl Db {
    /// For reads outside a transaction.
    #[must_use]
    pub const fn read(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For single statements that write, and reads that must see the last write.
    #[must_use]
    pub const fn write(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// Starts a unit of work. Dropping it undoes it.
    ///
    /// # Errors
    /// When no connection can be had in time.
    pub async fn begin(&self) -> Result<Tx> {
        let _beginning = self.observed.beginning();
        Tx::begin(&self.writer, Arc::clone(&self.bell), self.observed.clone()).await
    }

    /// Which of the two databases this is.
    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.writer.get_database_backend()
    }

    /// Statements sent so far, for tests.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// To wait for events that are committed, by this process or, on PostgreSQL, by another.
    #[must_use]
    pub fn wakes(&self) -> Wakes {
        Wakes::new(&self.bell, self.listening.as_ref())
    }

    /// Waits for running statements and closes every connection.
    pub async fn close(self) {
        if let Some(listening) = &self.listening {
            listening.close().await;
        }
        // An error here means that it is closed already.
        let _ = self.reader.close().await;
        let _ = self.writer.close().await;
    }

    /// Whether readers and writer are one pool.
    pub(super) const fn is_shared(&self) -> bool {
        self.listening.is_some()
    }

    fn new(
        mut reader: DatabaseConnection,
        mut writer: DatabaseConnection,
        listening: Option<PgPool>,
    ) -> Self {
        let statements = Arc::new(AtomicU64::new(0));
        let observed = Observed::default();
        for connection in [&mut reader, &mut writer] {
            let (statements, observed) = (Arc::clone(&statements), observed.clone());
            connection.set_metric_callback(move |info| {
                statements.fetch_add(1, Ordering::Relaxed);
                observed.ran(&info.statement.sql, info.elapsed, info.failed);
            });
        }
        Self {
            reader,
            writer,
            statements,
            observed,
            bell: Bell::default(),
            listening,
        }
    }
}

/// A URL that names no database we know.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// Neither `sqlite:` nor `postgres:`, or malformed.
    #[error("DATABASE_URL must be sqlite://file?mode=rwc or postgres://user@host/database")]
    Url,
    /// The database did not answer.
    #[error("cannot reach the database: {0}")]
    Unreachable(#[source] sqlx::Error),
}

/// Opens the database that the URL names.
///
/// # Errors
/// [`ConnectError`] for a URL that is malformed or a database that does not answer.
pub async fn connect(settings: &Database) -> Result<Db, ConnectError> {
    let url = settings.database_url.as_str();
    if url.starts_with("sqlite:") {
        sqlite(settings).await
    } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        postgres(settings).await
    } else {
        Err(ConnectError::Url)
    }
}

fn connections(settings: &Database) -> u32 {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let default = u32::try_from(2 * cores + 4).unwrap_or(16);
    settings.db_connections.unwrap_or(default)
}

async fn sqlite(settings: &Database) -> Result<Db, ConnectError> {
    let synchronous = match settings.sqlite_synchronous {
        Synchronous::Normal => SqliteSynchronous::Normal,
        Synchronous::Full => SqliteSynchronous::Full,
    };
    // `secure_delete` because erased customers must leave no byte in the file.
    let options = SqliteConnectOptions::from_str(&settings.database_url)
        .map_err(|_| ConnectError::Url)?
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", "-16384")
        .pragma("mmap_size", "268435456")
        .statement_cache_capacity(256)
        .row_buffer_size(4096)
        .disable_statement_logging();
    let pool = || {
        SqlitePoolOptions::new()
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
    };
    let writer = pool()
        .max_connections(1)
        .connect_with(options.clone())
        .await
        .map_err(ConnectError::Unreachable)?;
    let reader = pool()
        .max_connections(connections(settings))
        .connect_with(options.pragma("query_only", "ON"))
        .await
        .map_err(ConnectError::Unreachable)?;
    Ok(Db::new(
        SqlxSqliteConnector::from_sqlx_sqlite_pool(reader),
        SqlxSqliteConnector::from_sqlx_sqlite_pool(writer),
        None,
    ))
}

async fn postgres(settings: &Database) -> Result<Db, ConnectError> {
    let options = PgConnectOptions::from_str(&settings.database_url)
        .map_err(|_| ConnectError::Url)?
        .application_name("patronage")
        .statement_cache_capacity(256)
        .options([
            ("statement_timeout", "8s"),
            ("lock_timeout", "5s"),
            ("idle_in_transaction_session_timeout", "30s"),
        ])
        .disable_statement_logging();
    let listening = PgPoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_lazy_with(options.clone());
    let pool = PgPoolOptions::new()
        .max_connections(connections(settings))
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .connect_with(options)
        .await
        .map_err(ConnectError::Unreachable)?;
    let connection = SqlxPostgresConnector::from_sqlx_postgres_pool(pool.clone());
    let db = Db::new(connection.clone(), connection, Some(listening));
    tokio::spawn(wake::tell(pool, db.bell.subscribe()));
    Ok(db)
}
