//! What becomes of memberships whose customer goes.

use entity::CustomerId;

use crate::db::Tx;
use crate::error::Result;
use crate::group::store::membership;

/// Gives the memberships of a customer to another; both are locked. In a group that both are in, the
/// new owner's stays. There is no limit to how many the new owner has then.
///
/// # Errors
/// When the database fails.
pub async fn hand_over(tx: &Tx, from: &CustomerId, into: &CustomerId) -> Result<()> {
    membership::hand_over(tx, from, into).await?;
    // What is left are the pairs that both have.
    Ok(membership::delete_of(tx, std::slice::from_ref(from)).await?)
}

/// Removes every membership of some locked customers, in deleted groups too.
///
/// # Errors
/// When the database fails.
pub async fn erase(tx: &Tx, customers: &[CustomerId]) -> Result<()> {
    Ok(membership::delete_of(tx, customers).await?)
}
