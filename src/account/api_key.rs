//! API keys: the credentials of backends.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::{ApiKeyId, api_key};
use secrecy::SecretString;

use super::digest::sha256;
use super::store;
use crate::actor::{Actor, Scope};
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::value::Text;

/// What the secret of every key starts with.
pub(super) const SECRET_PREFIX: &str = "sk_";
/// Characters of the secret that are kept, to recognise a key by.
const SHOWN: usize = 8;
/// `lastUsedAt` is written at most once in this time.
pub(super) const USE_NOTED_EVERY: Duration = Duration::from_mins(1);

/// Makes a key, and its secret, which is shown this once.
///
/// # Errors
/// [`Code::Required`] without any scope; what the database says.
pub async fn create(
    app: &App,
    name: Text,
    scopes: &[Scope],
    expires_in: Option<Duration>,
) -> Result<(ApiKeyId, SecretString)> {
    if scopes.is_empty() {
        return Err(Error::refused(
            Code::Required,
            "A key needs a scope.",
            ["input", "scopes"],
        ));
    }
    let secret = format!(
        "{SECRET_PREFIX}{}",
        URL_SAFE_NO_PAD.encode(app.clock.secret::<32>())
    );
    let now = app.clock.now();
    let key = api_key::Model {
        id: app.clock.id(),
        name: name.into(),
        scopes: names(scopes),
        prefix: secret[..SHOWN].to_owned(),
        secret_hash: sha256(secret.as_bytes()),
        created_at: now,
        expires_at: expires_in.map(|time| now.plus(time)),
        last_used_at: None,
        revoked_at: None,
    };
    let id = key.id.clone();
    store::api_key::insert(&app.db, key).await?;
    Ok((id, secret.into()))
}

/// Every key, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn list(app: &App) -> Result<Vec<api_key::Model>> {
    store::api_key::all(&app.db).await
}

/// Revokes a key at once; says whether there is such a key.
///
/// # Errors
/// When the database fails.
pub async fn revoke(app: &App, id: &ApiKeyId) -> Result<bool> {
    store::api_key::revoke(&app.db, id, app.clock.now()).await
}

/// The staff behind a secret.
pub(super) async fn authenticate(app: &App, secret: &str) -> Result<Actor> {
    let key = store::api_key::live(&app.db, sha256(secret.as_bytes()), app.clock.now()).await?;
    let key = key.ok_or(Error::Unauthenticated)?;
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
