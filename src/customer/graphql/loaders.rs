//! Customers by id, batched.

use std::collections::HashMap;
use std::sync::Arc;

use entity::customer::Model;
use entity::{CustomerId, GroupId};

use crate::customer::store::{self, Members};
use crate::db::Db;
use crate::error::Result;
use crate::graphql::Parts;
use crate::graphql::loader::{Loader, Source};

/// The loaders of the slice.
pub struct CustomerLoaders {
    /// Live customers by id.
    pub live: Loader<ById>,
    /// Customers by id, deleted ones too.
    pub any: Loader<ById>,
    /// A page of the members of a group.
    pub of_group: Loader<Parts<GroupId, Members>>,
}

impl CustomerLoaders {
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
            live: by_id(false),
            any: by_id(true),
            of_group: Parts::loader(db),
        }
    }
}

/// Customers by id.
pub struct ById {
    db: Db,
    include_deleted: bool,
}

impl Source for ById {
    type Key = CustomerId;
    type Value = Arc<Model>;

    async fn load(&self, keys: &[CustomerId]) -> Result<HashMap<CustomerId, Arc<Model>>> {
        let rows = store::by_ids(self.db.read(), keys, self.include_deleted).await?;
        Ok(rows
            .into_iter()
            .map(|row| (row.id.clone(), Arc::new(row)))
            .collect())
    }
}
