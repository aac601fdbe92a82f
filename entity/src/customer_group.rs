//! A named set of customers.

use sea_orm::entity::prelude::*;

use crate::cell::cells;
use crate::fold::fold_option;
use crate::{Folded, GroupId, Timestamp, fold, search_key};

/// One group.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "customer_group")]
pub struct Model {
    /// `cgroup_…`
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: GroupId,
    /// Unique among live groups, ignoring case.
    pub name: String,
    /// Data of the operator, an object.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub metadata: Option<Json>,
    /// API key or staff subject that made the row.
    pub created_by: Option<String>,
    /// One more with every change.
    pub version: i32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When it was soft-deleted.
    pub deleted_at: Option<Timestamp>,
    /// Folded `name`.
    pub name_fold: String,
    /// Folded `created_by`.
    pub created_by_fold: Option<String>,
    /// What a search looks through.
    pub search: String,
    /// All memberships, of deleted customers too.
    #[sea_orm(has_many)]
    pub memberships: HasMany<super::customer_group_customer::Entity>,
}

cells! {
    {
        id: Id,
        name: Name,
        metadata: Metadata,
        created_by: CreatedBy,
        version: Version,
        created_at: CreatedAt,
        updated_at: UpdatedAt,
        deleted_at: DeletedAt,
    }
    { name_fold: NameFold, created_by_fold: CreatedByFold, search: Search }
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// Groups that are not deleted.
    #[must_use]
    pub fn live() -> Select<Self> {
        Self::find().filter(Column::DeletedAt.is_null())
    }
}

impl Folded for Model {
    fn fold(&mut self) {
        self.name_fold = fold(&self.name);
        self.created_by_fold = fold_option(self.created_by.as_deref());
        self.search = search_key(&[Some(&self.name)], None);
    }
}
