//! What becomes of addresses whose customer goes.

use entity::CustomerId;

use crate::address::store;
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;

/// Gives the live addresses of a customer to another; both are locked. A default of theirs stays one
/// where the new owner has none. There is no limit to how many the new owner has then.
///
/// # Errors
/// When the database fails.
pub async fn hand_over(app: &App, tx: &Tx, from: &CustomerId, into: &CustomerId) -> Result<()> {
    let defaults = store::defaults_of(tx.conn(), std::slice::from_ref(into)).await?;
    let keep = store::Keep {
        shipping: !defaults.iter().any(|row| row.is_default_shipping),
        billing: !defaults.iter().any(|row| row.is_default_billing),
    };
    Ok(store::hand_over(tx, from, into, keep, app.clock.now()).await?)
}

/// Removes every address of some locked customers, deleted ones too, for good.
///
/// # Errors
/// When the database fails.
pub async fn erase(tx: &Tx, customers: &[CustomerId]) -> Result<()> {
    Ok(store::erase(tx, customers).await?)
}
