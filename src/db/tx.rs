//! The unit of work.

use std::sync::Arc;
use std::time::Instant;

use entity::event;
use sea_orm::{SqliteTransactionMode, TransactionOptions};
use tokio::sync::Notify;

use super::Db;
use super::conn::Unit;
use super::observed::Counting;
use super::replica::Replica;
use super::rows::insert_all;
use super::wake::Bell;
use crate::error::Result;

/// One transaction and the events of its changes: commit writes both, dropping neither.
pub struct Tx {
    inner: Unit,
    outbox: Vec<event::ActiveModel>,
    bell: Bell,
    sleepers: Vec<Arc<Notify>>,
    counting: Counting,
    replica: Option<Arc<Replica>>,
}

impl Tx {
    /// Starts a transaction.
    pub(super) async fn begin(db: &Db) -> Result<Self> {
        let _beginning = db.counting().beginning();
        Ok(Self {
            inner: db.write().begin_with_options(immediate()).await?,
            outbox: Vec::new(),
            bell: Arc::clone(db.bell()),
            sleepers: Vec::new(),
            counting: db.counting().clone(),
            replica: db.told(),
        })
    }

    /// The connection, for stores.
    #[must_use]
    pub const fn conn(&self) -> &Unit {
        &self.inner
    }

    /// Adds an event, to be written at commit.
    pub fn record(&mut self, event: event::ActiveModel) {
        self.outbox.push(event);
    }

    /// Wakes a worker once this is committed, since it leaves work for it.
    pub fn wake(&mut self, worker: &Arc<Notify>) {
        self.sleepers.push(Arc::clone(worker));
    }

    /// Writes the events, commits, wakes those who have work from it, and sees to it that whoever wrote
    /// reads that from no replica which may not have it yet.
    ///
    /// # Errors
    /// When the database does not take it; then nothing is changed.
    pub async fn commit(self) -> Result<()> {
        insert_all(&self.inner, &self.outbox).await?;
        let began = Instant::now();
        let committed = self.inner.commit().await;
        self.counting
            .done("COMMIT", began.elapsed(), committed.is_err());
        committed?;
        if !self.outbox.is_empty() {
            self.bell.send_replace(());
        }
        for worker in self.sleepers {
            worker.notify_one();
        }
        if let Some(replica) = &self.replica {
            replica.wrote(&self.outbox).await;
        }
        Ok(())
    }
}

/// Options of every transaction that may write: on `SQLite` it is immediate, since a deferred one that
/// reads before it writes fails whatever the busy timeout is.
pub(super) fn immediate() -> TransactionOptions {
    TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    }
}
