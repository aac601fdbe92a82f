//! Making keys: the first ones, and a new one to sign with.

use std::time::Duration;

use aws_lc_rs::signature::Ed25519KeyPair;
use entity::{SecretBytes, Timestamp, signing_key};

use super::ring::{ACCESS, AccessKey, REFRESH, Ring};
use crate::account::store;
use crate::app::App;
use crate::clock::Clock;
use crate::db::Db;
use crate::error::{Error, Result};

/// How long a new key is published before it signs: what others may cache the key set for.
pub const PUBLISHED_AHEAD: Duration = Duration::from_mins(5);

/// What a key does at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// Published, and waits for its time to sign.
    Next,
    /// Signs access tokens.
    Signs,
    /// Verifies the tokens it signed.
    Verifies,
    /// Of no more use; goes at the next rotation.
    Retired,
}

impl std::fmt::Display for KeyState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Next => "next",
            Self::Signs => "signs",
            Self::Verifies => "verifies",
            Self::Retired => "retired",
        })
    }
}

/// A key that signs access tokens, for listings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyStatus {
    /// The `kid` of its tokens.
    pub kid: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when it signs.
    pub signs_from: Timestamp,
    /// What it does now.
    pub state: KeyState,
}

/// Makes a new key, which signs in five minutes, and drops those that are retired. Nobody is logged
/// out. Answers with its `kid`.
///
/// # Errors
/// When the database fails.
pub async fn rotate(app: &App) -> Result<String> {
    let tx = app.db.begin().await?;
    store::keys::lock(&tx, app.db.backend()).await?;
    let now = app.clock.now();
    let ring = Ring::new(
        store::keys::all(tx.conn()).await?,
        now,
        app.settings.accounts.access_token_ttl,
    )?;
    let retired = ring.access().iter().filter(|key| key.is_retired(now));
    store::keys::delete(&tx, retired.map(|key| key.kid.clone())).await?;
    let mut key = new_key(&app.clock, ACCESS, now)?;
    key.signs_from = now.plus(PUBLISHED_AHEAD);
    let kid = key.id.clone();
    store::keys::insert(&tx, key).await?;
    tx.commit().await?;
    Ok(kid)
}

/// The keys that sign access tokens, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn list(app: &App) -> Result<Vec<KeyStatus>> {
    let now = app.clock.now();
    let rows = store::keys::all(app.db.read()).await?;
    let ring = Ring::new(rows, now, app.settings.accounts.access_token_ttl)?;
    let signer = &ring.signer(now).kid;
    let status = |key: &AccessKey| KeyStatus {
        kid: key.kid.clone(),
        created_at: key.created_at,
        signs_from: key.signs_from,
        state: match key {
            _ if key.kid == *signer => KeyState::Signs,
            _ if key.signs_from > now => KeyState::Next,
            _ if key.is_retired(now) => KeyState::Retired,
            _ => KeyState::Verifies,
        },
    };
    Ok(ring.access().iter().map(status).collect())
}

/// Makes the keys that a database lacks; each once, however many replicas start at once.
pub(super) async fn make_missing(db: &Db, clock: &Clock) -> Result<()> {
    if missing(&store::keys::all(db.read()).await?).is_empty() {
        return Ok(());
    }
    let tx = db.begin().await?;
    store::keys::lock(&tx, db.backend()).await?;
    for purpose in missing(&store::keys::all(tx.conn()).await?) {
        store::keys::insert(&tx, new_key(clock, purpose, clock.now())?).await?;
    }
    tx.commit().await
}

fn missing(rows: &[signing_key::Model]) -> Vec<&'static str> {
    let has = |purpose: &&str| rows.iter().any(|row| row.purpose == *purpose);
    [ACCESS, REFRESH]
        .into_iter()
        .filter(|purpose| !has(purpose))
        .collect()
}

/// A new key that signs from when it is made.
pub(super) fn new_key(clock: &Clock, purpose: &str, now: Timestamp) -> Result<signing_key::Model> {
    let secret = if purpose == ACCESS {
        ed25519().map_err(|_| Error::internal("no Ed25519 key could be made"))?
    } else {
        clock.secret::<32>().to_vec()
    };
    Ok(signing_key::Model {
        id: clock.ulid().to_string(),
        purpose: purpose.to_owned(),
        secret: SecretBytes(secret),
        created_at: now,
        signs_from: now,
    })
}

/// A private key, in PKCS#8.
fn ed25519() -> Result<Vec<u8>, aws_lc_rs::error::Unspecified> {
    let document = Ed25519KeyPair::generate()?.to_pkcs8()?;
    Ok(document.as_ref().to_vec())
}
