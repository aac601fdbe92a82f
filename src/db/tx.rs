//! The unit of work.

use entity::event;
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};

use super::rows::insert_all;
use super::wake::Bell;
use crate::error::Result;

/// One transaction and the events of its changes: commit writes both, dropping neither.
pub struct Tx {
    inner: DatabaseTransaction,
    outbox: Vec<event::ActiveModel>,
    bell: Bell,
}

impl Tx {
    /// Starts a transaction.
    pub(super) async fn begin(connection: &DatabaseConnection, bell: Bell) -> Result<Self> {
        Ok(Self {
            inner: connection.begin_with_options(immediate()).await?,
            outbox: Vec::new(),
            bell,
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

    /// Writes the events, commits, and tells those who read events.
    ///
    /// # Errors
    /// When the database does not take it; then nothing is changed.
    pub async fn commit(self) -> Result<()> {
        insert_all(&self.inner, &self.outbox).await?;
        self.inner.commit().await?;
        if !self.outbox.is_empty() {
            self.bell.send_replace(());
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
