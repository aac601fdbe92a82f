//! What every request shares, built in one place, also by tests.

use std::sync::Arc;

use crate::account::{Hasher, Keys};
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::Db;
use crate::error::Result;

/// What every request shares.
pub struct App {
    /// The database.
    pub db: Db,
    /// Time, ids and randomness.
    pub clock: Clock,
    /// The settings it was built with.
    pub settings: Settings,
    /// Threads that hash passwords.
    pub hasher: Hasher,
    /// Keys that sign tokens.
    pub keys: Keys,
}

impl App {
    /// Builds it on a database whose schema is up to date; makes signing keys where there are none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn build(settings: Settings, clock: Clock, db: Db) -> Result<Arc<Self>> {
        let hasher = Hasher::start(&settings.accounts, clock.clone());
        let keys = Keys::load(&db, &clock).await?;
        Ok(Arc::new(Self {
            db,
            clock,
            settings,
            hasher,
            keys,
        }))
    }
}
