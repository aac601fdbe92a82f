//! The join of customers and groups.

use sea_orm::entity::prelude::*;

use crate::cell::cells;
use crate::{CustomerId, GroupId, MembershipId, Timestamp};

/// One membership. It counts as gone when its customer or its group is deleted.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customer_group_customer")]
pub struct Model {
    /// `cgc_…`
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MembershipId,
    /// The member.
    pub customer_id: CustomerId,
    /// The group.
    pub customer_group_id: GroupId,
    /// API key or staff subject that made the row.
    pub created_by: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// The member.
    #[sea_orm(belongs_to, from = "customer_id", to = "id")]
    pub customer: BelongsTo<super::customer::Entity>,
    /// The group.
    #[sea_orm(belongs_to, from = "customer_group_id", to = "id")]
    pub customer_group: BelongsTo<super::customer_group::Entity>,
}

cells! {
    {
        id: Id,
        customer_id: CustomerId,
        customer_group_id: CustomerGroupId,
        created_by: CreatedBy,
        created_at: CreatedAt,
    }
    {}
}

impl ActiveModelBehavior for ActiveModel {}
