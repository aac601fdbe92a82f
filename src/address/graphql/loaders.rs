//! Addresses of customers, batched.

use std::collections::HashMap;
use std::sync::Arc;

use entity::customer_address::Model;
use entity::{AddressId, CustomerId};

use crate::address::store;
use crate::db::Db;
use crate::error::Result;
use crate::graphql::loader::{Loader, Source};

/// The loaders of the slice.
pub struct AddressLoaders {
    /// All live addresses of a customer, oldest first.
    pub of_customer: Loader<OfCustomer>,
    /// The default addresses of a customer.
    pub defaults: Loader<DefaultsOf>,
    /// Live addresses of live customers by id.
    pub live: Loader<ById>,
    /// Addresses by id, deleted ones too.
    pub any: Loader<ById>,
}

impl AddressLoaders {
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
            defaults: Loader::new(DefaultsOf(db.clone())),
            live: by_id(false),
            any: by_id(true),
        }
    }
}

/// All live addresses of a customer.
pub struct OfCustomer(Db);

impl Source for OfCustomer {
    type Key = CustomerId;
    type Value = Vec<Arc<Model>>;

    async fn load(&self, keys: &[CustomerId]) -> Result<HashMap<CustomerId, Self::Value>> {
        let mut found: HashMap<_, Self::Value> = HashMap::with_capacity(keys.len());
        for row in store::of_customers(self.0.read(), keys).await? {
            found
                .entry(row.customer_id.clone())
                .or_default()
                .push(Arc::new(row));
        }
        Ok(found)
    }
}

/// The default addresses of one customer.
#[derive(Clone, Default)]
pub struct Defaults {
    /// For shipping.
    pub shipping: Option<Arc<Model>>,
    /// For billing.
    pub billing: Option<Arc<Model>>,
}

/// The default addresses of a customer.
pub struct DefaultsOf(Db);

impl Source for DefaultsOf {
    type Key = CustomerId;
    type Value = Defaults;

    async fn load(&self, keys: &[CustomerId]) -> Result<HashMap<CustomerId, Defaults>> {
        let mut found: HashMap<_, Defaults> = HashMap::with_capacity(keys.len());
        for row in store::defaults_of(self.0.read(), keys).await? {
            let row = Arc::new(row);
            let defaults = found.entry(row.customer_id.clone()).or_default();
            if row.is_default_shipping {
                defaults.shipping = Some(Arc::clone(&row));
            }
            if row.is_default_billing {
                defaults.billing = Some(row);
            }
        }
        Ok(found)
    }
}

/// Addresses by id.
pub struct ById {
    db: Db,
    include_deleted: bool,
}

impl Source for ById {
    type Key = AddressId;
    type Value = Arc<Model>;

    async fn load(&self, keys: &[AddressId]) -> Result<HashMap<AddressId, Arc<Model>>> {
        let rows = if self.include_deleted {
            store::any_by_ids(self.db.read(), keys).await?
        } else {
            store::by_ids(self.db.read(), keys).await?
        };
        Ok(rows
            .into_iter()
            .map(|row| (row.id.clone(), Arc::new(row)))
            .collect())
    }
}
