//! What can be done with addresses.
//!
//! Every write locks the customer first: that orders the switches of a default and the count of
//! addresses, on both databases.

mod check;
mod create;
mod defaults;
mod delete;
mod new;
mod outcome;
mod owner;
mod update;

pub use check::check_along;
pub use create::{NamedAddress, create};
pub use defaults::keep_last;
pub use delete::delete;
pub use new::{NewAddress, insert, rows};
pub use owner::{erase, hand_over};
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
