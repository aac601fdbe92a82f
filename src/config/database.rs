//! The database, and a replica of it.

use std::str::FromStr as _;
use std::time::Duration;

use clap::{Args, ValueEnum};
use sqlx::postgres::PgConnectOptions;

use super::{Toggle, parse};

/// The database and its pool.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Database")]
pub struct Database {
    /// sqlite://… or postgres://…
    #[arg(
        long,
        env = "DATABASE_URL",
        default_value = "sqlite://patronage.db?mode=rwc",
        hide_env_values = true
    )]
    pub database_url: String,
    /// postgres://… of a streaming replica, for queries of those who have not just written
    #[arg(long, env = "DATABASE_READ_URL", hide_env_values = true)]
    pub database_read_url: Option<String>,
    /// How long who has written reads from the primary; a replica that lags more than half of it is left alone
    #[arg(long, env = "PATRONAGE_READ_AFTER_WRITE", default_value = "10s", value_parser = parse::duration)]
    pub read_after_write: Duration,
    /// Connections at most [default: 2 x cores + 4]
    #[arg(long, env = "PATRONAGE_DB_CONNECTIONS", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub db_connections: Option<u32>,
    /// off behind a pooler in transaction mode: nothing is kept in a session of PostgreSQL
    #[arg(long, env = "PATRONAGE_DB_PREPARED", default_value = "on")]
    pub db_prepared: Toggle,
    /// normal, or full: acknowledged writes survive a power loss as well
    #[arg(long, env = "PATRONAGE_SQLITE_SYNCHRONOUS", default_value = "normal")]
    pub sqlite_synchronous: Synchronous,
}

impl Database {
    /// What only shows between settings. The URL itself is not told: it may hold a password.
    ///
    /// # Errors
    /// One line that says which setting to change.
    pub(super) fn check(&self) -> Result<(), String> {
        let Some(url) = &self.database_read_url else {
            return Ok(());
        };
        if !is_postgres(url) || PgConnectOptions::from_str(url).is_err() {
            return Err(
                "DATABASE_READ_URL must be postgres://user@host/database, a replica of DATABASE_URL"
                    .to_owned(),
            );
        }
        if !is_postgres(&self.database_url) {
            return Err(
                "DATABASE_READ_URL is for PostgreSQL: DATABASE_URL names another database"
                    .to_owned(),
            );
        }
        if self.read_after_write < Duration::from_secs(1) {
            return Err("PATRONAGE_READ_AFTER_WRITE must be 1s or more".to_owned());
        }
        Ok(())
    }
}

/// Whether a URL is one of PostgreSQL's.
pub(crate) fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres:") || url.starts_with("postgresql:")
}

/// `SQLite`'s durability at power loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Synchronous {
    /// Durable at a crash of the process; the last commits may go at power loss.
    Normal,
    /// Durable at power loss.
    Full,
}
