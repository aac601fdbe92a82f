//! How what came of a mutation is found again, see [`crate::idempotency`].

use entity::{GroupId, MembershipId, customer_group, customer_group_customer};

use crate::db::Db;
use crate::error::Result;
use crate::group::store;
use crate::idempotency::Row;

impl Row for customer_group::Model {
    type Id = GroupId;

    fn id(&self) -> GroupId {
        self.id.clone()
    }

    async fn by_ids(db: &Db, ids: &[GroupId]) -> Result<Vec<Self>> {
        Ok(store::by_ids(db.read(), ids, false).await?)
    }
}

impl Row for customer_group_customer::Model {
    type Id = MembershipId;

    fn id(&self) -> MembershipId {
        self.id.clone()
    }

    async fn by_ids(db: &Db, ids: &[MembershipId]) -> Result<Vec<Self>> {
        Ok(store::membership::by_ids(db.read(), ids).await?)
    }
}
