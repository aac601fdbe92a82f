//! A server-side credential.

use sea_orm::entity::prelude::*;

use crate::cell::cells;
use crate::{ApiKeyId, Timestamp};

/// One API key. Its secret is not kept.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_key")]
pub struct Model {
    /// `key_…`
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ApiKeyId,
    /// What it is for.
    pub name: String,
    /// Scopes, separated by spaces.
    pub scopes: String,
    /// First characters of the secret, to recognise it by.
    pub prefix: String,
    /// SHA-256 of the secret.
    pub secret_hash: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

cells! {
    {
        id: Id,
        name: Name,
        scopes: Scopes,
        prefix: Prefix,
        secret_hash: SecretHash,
        created_at: CreatedAt,
        expires_at: ExpiresAt,
        last_used_at: LastUsedAt,
        revoked_at: RevokedAt,
    }
    {}
}

impl ActiveModelBehavior for ActiveModel {}
