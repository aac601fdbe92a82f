//! A login session (a device). An ended session has no row.

use sea_orm::entity::prelude::*;

use crate::cell::cells;
use crate::{CustomerId, IdentityId, SessionId, Timestamp};

/// One live session.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// `sess_…`
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    /// Who is logged in.
    pub customer_id: CustomerId,
    /// With which login.
    pub identity_id: IdentityId,
    /// SHA-256 of the refresh token that works.
    pub token_hash: Vec<u8>,
    /// SHA-256 of the one before it.
    pub previous_hash: Option<Vec<u8>>,
    /// When the last one became the previous one.
    pub rotated_at: Option<Timestamp>,
    /// How often it was refreshed.
    pub rotations: i32,
    /// What the client called itself at login.
    pub user_agent: Option<String>,
    /// Where the login came from.
    pub ip_address: Option<String>,
    /// When the customer logged in.
    pub created_at: Timestamp,
    /// When it was last refreshed.
    pub last_used_at: Timestamp,
    /// When it ends unless it is refreshed before.
    pub idle_expires_at: Timestamp,
    /// When it ends in any case.
    pub expires_at: Timestamp,
}

impl Model {
    /// Whether it has not ended by itself.
    #[must_use]
    pub fn lives(&self, now: Timestamp) -> bool {
        self.expires_at > now && self.idle_expires_at > now
    }
}

cells! {
    {
        id: Id,
        customer_id: CustomerId,
        identity_id: IdentityId,
        token_hash: TokenHash,
        previous_hash: PreviousHash,
        rotated_at: RotatedAt,
        rotations: Rotations,
        user_agent: UserAgent,
        ip_address: IpAddress,
        created_at: CreatedAt,
        last_used_at: LastUsedAt,
        idle_expires_at: IdleExpiresAt,
        expires_at: ExpiresAt,
    }
    {}
}

impl ActiveModelBehavior for ActiveModel {}
