//! What every request shares, built in one place, also by tests.

use std::sync::Arc;

use crate::account::{Hasher, Keys};
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::{self, Db};
use crate::error::{Error, Result};

/// What every request shares.
pub struct App {
    /// The database.
    pub db: Db,
    /// Time, ids and randomness.
    pub clock: Clock,
    /// The settings it was built with.
    pub settings: Settings,
    /// The threads that hash passwords.
    pub hasher: Hasher,
    /// The keys of tokens.
    pub keys: Keys,
}

impl App {
    /// Opens what the settings name; the database must be migrated.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn build(settings: Settings, clock: Clock) -> Result<Arc<Self>> {
        let db = db::connect(&settings.database)
            .await
            .map_err(|e| Error::Internal(Box::new(e)))?;
        let keys = Keys::load(db.clone(), clock.clone(), &settings.accounts).await?;
        let hasher = Hasher::start(&settings.accounts, clock.clone())?;
        Ok(Arc::new(Self {
            db,
            clock,
            settings,
            hasher,
            keys,
        }))
    }
}
