//! What operators see of the database.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use sea_orm::DbBackend;

use super::Db;
use super::beside::Beside;
use super::conn::Conn;
use crate::telemetry::metrics::{Beginning, Database, Pool, PoolState, ReplicaState};

/// Where statements are counted: for tests, and for metrics once somebody asks for them, since a
/// database is there before the metrics of those who use it.
#[derive(Clone, Default)]
pub(super) struct Counting {
    statements: Arc<AtomicU64>,
    metrics: Arc<OnceLock<Arc<Database>>>,
}

impl Counting {
    /// Counts a statement that has run.
    pub(super) fn ran(&self, sql: &str, took: Duration, failed: bool) {
        self.statements.fetch_add(1, Ordering::Relaxed);
        self.done(sql, took, failed);
    }

    /// The same for the end of a transaction, which tests do not count.
    pub(super) fn done(&self, sql: &str, took: Duration, failed: bool) {
        if let Some(metrics) = self.metrics.get() {
            metrics.ran(sql, took, failed);
        }
    }

    /// Counts a transaction that waits to begin, while what it gives is held.
    pub(super) fn beginning(&self) -> Option<Beginning<'_>> {
        self.metrics.get().map(|metrics| metrics.beginning())
    }

    /// Statements so far.
    pub(super) fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }
}

impl Db {
    /// Counts statements there from now on. The first to ask is the one who gets them.
    pub fn observe(&self, metrics: Arc<Database>) {
        // An error means that they are counted already.
        _ = self.counting().metrics.set(metrics);
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
        let [first, second] = match self.backend() {
            DbBackend::Postgres => [
                self.replica()
                    .map(|replica| (Pool::Replica, replica.reader())),
                // What only reads belongs to the reader, which has the rest as well.
                Some((Pool::Shared, self.read())),
            ],
            _ => [
                Some((Pool::Readers, self.read())),
                Some((Pool::Writer, self.write())),
            ],
        };
        let pools = first.into_iter().chain(second);
        pools.filter_map(|(pool, conn)| state(pool, conn)).collect()
    }

    /// How its replica is doing; none where there is none.
    #[must_use]
    pub fn replica_state(&self) -> Option<ReplicaState> {
        let replica = self.replica()?;
        Some(ReplicaState {
            is_in_use: replica.is_in_use(),
            lag: replica.health().lag,
        })
    }
}

fn state(pool: Pool, conn: &Conn) -> Option<PoolState> {
    let (mut open, mut idle, mut most) = match (conn.postgres_pool(), conn.sqlite_pool()) {
        (Some(pool), _) => counts(pool),
        (None, Some(pool)) => counts(pool),
        (None, None) => return None,
    };
    if let Beside::Lanes(lanes) = conn.beside() {
        let reads = lanes.counts();
        (open, idle, most) = (open + reads.0, idle + reads.1, most + reads.2);
    }
    Some(PoolState {
        pool,
        open,
        idle: u32::try_from(idle).unwrap_or(u32::MAX),
        most,
    })
}

fn counts<D: sqlx::Database>(pool: &sqlx::Pool<D>) -> (u32, usize, u32) {
    (
        pool.size(),
        pool.num_idle(),
        pool.options().get_max_connections(),
    )
}
