//! Pools of connections, built here rather than by SeaORM: its defaults ping before each use, log
//! statements, and give `SQLite` a single connection for everything.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::SqlxSqliteConnector;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, PgPool};

use super::conn::Conn;
use super::direct::Direct;
use super::handle::{Db, Shared};
use super::lane_config::config;
use super::lanes::Lanes;
use super::observed::Counting;
use super::replica::{Parts, Replica};
use super::wake::{self, Bell};
use crate::config::{Database, Synchronous, Toggle, is_postgres};

/// How long a request waits for a connection before it is told to come back later.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);
/// How long it waits for one of the replica's before it goes on to the primary.
const REPLICA_ACQUIRE_TIMEOUT: Duration = Duration::from_millis(500);

/// What bounds statements and transactions of requests, so that a lock or a lost client holds up nobody
/// for long: names and values of PostgreSQL's settings.
pub(super) const LIMITS: [(&str, &str); 3] = [
    ("statement_timeout", "8s"),
    ("lock_timeout", "5s"),
    ("idle_in_transaction_session_timeout", "30s"),
];

/// Statements that each connection keeps prepared.
pub(super) const STATEMENTS: usize = 256;

/// What every connection to `SQLite` is told: names and values of its pragmas.
pub(super) const PRAGMAS: [(&str, &str); 3] = [
    ("temp_store", "MEMORY"),
    ("cache_size", "-16384"),
    ("mmap_size", "268435456"),
];

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
    } else if is_postgres(url) {
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

/// Of all connections to PostgreSQL, a quarter that reads what is short, as the URL says; none behind a
/// pooler, or where everything has to be encrypted.
fn lanes(
    settings: &Database,
    url: &str,
    options: &PgConnectOptions,
    counting: &Counting,
) -> Option<Lanes> {
    let keeps = settings.db_prepared == Toggle::On;
    let config = config(url, options).filter(|_| keeps)?;
    Some(Lanes::new(
        config,
        connections(settings) / 4,
        counting.clone(),
    ))
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
        .statement_cache_capacity(STATEMENTS)
        .row_buffer_size(4096)
        .disable_statement_logging();
    let options = PRAGMAS.into_iter().fold(options, |options, (name, value)| {
        options.pragma(name, value)
    });
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
        .connect_with(options.clone().pragma("query_only", "ON"))
        .await
        .map_err(ConnectError::Unreachable)?;
    let counting = Counting::default();
    let conn = |pool| {
        let connection = SqlxSqliteConnector::from_sqlx_sqlite_pool(pool);
        Conn::prepared(connection, Some(&counting))
    };
    let (reader, writer) = (conn(reader), conn(writer));
    let reader = reader.with(Direct::new(&options, &counting).into());
    Ok(Db::new(Shared {
        reader,
        writer,
        counting,
        bell: Bell::default(),
        listening: None,
        replica: None,
    }))
}

async fn postgres(settings: &Database) -> Result<Db, ConnectError> {
    let keeps = settings.db_prepared == Toggle::On;
    let options = options(&settings.database_url, keeps)?;
    let counting = Counting::default();
    let lanes = lanes(settings, &settings.database_url, &options, &counting);
    let lent = lanes.as_ref().map_or(0, Lanes::number);
    let pool = pool_of(connections(settings) - lent)
        .connect_with(options.clone())
        .await
        .map_err(ConnectError::Unreachable)?;
    // Behind a pooler nobody could tell which connection listens.
    let listening = keeps.then(|| alone(&options));
    let conn = Conn::postgres(pool.clone(), keeps, Some(&counting));
    let reader = conn.clone().with(lanes.into());
    let url = settings.database_read_url.as_ref();
    let replica = url.map(|url| replica(settings, url, &options, &counting));
    let db = Db::new(Shared {
        reader,
        writer: conn,
        replica: replica.transpose()?,
        counting,
        bell: Bell::default(),
        listening,
    });
    tokio::spawn(wake::tell(pool, db.bell().subscribe()));
    Ok(db)
}

/// The replica that a URL names, which need not be there yet.
fn replica(
    settings: &Database,
    url: &str,
    primary: &PgConnectOptions,
    counting: &Counting,
) -> Result<Arc<Replica>, ConnectError> {
    let keeps = settings.db_prepared == Toggle::On;
    if !keeps {
        tracing::warn!(
            "PATRONAGE_DB_PREPARED=off: writes of other processes are not heard of, so that who has \
            written may read an older state there; see DATABASE_READ_URL in docs/operations.md"
        );
    }
    let options = options(url, keeps)?;
    let reader = pool_of(connections(settings)).acquire_timeout(REPLICA_ACQUIRE_TIMEOUT);
    let reader = reader.connect_lazy_with(options.clone());
    let lanes = lanes(settings, url, &options, counting);
    Ok(Replica::start(Parts {
        reader: Conn::postgres(reader, keeps, Some(counting)).with(lanes.into()),
        replica: Conn::postgres(alone(&options), keeps, None),
        primary: Conn::postgres(alone(primary), keeps, None),
        telling: alone(primary),
        listening: keeps.then(|| alone(primary)),
        window: settings.read_after_write,
    }))
}

fn options(url: &str, keeps: bool) -> Result<PgConnectOptions, ConnectError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| ConnectError::Url)?
        .application_name("patronage")
        .disable_statement_logging();
    Ok(if keeps {
        options.statement_cache_capacity(STATEMENTS).options(LIMITS)
    } else {
        // PgBouncer refuses parameters of a session that it does not know.
        options.statement_cache_capacity(0).extra_float_digits(None)
    })
}

fn pool_of(connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
}

/// A pool of one connection, which belongs to nobody's request.
fn alone(options: &PgConnectOptions) -> PgPool {
    PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_lazy_with(options.clone())
}
