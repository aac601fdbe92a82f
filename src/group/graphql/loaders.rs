//! Groups and memberships, batched.

use std::collections::HashMap;
use std::sync::Arc;

use entity::{CustomerId, GroupId, MembershipId, customer_group, customer_group_customer};

use crate::db::Db;
use crate::error::Result;
use crate::graphql::loader::{Loader, Source};
use crate::group::store;
use crate::group::store::membership;

/// The loaders of the slice.
pub struct GroupLoaders {
    /// All live groups of a customer, by name.
    pub of_customer: Loader<OfCustomer>,
    /// Live groups by id.
    pub live: Loader<ById>,
    /// Groups by id, deleted ones too.
    pub any: Loader<ById>,
    /// Live memberships by id.
    pub memberships: Loader<MembershipsById>,
}

impl GroupLoaders {
    /// Fresh loaders.
    #[must_use]
    pub fn new(db: &Db) -> Self {
        let by_id = |include_deleted| {
            Loader::new(ById {
                db: db.clone(),
                include_deleted,
            })
        };
        Self {
            of_customer: Loader::new(OfCustomer(db.clone())),
            live: by_id(false),
            any: by_id(true),
            memberships: Loader::new(MembershipsById(db.clone())),
        }
    }
}

/// All live groups of a customer.
pub struct OfCustomer(Db);

impl Source for OfCustomer {
    type Key = CustomerId;
    type Value = Vec<Arc<customer_group::Model>>;

    async fn load(&self, keys: &[CustomerId]) -> Result<HashMap<CustomerId, Self::Value>> {
        let mut found: HashMap<_, Self::Value> = HashMap::with_capacity(keys.len());
        for (membership, group) in membership::groups_of(self.0.read(), keys).await? {
            found
                .entry(membership.customer_id)
                .or_default()
                .push(Arc::new(group));
        }
        Ok(found)
    }
}

/// Groups by id.
pub struct ById {
    db: Db,
    include_deleted: bool,
}

impl Source for ById {
    type Key = GroupId;
    type Value = Arc<customer_group::Model>;

    async fn load(&self, keys: &[GroupId]) -> Result<HashMap<GroupId, Self::Value>> {
        let rows = store::by_ids(self.db.read(), keys, self.include_deleted).await?;
        Ok(rows
            .into_iter()
            .map(|row| (row.id.clone(), Arc::new(row)))
            .collect())
    }
}

/// Live memberships by id.
pub struct MembershipsById(Db);

impl Source for MembershipsById {
    type Key = MembershipId;
    type Value = customer_group_customer::Model;

    async fn load(&self, keys: &[MembershipId]) -> Result<HashMap<MembershipId, Self::Value>> {
        let rows = membership::by_ids(self.0.read(), keys).await?;
        Ok(rows.into_iter().map(|row| (row.id.clone(), row)).collect())
    }
}
