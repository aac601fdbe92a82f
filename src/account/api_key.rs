//! API keys: the credentials of backends.

use std::time::Duration;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::{ApiKeyId, Timestamp, api_key};
use secrecy::SecretString;

use super::digest::sha256;
use super::store;
use crate::actor::{Actor, Scope};
use crate::app::App;
use crate::db::Db;
use crate::error::{Code, Error, Result};
use crate::idempotency::{self, Outcome, Row};
use crate::value::Text;

/// What the secret of every key starts with.
pub(super) const SECRET_PREFIX: &str = "sk_";
/// Characters of the secret that are kept, to recognise a key by.
const SHOWN: usize = 8;
/// `lastUsedAt` is written at most once in this time.
pub(super) const USE_NOTED_EVERY: Duration = Duration::from_mins(1);

/// A new key, and its secret, which is shown this once.
#[derive(Debug)]
pub struct Made {
    /// What is kept of it.
    pub key: api_key::Model,
    /// What its holder shows.
    pub secret: SecretString,
}

/// Makes a key.
///
/// # Errors
/// [`Code::Required`] at `input.scopes` without any scope; what the database says.
pub async fn create(
    app: &App,
    name: Text,
    scopes: &[Scope],
    expires_at: Option<Timestamp>,
) -> Result<Made> {
    if scopes.is_empty() {
        return Err(Error::refused(
            Code::Required,
            "A key needs a scope.",
            ["input", "scopes"],
        ));
    }
    let (id, now) = (app.clock.id(), app.clock.now());
    let secret = text(&replayable(app, &id).unwrap_or_else(|| app.clock.secret::<32>().into()));
    let key = api_key::Model {
        id,
        name: name.into(),
        scopes: names(scopes),
        prefix: secret[..SHOWN].to_owned(),
        secret_hash: sha256(secret.as_bytes()),
        created_at: now,
        expires_at,
        last_used_at: None,
        revoked_at: None,
    };
    let tx = app.db.begin().await?;
    store::api_key::insert(&tx, key.clone()).await?;
    let made = tx.commit_with(Made {
        key,
        secret: secret.into(),
    });
    made.await
}

/// The secret of a key that is made under an idempotency key, so that it can be told again to who asks
/// under the same one.
fn replayable(app: &App, id: &ApiKeyId) -> Option<Vec<u8>> {
    let seed = idempotency::seed()?;
    let mut context = hmac::Context::with_key(&app.keys.secrets);
    context.update(id.to_string().as_bytes());
    context.update(&seed);
    Some(context.sign().as_ref().to_vec())
}

fn text(secret: &[u8]) -> String {
    format!("{SECRET_PREFIX}{}", URL_SAFE_NO_PAD.encode(secret))
}

/// The secret is not kept: it is made again of the idempotency key.
impl Outcome for Made {
    type Ids = ApiKeyId;

    fn ids(&self) -> ApiKeyId {
        self.key.id.clone()
    }

    async fn find(app: &App, id: ApiKeyId) -> Result<Option<Self>> {
        let secret = replayable(app, &id).map(|secret| text(&secret).into());
        let made = find(app, &id).await?.zip(secret);
        Ok(made.map(|(key, secret)| Self { key, secret }))
    }
}

impl Row for api_key::Model {
    type Id = ApiKeyId;

    fn id(&self) -> ApiKeyId {
        self.id.clone()
    }

    async fn by_ids(db: &Db, ids: &[ApiKeyId]) -> Result<Vec<Self>> {
        store::api_key::by_ids(db, ids).await
    }
}

/// The key with an id.
///
/// # Errors
/// When the database fails.
pub async fn find(app: &App, id: &ApiKeyId) -> Result<Option<api_key::Model>> {
    let found = store::api_key::by_ids(&app.db, std::slice::from_ref(id));
    Ok(found.await?.pop())
}

/// Every key, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn list(app: &App) -> Result<Vec<api_key::Model>> {
    store::api_key::all(&app.db).await
}

/// Revokes a key at once. One that is revoked already stays as it is.
///
/// # Errors
/// [`Code::NotFound`] at `input.id` for an unknown one.
pub async fn revoke(app: &App, id: &ApiKeyId) -> Result<api_key::Model> {
    let tx = app.db.begin().await?;
    let revoked = store::api_key::revoke(&tx, id, app.clock.now()).await?;
    let revoked = revoked
        .ok_or_else(|| Error::refused(Code::NotFound, "There is no such key.", ["input", "id"]))?;
    tx.commit_with(revoked).await
}

/// The staff behind a secret.
pub(super) async fn authenticate(app: &App, secret: &str) -> Result<Actor> {
    let hash = sha256(secret.as_bytes());
    let key = app.presented.key(&app.db, hash).await?;
    let lives = |key: &api_key::Model| key.expires_at.is_none_or(|end| end > app.clock.now());
    let key = key.filter(lives).ok_or(Error::Unauthenticated)?;
    note_use(app, &key);
    Ok(Actor::Staff {
        id: key.id.to_string(),
        scopes: key.scopes.split(' ').filter_map(Scope::parse).collect(),
    })
}

/// Notes that a key was used; the request does not wait for it.
fn note_use(app: &App, key: &api_key::Model) {
    let now = app.clock.now();
    let since = now.minus(USE_NOTED_EVERY);
    if key.last_used_at.is_some_and(|at| at > since) {
        return;
    }
    let (db, id) = (app.db.clone(), key.id.clone());
    tokio::spawn(async move {
        if let Err(error) = store::api_key::used(&db, &id, now, since).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the use of an API key was not noted"
            );
        }
    });
}

/// The names of scopes, each once, as they are kept.
fn names(scopes: &[Scope]) -> String {
    let given = Scope::NAMES
        .iter()
        .filter(|(scope, _)| scopes.contains(scope));
    let names: Vec<&str> = given.map(|(_, name)| *name).collect();
    names.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_kept_once_each_by_name() {
        let scopes = [Scope::Admin, Scope::CustomersRead, Scope::Admin];
        assert_eq!(names(&scopes), "customers:read admin");
    }
}
