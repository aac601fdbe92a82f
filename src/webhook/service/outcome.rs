//! How what came of a mutation is found again, see [`crate::idempotency`].

use entity::webhook_endpoint::Model;
use entity::{EndpointId, SecretBytes, Timestamp};
use secrecy::SecretString;

use crate::app::App;
use crate::db::Db;
use crate::error::Result;
use crate::idempotency::{Outcome, Row};
use crate::webhook::secret;
use crate::webhook::store::endpoint;

impl Row for Model {
    type Id = EndpointId;

    fn id(&self) -> EndpointId {
        self.id.clone()
    }

    async fn by_ids(db: &Db, ids: &[EndpointId]) -> Result<Vec<Self>> {
        endpoint::by_ids(db.read(), ids).await
    }
}

/// An endpoint with the secret that was made for it, which is shown to whoever had it made and to nobody
/// else.
pub struct Shown {
    /// The endpoint.
    pub endpoint: Model,
    /// Its secret; none where another has been made since.
    pub secret: Option<SecretString>,
}

impl Shown {
    pub(super) fn new(endpoint: Model, plain: &SecretBytes) -> Self {
        Self {
            endpoint,
            secret: Some(secret::text(plain)),
        }
    }
}

impl Outcome for Shown {
    /// The endpoint, and when the secret was made that was shown.
    type Ids = (EndpointId, i64);

    fn ids(&self) -> Self::Ids {
        (self.endpoint.id.clone(), self.endpoint.secret_since.0)
    }

    async fn find(app: &App, (id, since): Self::Ids) -> Result<Option<Self>> {
        let Some(endpoint) = endpoint::by_ids(app.db.read(), &[id]).await?.pop() else {
            return Ok(None);
        };
        if endpoint.secret_since != Timestamp(since) {
            return Ok(Some(Self {
                endpoint,
                secret: None,
            }));
        }
        let plain = app.webhooks.seal.open(&endpoint.id, &endpoint.secret)?;
        Ok(Some(Self::new(endpoint, &plain)))
    }
}
