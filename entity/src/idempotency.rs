//! What came of a mutation that was sent with an idempotency key.

use sea_orm::entity::prelude::*;

use crate::{SecretText, Timestamp};

/// One root field of one request, written in the transaction of its change. Ids and names alone, nothing
/// personal, and no key that it was sent with.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency")]
pub struct Model {
    /// Hash of the key, of whoever sent it, and of the place of the root field.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Hash of the request; a slow one where the request may hold a password.
    pub request: SecretText,
    /// Ids of what came of it, or its user errors.
    #[sea_orm(column_type = "JsonBinary")]
    pub outcome: Json,
    /// From when it counts no more.
    pub expires_at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
