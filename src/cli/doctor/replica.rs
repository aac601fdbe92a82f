//! The replica that queries are read from.

use super::{Finding, postgres};
use crate::config::Database;
use crate::db::{Db, Fault, Health};

/// The setting that is to blame.
const SETTING: &str = "DATABASE_READ_URL";

/// Whether it is read from; none where the settings name no replica.
pub(super) async fn check(settings: &Database, db: &Db) -> Option<Finding> {
    let (url, replica) = (settings.database_read_url.as_deref()?, db.replica()?);
    // What keeps it from answering is told by a connection of its own, as it is of the primary.
    if let Err(remedy) = postgres::knock(url, SETTING).await {
        return Some(Err(remedy.into()));
    }
    let health = replica.look().await;
    let most = settings.read_after_write / 2;
    Some(match health.fault_within(most) {
        None => Ok(lag(&health)),
        Some(fault) => Err(format!("{fault}: {}", remedy(&fault, &health)).into()),
    })
}

fn lag(health: &Health) -> String {
    let lag = health.lag.unwrap_or_default();
    format!("{} ms behind", lag.as_millis())
}

fn remedy(fault: &Fault, health: &Health) -> String {
    match fault {
        Fault::Unknown | Fault::Silent => {
            "see to the replica, and to what its role may read; queries read from the primary"
                .to_owned()
        }
        Fault::Primary => {
            "let the role run pg_current_wal_lsn() and pg_control_system() there".to_owned()
        }
        Fault::NoReplica => {
            format!("name a streaming replica in {SETTING}, or leave it out")
        }
        Fault::OtherPlace => {
            format!("{SETTING} is to name the same database of a replica of DATABASE_URL")
        }
        Fault::Schema => {
            "wait until it has replayed the migrations, and see to its replication".to_owned()
        }
        Fault::Lag => format!(
            "{}: see to its replication, or raise PATRONAGE_READ_AFTER_WRITE",
            lag(health)
        ),
    }
}
