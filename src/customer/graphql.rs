//! Stand-in.

use async_graphql::{ID, SimpleObject};
use entity::Prefixed;

/// A customer.
#[derive(SimpleObject)]
pub struct Customer {
    id: ID,
}

impl From<entity::customer::Model> for Customer {
    fn from(row: entity::customer::Model) -> Self {
        Self {
            id: ID(row.id.as_str().to_owned()),
        }
    }
}
