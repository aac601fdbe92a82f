//! Logins and sessions, batched.

use std::collections::HashMap;
use std::sync::Arc;

use entity::{CustomerId, IdentityId, SessionId, auth_identity, session};

use crate::account::store;
use crate::app::App;
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Result;
use crate::graphql::loader::{Loader, Source};

/// The loaders of the slice.
pub struct AccountLoaders {
    /// All live logins of a customer, the oldest first.
    pub identities_of: Loader<IdentitiesOf>,
    /// Live logins by id.
    pub identities: Loader<IdentitiesById>,
    /// All live sessions of a customer, the one used last first.
    pub sessions_of: Loader<SessionsOf>,
    /// Live sessions by id.
    pub sessions: Loader<SessionsById>,
}

impl AccountLoaders {
    /// Fresh loaders.
    #[must_use]
    pub fn new(app: &App) -> Self {
        let (db, clock) = (&app.db, &app.clock);
        Self {
            identities_of: Loader::new(IdentitiesOf(db.clone())),
            identities: Loader::new(IdentitiesById(db.clone())),
            sessions_of: Loader::new(SessionsOf(db.clone(), clock.clone())),
            sessions: Loader::new(SessionsById(db.clone(), clock.clone())),
        }
    }
}

/// All live logins of a customer.
pub struct IdentitiesOf(Db);

impl Source for IdentitiesOf {
    type Key = CustomerId;
    type Value = Vec<Arc<auth_identity::Model>>;

    async fn load(&self, keys: &[CustomerId]) -> Result<HashMap<CustomerId, Self::Value>> {
        let mut found: HashMap<_, Self::Value> = HashMap::with_capacity(keys.len());
        for row in store::identity::of_customers(&self.0, keys).await? {
            if let Some(customer) = row.customer_id.clone() {
                found.entry(customer).or_default().push(Arc::new(row));
            }
        }
        Ok(found)
    }
}

/// Live logins by id.
pub struct IdentitiesById(Db);

impl Source for IdentitiesById {
    type Key = IdentityId;
    type Value = Arc<auth_identity::Model>;

    async fn load(&self, keys: &[IdentityId]) -> Result<HashMap<IdentityId, Self::Value>> {
        let rows = store::identity::by_ids(&self.0, keys).await?.into_iter();
        Ok(rows.map(|row| (row.id.clone(), Arc::new(row))).collect())
    }
}

/// All live sessions of a customer.
pub struct SessionsOf(Db, Clock);

impl Source for SessionsOf {
    type Key = CustomerId;
    type Value = Vec<Arc<session::Model>>;

    async fn load(&self, keys: &[CustomerId]) -> Result<HashMap<CustomerId, Self::Value>> {
        let mut found: HashMap<_, Self::Value> = HashMap::with_capacity(keys.len());
        for row in store::session::of_customers(&self.0, keys, self.1.now()).await? {
            let theirs = found.entry(row.customer_id.clone()).or_default();
            theirs.push(Arc::new(row));
        }
        Ok(found)
    }
}

/// Live sessions by id.
pub struct SessionsById(Db, Clock);

impl Source for SessionsById {
    type Key = SessionId;
    type Value = Arc<session::Model>;

    async fn load(&self, keys: &[SessionId]) -> Result<HashMap<SessionId, Self::Value>> {
        let rows = store::session::by_ids(&self.0, keys, self.1.now()).await?;
        let rows = rows.into_iter();
        Ok(rows.map(|row| (row.id.clone(), Arc::new(row))).collect())
    }
}
