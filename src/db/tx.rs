//! The unit of work.

use std::sync::Arc;
use std::time::Instant;

use entity::event;
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use tokio::sync::Notify;

use super::observed::Observed;
use super::rows::insert_all;
use super::wake::Bell;
use crate::error::Result;

/// One transaction and the events of its changes: commit writes both, dropping neither.
pub struct Tx {
    inner: DatabaseTransaction,
    outbox: Vec<event::ActiveModel>,
    bell: Bell,
    sleepers: Vec<Arc<Notify>>,
    observed: Observed,
}

impl Tx {
    /// Starts a transaction.
    pub(super) async fn begin(
        connection: &DatabaseConnection,
        bell: Bell,
        observed: Observed,
    ) -> Result<Self> {
        Ok(Self {
            inner: connection.begin_with_options(immediate()).await?,
            outbox: Vec::new(),
            bell,
            sleepers: Vec::new(),
            observed,
        })
    }

    /// The connection, for stores.
    #[must_use]
    pub const fn conn(&self) -> &DatabaseTransaction {
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

    /// Writes the events, commits, and wakes those who have work from it.
    ///
    /// # Errors
    /// When the database does not take it; then nothing is changed.
    pub async fn commit(self) -> Result<()> {
        insert_all(&self.inner, &self.outbox).await?;
        let began = Instant::now();
        let committed = self.inner.commit().await;
        self.observed
            .ran("COMMIT", began.elapsed(), committed.is_err());
        committed?;
        if !self.outbox.is_empty() {
            self.bell.send_replace(());
        }
        for worker in self.sleepers {
            worker.notify_one();
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
