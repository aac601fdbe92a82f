//! What can be done with addresses.
//!
//! Every write locks the customer first: that orders the switches of a default and the count of
//! addresses, on both databases.

mod create;
mod defaults;
mod delete;
mod update;

pub use create::{NewAddress, add, check_ids, create};
pub use delete::delete;
pub use update::{AddressChanges, update};

use entity::CustomerId;
use entity::customer_address::Model;

use super::store;
use crate::db::Db;
use crate::error::Result;

/// Every address held of a customer, deleted ones too, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn held(db: &Db, customer: &CustomerId) -> Result<Vec<Model>> {
    Ok(store::held(db.read(), customer).await?)
}

/// An address with its customer, after a change.
#[derive(Debug)]
pub struct Placed {
    /// The address.
    pub address: entity::customer_address::Model,
    /// Whose it is.
    pub customer: entity::customer::Model,
}
