//! What was counted of those who are erased.

use std::sync::Arc;

use super::budget::account_key;
use crate::account::keys::Ring;
use crate::account::store;
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;

/// The counters of accounts; to be had before the transaction begins, since reading the key that names
/// them inside of one would wait for a second connection.
pub struct Counters(Arc<Ring>);

impl Counters {
    /// Those of the database.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(app: &App) -> Result<Self> {
        app.keys.ring().await.map(Self)
    }

    /// Forgets what was counted of the accounts with these e-mails, in whatever network.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget(&self, tx: &Tx, emails: &[String]) -> Result<()> {
        let key = |email: &String| account_key(&self.0.throttle, email);
        store::throttle::forget(tx, emails.iter().map(key).collect()).await
    }
}
