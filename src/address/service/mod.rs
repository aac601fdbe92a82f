//! What can be done with addresses.
//!
//! Every write locks the customer first: that orders the switches of a default and the count of
//! addresses, on both databases.

mod create;
mod defaults;
mod delete;
mod update;

pub use create::{NewAddress, add, check_ids, create};
pub use defaults::keep_last;
pub use delete::delete;
pub use update::{AddressChanges, update};

/// An address with its customer, after a change.
#[derive(Debug)]
pub struct Placed {
    /// The address.
    pub address: entity::customer_address::Model,
    /// Whose it is.
    pub customer: entity::customer::Model,
}
