//! What everybody has of the database.

use std::sync::Arc;

use sea_orm::{ConnectionTrait, DbBackend};
use sqlx::PgPool;

use super::Tx;
use super::conn::Conn;
use super::observed::Counting;
use super::replica::{Nearby, Replica};
use super::wake::{Bell, Wakes};
use crate::error::Result;

/// The database of a process: readers and a writer.
///
/// On `SQLite` the writer is a pool of one, whose queue is the fair queue of writers. On PostgreSQL
/// both are the same pool; only for queries there may be [another reader](Self::nearby). Cheap to clone.
#[derive(Clone)]
pub struct Db {
    shared: Arc<Shared>,
    /// Another reader.
    nearby: Option<Arc<Conn>>,
}

/// What all of a process have in common.
pub(super) struct Shared {
    pub(super) reader: Conn,
    pub(super) writer: Conn,
    pub(super) counting: Counting,
    pub(super) bell: Bell,
    /// For the one connection that listens for events.
    pub(super) listening: Option<PgPool>,
    pub(super) replica: Option<Arc<Replica>>,
}

impl Db {
    pub(super) fn new(shared: Shared) -> Self {
        Self {
            shared: Arc::new(shared),
            nearby: None,
        }
    }

    /// For reads outside a transaction.
    #[must_use]
    pub fn read(&self) -> &Conn {
        self.nearby.as_deref().unwrap_or(&self.shared.reader)
    }

    /// For single statements that write, and reads that must see the last write.
    #[must_use]
    pub fn write(&self) -> &Conn {
        &self.shared.writer
    }

    /// The same, read from a replica where there is a good one and the caller, as events name their
    /// actors, has not just written. For what a query shows, and for nothing that anything is decided by:
    /// what is read may be some seconds old.
    #[must_use]
    pub fn nearby(&self, caller: Option<&str>) -> Self {
        let mut db = self.clone();
        if let Some(replica) = self.told().filter(|it| it.serves(caller)) {
            let nearby = Nearby::new(replica, self.shared.reader.clone());
            db.nearby = Some(Arc::new(Conn::Nearby(nearby)));
        }
        db
    }

    /// The replica that `DATABASE_READ_URL` names.
    #[must_use]
    pub fn replica(&self) -> Option<&Replica> {
        self.shared.replica.as_deref()
    }

    /// Starts a unit of work. Dropping it undoes it.
    ///
    /// # Errors
    /// When no connection can be had in time.
    pub async fn begin(&self) -> Result<Tx> {
        Tx::begin(self).await
    }

    /// Which of the two databases this is.
    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.write().get_database_backend()
    }

    /// Statements sent so far, for tests.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.counting().statements()
    }

    /// To wait for events that are committed, by this process or, on PostgreSQL, by another.
    #[must_use]
    pub fn wakes(&self) -> Wakes {
        Wakes::new(self.bell(), self.shared.listening.as_ref())
    }

    /// Waits for running statements and closes every connection.
    pub async fn close(self) {
        if let Some(listening) = &self.shared.listening {
            listening.close().await;
        }
        if let Some(replica) = self.replica() {
            replica.close().await;
        }
        self.shared.reader.close().await;
        self.write().close().await;
    }

    pub(super) fn counting(&self) -> &Counting {
        &self.shared.counting
    }

    pub(super) fn bell(&self) -> &Bell {
        &self.shared.bell
    }

    /// The replica, to be told of writes.
    pub(super) fn told(&self) -> Option<Arc<Replica>> {
        self.shared.replica.clone()
    }
}
