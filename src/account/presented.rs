//! Credentials as requests present them.

use std::collections::HashMap;

use entity::{SessionId, api_key, session};

use super::store;
use super::together::Together;
use crate::db::Db;
use crate::error::Result;

/// What is known of credentials, asked anew for every request.
#[derive(Default)]
pub struct Presented {
    keys: Together<Vec<u8>, api_key::Model>,
    sessions: Together<SessionId, session::Model>,
}

impl Presented {
    /// The API key of a secret's hash, unless it is revoked.
    pub(super) async fn key(&self, db: &Db, hash: Vec<u8>) -> Result<Option<api_key::Model>> {
        let read = async |hashes: Vec<_>| {
            let keys = store::api_key::unrevoked(db, &hashes).await?.into_iter();
            Ok(keys.map(|key| (key.secret_hash.clone(), key)).collect())
        };
        self.keys.find(hash, read).await
    }

    /// A session whose owner is not deleted.
    pub(super) async fn session(&self, db: &Db, id: SessionId) -> Result<Option<session::Model>> {
        let read = async |ids: Vec<_>| {
            let sessions = store::session::of_live(db, &ids).await?.into_iter();
            let found: HashMap<_, _> = sessions.map(|row| (row.id.clone(), row)).collect();
            Ok(found)
        };
        self.sessions.find(id, read).await
    }
}
