//! Keys of the server: those that sign access tokens, and the one that derives refresh tokens.

use sea_orm::entity::prelude::*;

use crate::{SecretBytes, Timestamp};

/// One key.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_key")]
pub struct Model {
    /// The `kid` of a token's header.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// `access` (Ed25519, PKCS#8) or `refresh` (HMAC-SHA-256, 32 bytes).
    pub purpose: String,
    /// The private half.
    pub secret: SecretBytes,
    /// When it was made, and from when it verifies.
    pub created_at: Timestamp,
    /// From when it signs; the newest such key does.
    pub signs_from: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
