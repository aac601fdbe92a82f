//! Statements and pools.

use std::time::{Duration, Instant};

use prometheus::{Gauge, Histogram, IntGauge, IntGaugeVec};

use super::MetricError;
use super::maker::{Maker, STATEMENT_SECONDS};
use super::requests::Counted;
use crate::telemetry::Scope;

/// A pool of connections, by what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pool {
    /// Readers of `SQLite`.
    Readers,
    /// The writer of `SQLite`.
    Writer,
    /// The pool of PostgreSQL, which is for both.
    Shared,
    /// Readers of a replica.
    Replica,
}

impl Pool {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Readers => "readers",
            Self::Writer => "writer",
            Self::Shared => "shared",
            Self::Replica => "replica",
        }
    }
}

/// How a pool is doing.
#[derive(Clone, Copy, Debug)]
pub struct PoolState {
    /// Which one.
    pub pool: Pool,
    /// Connections that are open.
    pub open: u32,
    /// Those of them that nobody uses.
    pub idle: u32,
    /// How many there may be.
    pub most: u32,
}

/// How a replica is doing.
#[derive(Clone, Copy, Debug)]
pub struct ReplicaState {
    /// Whether queries are read from it.
    pub is_in_use: bool,
    /// How far it is behind at most; none when it is not known.
    pub lag: Option<Duration>,
}

/// What a statement does, by its first word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::telemetry) enum Verb {
    Select,
    Insert,
    Update,
    Delete,
    Commit,
    Other,
}

impl Verb {
    const ALL: [Self; 6] = [
        Self::Select,
        Self::Insert,
        Self::Update,
        Self::Delete,
        Self::Commit,
        Self::Other,
    ];

    /// What a statement does; `WITH` and the like are another thing.
    pub(in crate::telemetry) fn of(sql: &str) -> Self {
        match sql.as_bytes().first_chunk::<6>() {
            Some(b"SELECT") => Self::Select,
            Some(b"INSERT") => Self::Insert,
            Some(b"UPDATE") => Self::Update,
            Some(b"DELETE") => Self::Delete,
            Some(b"COMMIT") => Self::Commit,
            _ => Self::Other,
        }
    }

    pub(in crate::telemetry) const fn as_str(self) -> &'static str {
        match self {
            Self::Select => "SELECT",
            Self::Insert => "INSERT",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
            Self::Commit => "COMMIT",
            Self::Other => "OTHER",
        }
    }
}

/// Statements and pools.
pub struct Database {
    /// Its name.
    system: &'static str,
    /// By [`Verb`].
    statements: Vec<Histogram>,
    begin: Histogram,
    beginning: IntGauge,
    connections: IntGaugeVec,
    most: IntGaugeVec,
    replica_lag: Gauge,
    replica_in_use: IntGauge,
}

impl Database {
    pub(super) fn new(maker: &Maker<'_>, system: &'static str) -> Result<Self, MetricError> {
        let statements = maker.histograms(
            (
                "db_client_operation_duration_seconds",
                "SQL statements, without the wait for a connection",
            ),
            &STATEMENT_SECONDS,
            &["db_operation_name"],
        )?;
        // Each one is looked up once, here.
        let of = |verb: Verb| statements.get_metric_with_label_values(&[verb.as_str()]);
        Ok(Self {
            system,
            statements: Verb::ALL.into_iter().map(of).collect::<Result<_, _>>()?,
            begin: maker.histogram(
                "patronage_db_begin_duration_seconds",
                "What transactions waited for their connection and their BEGIN; on SQLite, the queue of writers",
                &STATEMENT_SECONDS,
            )?,
            beginning: maker.gauge(
                "patronage_db_begin_waiting",
                "Transactions that wait for their connection or their BEGIN",
            )?,
            connections: maker.gauges(
                "db_client_connections",
                "Connections that are open, by pool and whether they are used",
                &["db_client_connection_pool_name", "db_client_connection_state"],
            )?,
            most: maker.gauges(
                "db_client_connections_max",
                "Connections that a pool may have",
                &["db_client_connection_pool_name"],
            )?,
            replica_lag: maker.measure(
                "patronage_replica_lag_seconds",
                "How far the replica is behind at most; NaN when that is not known",
            )?,
            replica_in_use: maker.gauge(
                "patronage_replica_in_use",
                "1 while queries are read from the replica, else 0",
            )?,
        })
    }

    /// Counts a statement that has run, also to the operation that the task is at.
    pub fn ran(&self, sql: &str, took: Duration, failed: bool) {
        let verb = Verb::of(sql);
        Scope::note_statement((self.system, verb, sql), took, failed);
        // In the order of `ALL`, which is that of the variants.
        if let Some(statements) = self.statements.get(verb as usize) {
            statements.observe(took.as_secs_f64());
        }
    }

    /// Counts a transaction that waits to begin, for as long as what it gives is held.
    pub fn beginning(&self) -> Beginning<'_> {
        Beginning {
            took: &self.begin,
            since: Instant::now(),
            _waiting: Counted::new(self.beginning.clone()),
        }
    }

    /// Notes how a pool is doing.
    pub fn pool(&self, state: PoolState) {
        let pool = state.pool.as_str();
        let used = state.open.saturating_sub(state.idle);
        for (what, count) in [("idle", state.idle), ("used", used)] {
            if let Ok(gauge) = self.connections.get_metric_with_label_values(&[pool, what]) {
                gauge.set(count.into());
            }
        }
        if let Ok(gauge) = self.most.get_metric_with_label_values(&[pool]) {
            gauge.set(state.most.into());
        }
    }

    /// Notes how the replica is doing, where there is one.
    pub fn replica(&self, state: ReplicaState) {
        let lag = state.lag.map_or(f64::NAN, |lag| lag.as_secs_f64());
        self.replica_lag.set(lag);
        self.replica_in_use.set(state.is_in_use.into());
    }
}

/// A transaction that waits to begin.
#[must_use]
pub struct Beginning<'a> {
    took: &'a Histogram,
    since: Instant,
    _waiting: Counted,
}

impl Drop for Beginning<'_> {
    fn drop(&mut self) {
        self.took.observe(self.since.elapsed().as_secs_f64());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_known_by_the_first_word() {
        for verb in Verb::ALL {
            assert_eq!(
                Verb::ALL[verb as usize],
                verb,
                "in the order of the variants"
            );
        }
        assert_eq!(Verb::of("SELECT 1"), Verb::Select);
        assert_eq!(Verb::of("DELETE FROM \"a\""), Verb::Delete);
        for other in ["", "WITH a AS (SELECT 1) SELECT 2", "PRAGMA x", "select"] {
            assert_eq!(Verb::of(other), Verb::Other, "{other}");
        }
    }
}
