//! What can be done with groups.

mod change;
mod create;
mod members;
mod outcome;
mod owner;
mod remove;

pub use change::{GroupChanges, update};
pub use create::{NewGroup, create};
pub use members::{MAX_GROUPS, NamedPair, add, check_groups, join, remove};
pub use owner::{erase, hand_over};
pub use remove::{delete, restore};

use entity::{CustomerId, customer_group, customer_group_customer};

use super::store::membership;
use crate::db::Db;
use crate::error::Result;

/// Every membership held of a customer with its group, deleted groups too, by name.
///
/// # Errors
/// When the database fails.
pub async fn held(
    db: &Db,
    customer: &CustomerId,
) -> Result<Vec<(customer_group_customer::Model, customer_group::Model)>> {
    let customer = std::slice::from_ref(customer);
    Ok(membership::all_of(db.read(), customer).await?)
}
