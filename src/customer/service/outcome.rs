//! How what came of a mutation is found again, see [`crate::idempotency`].

use entity::CustomerId;
use entity::customer::Model;

use super::{Found, Match};
use crate::app::App;
use crate::customer::store;
use crate::db::Db;
use crate::error::Result;
use crate::idempotency::{Outcome, Row};

impl Row for Model {
    type Id = CustomerId;

    fn id(&self) -> CustomerId {
        self.id.clone()
    }

    async fn by_ids(db: &Db, ids: &[CustomerId]) -> Result<Vec<Self>> {
        Ok(store::by_ids(db.read(), ids, false).await?)
    }
}

impl Outcome for Option<Found> {
    type Ids = Option<(CustomerId, Match)>;

    fn ids(&self) -> Self::Ids {
        let found = self.as_ref()?;
        Some((found.customer.id.clone(), found.matched_by))
    }

    async fn find(app: &App, ids: Self::Ids) -> Result<Option<Self>> {
        let Some((id, matched_by)) = ids else {
            return Ok(Some(None));
        };
        let customer = <Model as Outcome>::find(app, id).await?;
        Ok(Some(customer.map(|customer| Found {
            customer,
            matched_by,
        })))
    }
}
