//! Endpoints and deliveries, batched.

use std::collections::HashMap;
use std::sync::Arc;

use entity::{DeliveryId, EndpointId, webhook_delivery, webhook_endpoint};

use crate::db::Db;
use crate::error::Result;
use crate::graphql::Parts;
use crate::graphql::loader::{Loader, Source};
use crate::webhook::store::delivery::Logs;
use crate::webhook::store::{delivery, endpoint};

/// The loaders of the slice.
pub struct WebhookLoaders {
    /// Endpoints by id.
    pub endpoints: Loader<EndpointsById>,
    /// Deliveries by id.
    pub deliveries: Loader<DeliveriesById>,
    /// Pages of the logs of endpoints.
    pub logs: Loader<Parts<EndpointId, Logs>>,
}

impl WebhookLoaders {
    /// Fresh loaders.
    #[must_use]
    pub fn new(db: &Db) -> Self {
        Self {
            endpoints: Loader::new(EndpointsById(db.clone())),
            deliveries: Loader::new(DeliveriesById(db.clone())),
            logs: Parts::loader(db),
        }
    }
}

/// Endpoints by id.
pub struct EndpointsById(Db);

impl Source for EndpointsById {
    type Key = EndpointId;
    type Value = Arc<webhook_endpoint::Model>;

    async fn load(&self, keys: &[EndpointId]) -> Result<HashMap<EndpointId, Self::Value>> {
        let rows = endpoint::by_ids(self.0.read(), keys).await?.into_iter();
        Ok(rows.map(|row| (row.id.clone(), Arc::new(row))).collect())
    }
}

/// Deliveries by id.
pub struct DeliveriesById(Db);

impl Source for DeliveriesById {
    type Key = DeliveryId;
    type Value = Arc<webhook_delivery::Model>;

    async fn load(&self, keys: &[DeliveryId]) -> Result<HashMap<DeliveryId, Self::Value>> {
        let rows = delivery::by_ids(self.0.read(), keys).await?.into_iter();
        Ok(rows.map(|row| (row.id.clone(), Arc::new(row))).collect())
    }
}
