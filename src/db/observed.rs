//! What operators see of the database.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use sea_orm::{DatabaseConnection, DbBackend};

use super::Db;
use crate::telemetry::metrics::{Beginning, Database, Pool, PoolState};

/// Where statements are counted, once somebody counts them: a database is there before the metrics of
/// those who use it.
#[derive(Clone, Default)]
pub(super) struct Observed(Arc<OnceLock<Arc<Database>>>);

impl Observed {
    /// Counts a statement that has run.
    pub(super) fn ran(&self, sql: &str, took: Duration, failed: bool) {
        if let Some(metrics) = self.0.get() {
            metrics.ran(sql, took, failed);
        }
    }

    /// Counts a transaction that waits to begin, while what it gives is held.
    pub(super) fn beginning(&self) -> Option<Beginning<'_>> {
        self.0.get().map(|metrics| metrics.beginning())
    }
}

impl Db {
    /// Counts statements there from now on. The first to ask is the one who gets them.
    pub fn observe(&self, metrics: Arc<Database>) {
        // An error means that they are counted already.
        _ = self.observed.0.set(metrics);
    }

    /// The name of the database, by the conventions of OpenTelemetry.
    #[must_use]
    pub fn system(&self) -> &'static str {
        match self.backend() {
            DbBackend::Postgres => "postgresql",
            _ => "sqlite",
        }
    }

    /// How its pools are doing.
    #[must_use]
    pub fn pools(&self) -> Vec<PoolState> {
        if self.is_shared() {
            return vec![state(Pool::Shared, self.write())];
        }
        vec![
            state(Pool::Readers, self.read()),
            state(Pool::Writer, self.write()),
        ]
    }
}

fn state(pool: Pool, connection: &DatabaseConnection) -> PoolState {
    let (open, idle, most) = match connection.get_database_backend() {
        DbBackend::Postgres => counts(connection.get_postgres_connection_pool()),
        _ => counts(connection.get_sqlite_connection_pool()),
    };
    PoolState {
        pool,
        open,
        idle: u32::try_from(idle).unwrap_or(u32::MAX),
        most,
    }
}

fn counts<D: sqlx::Database>(pool: &sqlx::Pool<D>) -> (u32, usize, u32) {
    (
        pool.size(),
        pool.num_idle(),
        pool.options().get_max_connections(),
    )
}
