//! Events by id, and histories of customers, batched.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;

use entity::event::Model;
use entity::{CustomerId, EventId};

use crate::db::Db;
use crate::error::Result;
use crate::event::store::{self, Part};
use crate::graphql::loader::{Loader, Source};

/// The loaders of the slice.
pub struct EventLoaders {
    /// Events by id.
    pub by_id: Loader<ById>,
    /// Parts of the histories of customers, newest first.
    pub history: Loader<HistoryOf>,
    /// Whether a customer's history has something at a position or newer.
    pub newer: Loader<NewerOf>,
}

impl EventLoaders {
    /// Fresh loaders.
    #[must_use]
    pub fn new(db: &Db) -> Self {
        Self {
            by_id: Loader::new(ById(db.clone())),
            history: Loader::new(HistoryOf(db.clone())),
            newer: Loader::new(NewerOf(db.clone())),
        }
    }
}

/// Events by id.
pub struct ById(Db);

impl Source for ById {
    type Key = EventId;
    type Value = Arc<Model>;

    async fn load(&self, keys: &[EventId]) -> Result<HashMap<EventId, Arc<Model>>> {
        let rows = store::by_ids(self.0.read(), keys).await?;
        Ok(rows
            .into_iter()
            .map(|row| (row.id.clone(), Arc::new(row)))
            .collect())
    }
}

/// Parts of histories. The same part of any number of customers is one statement.
pub struct HistoryOf(Db);

impl Source for HistoryOf {
    type Key = (CustomerId, Part);
    type Value = Vec<Arc<Model>>;

    async fn load(&self, keys: &[Self::Key]) -> Result<HashMap<Self::Key, Self::Value>> {
        let mut found: HashMap<Self::Key, Self::Value> = HashMap::with_capacity(keys.len());
        for (part, customers) in by_part(keys) {
            for row in store::parts(self.0.read(), &customers, part).await? {
                if let Some(customer) = row.customer_id.clone() {
                    let history = found.entry((customer, part)).or_default();
                    history.push(Arc::new(row));
                }
            }
        }
        Ok(found)
    }
}

/// Whether there is something newer. The same position of any number of customers is one statement.
pub struct NewerOf(Db);

impl Source for NewerOf {
    type Key = (CustomerId, i64);
    type Value = ();

    async fn load(&self, keys: &[Self::Key]) -> Result<HashMap<Self::Key, ()>> {
        let mut found = HashMap::with_capacity(keys.len());
        for (position, customers) in by_part(keys) {
            let with_newer = store::with_newer(self.0.read(), &customers, position).await?;
            let with_newer = with_newer.into_iter();
            found.extend(with_newer.map(|customer| ((customer, position), ())));
        }
        Ok(found)
    }
}

/// The customers of which the same is asked, each once.
fn by_part<P: Copy + Eq + Hash>(keys: &[(CustomerId, P)]) -> HashMap<P, Vec<CustomerId>> {
    let mut parts: HashMap<P, HashSet<&CustomerId>> = HashMap::new();
    for (customer, part) in keys {
        parts.entry(*part).or_default().insert(customer);
    }
    let owned = |(part, customers): (P, HashSet<&CustomerId>)| {
        (part, customers.into_iter().cloned().collect())
    };
    parts.into_iter().map(owned).collect()
}
