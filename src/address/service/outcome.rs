//! How what came of a mutation is found again, see [`crate::idempotency`].

use std::collections::{BTreeSet, HashMap};

use entity::{AddressId, customer};

use super::Placed;
use crate::address::store;
use crate::db::Db;
use crate::error::Result;
use crate::idempotency::Row;

impl Row for Placed {
    type Id = AddressId;

    fn id(&self) -> AddressId {
        self.address.id.clone()
    }

    async fn by_ids(db: &Db, ids: &[AddressId]) -> Result<Vec<Self>> {
        let rows = store::by_ids(db.read(), ids).await?;
        let owners: BTreeSet<_> = rows.iter().map(|row| row.customer_id.clone()).collect();
        let owners: Vec<_> = owners.into_iter().collect();
        let owners = customer::Model::by_ids(db, &owners).await?.into_iter();
        let owners: HashMap<_, _> = owners.map(|row| (row.id.clone(), row)).collect();
        let place = |address: entity::customer_address::Model| {
            let customer = owners.get(&address.customer_id)?.clone();
            Some(Self { address, customer })
        };
        Ok(rows.into_iter().filter_map(place).collect())
    }
}
