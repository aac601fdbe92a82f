//! The keys in memory, so that requests need not ask the database.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use aws_lc_rs::hmac;
use serde_json::Value;
use tokio::sync::Mutex;

use super::ring::Ring;
use super::rotate;
use crate::account::store;
use crate::clock::Clock;
use crate::config::Accounts;
use crate::db::Db;
use crate::error::{Error, Result};

/// How old the keys at hand may be. Far shorter than a new key is published before it signs.
const MAX_AGE: Duration = Duration::from_secs(10);
/// How old they may be when a token names a key that is not among them. Not zero: anyone can name one.
const MAX_AGE_ON_UNKNOWN: Duration = Duration::from_secs(1);

/// The keys that sign access tokens and derive refresh tokens.
pub struct Keys {
    db: Db,
    clock: Clock,
    access_ttl: Duration,
    /// Names what the throttle counts.
    pub(in crate::account) throttle: hmac::Key,
    /// Hashes login codes, which are too short for a hash without a key.
    pub(in crate::account) codes: hmac::Key,
    /// Makes secrets of API keys that a replay must be able to give again.
    pub(in crate::account) secrets: hmac::Key,
    ring: RwLock<Arc<Ring>>,
    reading: Mutex<()>,
}

impl Keys {
    /// Reads the keys; makes them where the database has none.
    ///
    /// # Errors
    /// When the database fails, or a key is damaged.
    pub async fn load(db: Db, clock: Clock, settings: &Accounts) -> Result<Self> {
        rotate::make_missing(&db, &clock).await?;
        let ring = read(&db, &clock, settings.access_token_ttl).await?;
        Ok(Self {
            db,
            clock,
            access_ttl: settings.access_token_ttl,
            throttle: hmac::Key::new(hmac::HMAC_SHA256, &derived(&ring, "throttle")?),
            codes: hmac::Key::new(hmac::HMAC_SHA256, &derived(&ring, "codes")?),
            secrets: hmac::Key::new(hmac::HMAC_SHA256, &derived(&ring, "api keys")?),
            ring: RwLock::new(Arc::new(ring)),
            reading: Mutex::new(()),
        })
    }

    /// The public halves as a JSON Web Key Set (RFC 7517), for `/.well-known/jwks.json`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn jwks(&self) -> Result<Value> {
        Ok(self.ring().await?.jwks(self.clock.now()))
    }

    /// A key of 32 bytes for another purpose, the same in every process that shares the database.
    /// Derived from the key of refresh tokens, which does not rotate; a purpose must not have 32 bytes itself,
    /// as the secrets have that are derived from.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn derive(&self, purpose: &str) -> Result<[u8; 32]> {
        derived(self.ring().await?.as_ref(), purpose)
    }

    /// The keys, as they were 10 seconds ago or later.
    pub(in crate::account) async fn ring(&self) -> Result<Arc<Ring>> {
        self.not_older_than(MAX_AGE).await
    }

    /// The keys, among them the one named where there is one.
    pub(in crate::account) async fn ring_with(&self, kid: &str) -> Result<Arc<Ring>> {
        let ring = self.ring().await?;
        if ring.verifier(kid, self.clock.now()).is_some() {
            return Ok(ring);
        }
        self.not_older_than(MAX_AGE_ON_UNKNOWN).await
    }

    async fn not_older_than(&self, age: Duration) -> Result<Arc<Ring>> {
        if let Some(ring) = self.at_hand(age) {
            return Ok(ring);
        }
        // One reads, the others wait for what it finds.
        let _reading = self.reading.lock().await;
        if let Some(ring) = self.at_hand(age) {
            return Ok(ring);
        }
        let ring = Arc::new(read(&self.db, &self.clock, self.access_ttl).await?);
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&ring);
        Ok(ring)
    }

    /// The keys in memory, unless they are older. A clock that was set back makes them too old, too.
    fn at_hand(&self, age: Duration) -> Option<Arc<Ring>> {
        let ring = Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner));
        let now = self.clock.now();
        (ring.read_at <= now && now < ring.read_at.plus(age)).then_some(ring)
    }
}

fn derived(ring: &Ring, purpose: &str) -> Result<[u8; 32]> {
    let key = hmac::sign(&ring.refresh, purpose.as_bytes());
    key.as_ref()
        .try_into()
        .map_err(|_| Error::internal("a key of another length"))
}

async fn read(db: &Db, clock: &Clock, access_ttl: Duration) -> Result<Ring> {
    let read_at = clock.now();
    Ring::new(store::keys::all(db.read()).await?, read_at, access_ttl)
}
