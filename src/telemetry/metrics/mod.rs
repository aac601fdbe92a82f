//! Metrics in the form of Prometheus, one set for each [`App`](crate::app::App).
//!
//! Names follow OpenTelemetry's conventions where there are any, in the way that Prometheus writes them;
//! the others begin with `patronage_`. `docs/operations.md` lists them all.

mod accounts;
mod database;
mod hashing;
mod mails;
mod maker;
mod outbox;
mod process;
mod requests;
mod webhooks;

use std::fmt;
use std::sync::Arc;

use entity::Timestamp;
use prometheus::{Encoder as _, Registry, TextEncoder};

pub use accounts::{Accounts, LoginMethod, Rule};
pub(in crate::telemetry) use database::Verb;
pub use database::{Beginning, Database, Pool, PoolState, ReplicaState};
pub use hashing::Hashing;
pub use mails::{Backlog, MailResult, Mails};
pub use outbox::Outbox;
pub use requests::{Counted, Kind, OperationResult, Requests, Transport};
pub use webhooks::{WebhookBacklog, WebhookResult, Webhooks};

use self::maker::Maker;
use self::process::Process;
use crate::error::Error;

/// The media type of [`Metrics::text`].
pub const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// A metric that cannot be made or told. Never happens with the names that we have.
#[derive(Debug, thiserror::Error)]
#[error("a metric cannot be made or told")]
pub struct MetricError(#[from] prometheus::Error);

impl From<MetricError> for Error {
    fn from(error: MetricError) -> Self {
        Self::Internal(Box::new(error))
    }
}

/// All metrics of a process.
pub struct Metrics {
    /// Requests, operations, connections and streams.
    pub requests: Requests,
    /// Statements and pools.
    pub database: Arc<Database>,
    /// Logins, and who was told to wait.
    pub accounts: Accounts,
    /// The threads that hash passwords.
    pub hashing: Hashing,
    /// Mails.
    pub mails: Mails,
    /// The outbox and its readers.
    pub outbox: Outbox,
    /// Webhooks.
    pub webhooks: Webhooks,
    process: Process,
    registry: Registry,
}

impl Metrics {
    /// Makes them, all at nothing. `database` is the name of the database that is in use, by
    /// OpenTelemetry's conventions (`sqlite`, `postgresql`).
    ///
    /// # Errors
    /// When two have the same name.
    pub fn new(database: &'static str, started_at: Timestamp) -> Result<Self, MetricError> {
        let registry = Registry::new();
        let maker = Maker::new(&registry);
        let version = ("version", env!("CARGO_PKG_VERSION"));
        maker.build_info(&[version, ("db_system_name", database)])?;
        Ok(Self {
            requests: Requests::new(&maker)?,
            database: Arc::new(Database::new(&maker, database)?),
            accounts: Accounts::new(&maker)?,
            hashing: Hashing::new(&maker)?,
            mails: Mails::new(&maker)?,
            outbox: Outbox::new(&maker)?,
            webhooks: Webhooks::new(&maker)?,
            process: Process::new(&maker, seconds(started_at.0))?,
            registry,
        })
    }

    /// All of them, in the text format of Prometheus. What is read from the system is read now.
    ///
    /// # Errors
    /// When one cannot be written.
    pub fn text(&self) -> Result<Vec<u8>, MetricError> {
        self.process.read();
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(text)
    }
}

/// Milliseconds as the seconds that Prometheus counts in.
fn seconds(ms: i64) -> f64 {
    let ms = u64::try_from(ms).unwrap_or(0);
    std::time::Duration::from_millis(ms).as_secs_f64()
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}
