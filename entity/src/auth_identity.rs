//! A way to log in.

use sea_orm::entity::prelude::*;

use crate::{CustomerId, IdentityId, SecretText, Timestamp};

/// One login: an e-mail and password, or a subject at an identity provider.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "auth_identity")]
pub struct Model {
    /// `authid_…`
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: IdentityId,
    /// `emailpass`, or the name of a provider.
    pub provider: String,
    /// The e-mail, or the provider's subject; unique with the provider among the live.
    pub entity_id: String,
    /// Whose it is; none until it is claimed.
    pub customer_id: Option<CustomerId>,
    /// PHC string; none where there is no password.
    pub password_hash: Option<SecretText>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last logged in.
    pub last_used_at: Option<Timestamp>,
    /// Set while its customer is soft-deleted.
    pub deleted_at: Option<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// Logins whose customer is not deleted.
    #[must_use]
    pub fn live() -> Select<Self> {
        Self::find().filter(Column::DeletedAt.is_null())
    }
}
