//! Whether a replica is one, and how far it is behind.
//!
//! By positions in the primary's log and our own clock: what the primary had written by the time of a look
//! is on the replica once it has replayed that position. The clocks of the servers play no part, nor does
//! how long ago the last transaction was, which on an idle primary grows by itself.

use std::collections::VecDeque;
use std::sync::Weak;
use std::time::{Duration, Instant};

use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, Statement};
use tokio::sync::watch;

use super::Replica;
use super::health::{Fault, Health};
use super::word::until_closed;
use crate::db::conn::Conn;

/// How long each of the two may take to answer.
const PATIENCE: Duration = Duration::from_secs(1);
/// Looks that are remembered, more than there are within any lag that is still of use.
const LOOKS: usize = 64;

const PRIMARY: &str = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint AS position,
    system_identifier::text || '/' || current_database() AS place
    FROM pg_control_system()";

const REPLICA: &str = "SELECT pg_is_in_recovery() AS is_replica,
    pg_wal_lsn_diff(coalesce(pg_last_wal_replay_lsn(), '0/0'), '0/0')::bigint AS position,
    system_identifier::text || '/' || current_database() AS place,
    (extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000)::bigint AS behind_ms,
    to_regclass('seaql_migrations') IS NOT NULL AS is_migrated
    FROM pg_control_system()";

const SCHEMA: &str = "SELECT max(version) AS version FROM seaql_migrations";

/// Where the primary was, and when.
#[derive(Default)]
pub(super) struct History(VecDeque<(Instant, i64)>);

impl History {
    fn note(&mut self, at: Instant, position: i64) {
        if self.0.len() == LOOKS {
            self.0.pop_front();
        }
        self.0.push_back((at, position));
    }

    /// How old the latest state of the primary is of which nothing is missing at a position; none when
    /// that is longer ago than what is remembered.
    fn age(&self, position: i64) -> Option<Duration> {
        let reached = self.0.iter().rev().find(|(_, was)| *was <= position);
        reached.map(|(at, _)| at.elapsed())
    }
}

#[derive(FromQueryResult)]
struct OfPrimary {
    position: i64,
    place: String,
}

#[derive(FromQueryResult)]
struct OfReplica {
    is_replica: bool,
    position: i64,
    place: String,
    behind_ms: Option<i64>,
    is_migrated: bool,
}

/// Looks at a replica.
pub(super) struct Monitor {
    pub(super) replica: Conn,
    pub(super) primary: Conn,
}

impl Monitor {
    /// How it is doing.
    pub(super) async fn look(&self, history: &mut History) -> Health {
        let asked = Instant::now();
        let Ok(primary) = in_time(one::<OfPrimary>(&self.primary, PRIMARY)).await else {
            return Health::bad(Fault::Primary);
        };
        history.note(asked, primary.position);
        let Ok(replica) = in_time(one::<OfReplica>(&self.replica, REPLICA)).await else {
            return Health::bad(Fault::Silent);
        };
        let lag = history.age(replica.position).or(replica.behind());
        let schema = match self.schema(&replica).await {
            Ok(schema) => schema,
            Err(fault) => return Health::bad(fault),
        };
        Health {
            lag,
            fault: replica.fault(&primary, schema.as_deref()),
            schema,
        }
    }

    /// The last step of the replica's schema.
    async fn schema(&self, replica: &OfReplica) -> Result<Option<String>, Fault> {
        if !replica.is_migrated {
            return Ok(None);
        }
        let statement = Statement::from_string(DbBackend::Postgres, SCHEMA);
        let row = in_time(self.replica.query_one_raw(statement)).await;
        let row = row.map_err(|()| Fault::Silent)?;
        let version = row.map(|row| row.try_get("", "version")).transpose();
        version.map(Option::flatten).map_err(|_| Fault::Silent)
    }
}

impl OfReplica {
    /// How far behind it is by the clocks of both servers.
    fn behind(&self) -> Option<Duration> {
        let ms = u64::try_from(self.behind_ms?).unwrap_or(0);
        Some(Duration::from_millis(ms))
    }

    fn fault(&self, primary: &OfPrimary, schema: Option<&str>) -> Option<Fault> {
        // The names of steps begin with their numbers.
        let known = Migrator::migrations();
        let newest = known.last().map(|step| step.name());
        if !self.is_replica {
            Some(Fault::NoReplica)
        } else if self.place != primary.place {
            Some(Fault::OtherPlace)
        } else if schema < newest {
            Some(Fault::Schema)
        } else {
            None
        }
    }
}

/// Looks at a replica again and again, until it is closed.
pub(super) async fn watch(replica: Weak<Replica>, closing: watch::Receiver<()>) {
    until_closed(closing, async {
        let mut history = History::default();
        while let Some(replica) = replica.upgrade() {
            let asked = Instant::now();
            let health = replica.monitor.look(&mut history).await;
            replica.found(health, asked);
            let interval = replica.interval();
            drop(replica);
            tokio::time::sleep(interval).await;
        }
    })
    .await;
}

async fn one<T: FromQueryResult>(conn: &Conn, sql: &str) -> Result<T, DbErr> {
    let row = conn
        .query_one_raw(Statement::from_string(DbBackend::Postgres, sql))
        .await?
        .ok_or_else(|| DbErr::RecordNotFound(sql.to_owned()))?;
    T::from_query_result(&row, "")
}

/// What is answered in time; the reason why not goes to the log of who wants to know.
async fn in_time<T>(run: impl Future<Output = Result<T, DbErr>>) -> Result<T, ()> {
    match tokio::time::timeout(PATIENCE, run).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => {
            tracing::debug!(%error, "the replica or its primary does not answer");
            Err(())
        }
        Err(_) => Err(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ago(seconds: u64) -> Instant {
        Instant::now()
            .checked_sub(Duration::from_secs(seconds))
            .unwrap()
    }

    #[test]
    fn the_lag_is_the_age_of_the_state_that_was_reached() {
        let mut history = History::default();
        assert_eq!(history.age(100), None);
        for (seconds, position) in [(30, 100), (20, 200), (10, 200)] {
            history.note(ago(seconds), position);
        }
        let lag = |position| history.age(position).map(|age| age.as_secs());
        assert_eq!(lag(99), None, "longer ago than anybody remembers");
        assert_eq!(lag(100), Some(30));
        assert_eq!(lag(199), Some(30));
        assert_eq!(lag(200), Some(10), "an idle primary makes nobody lag");
        for position in 0..1000 {
            history.note(ago(0), position);
        }
        assert_eq!(history.0.len(), LOOKS);
    }

    #[test]
    fn what_is_no_good_replica_is_told() {
        let newest = Migrator::migrations().last().unwrap().name().to_owned();
        let primary = OfPrimary {
            position: 1,
            place: "1/shop".to_owned(),
        };
        let fault = |is_replica, place: &str, schema| {
            let place = place.to_owned();
            let replica = OfReplica {
                is_replica,
                position: 1,
                place,
                behind_ms: Some(-5),
                is_migrated: true,
            };
            assert_eq!(replica.behind(), Some(Duration::ZERO));
            replica.fault(&primary, schema)
        };
        assert_eq!(fault(true, "1/shop", Some(&newest)), None);
        assert_eq!(fault(true, "1/shop", Some("m9999_later")), None);
        assert_eq!(
            fault(true, "1/shop", Some("m0001_customers")),
            Some(Fault::Schema)
        );
        assert_eq!(fault(true, "1/shop", None), Some(Fault::Schema));
        assert_eq!(
            fault(false, "1/shop", Some(&newest)),
            Some(Fault::NoReplica)
        );
        assert_eq!(
            fault(true, "2/shop", Some(&newest)),
            Some(Fault::OtherPlace)
        );
    }
}
