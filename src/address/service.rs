//! Stand-in.

use entity::{CustomerId, customer_address};

use crate::actor::Actor;
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::event::Event;

/// An address to be made.
#[derive(Debug)]
pub struct NewAddress;

/// Makes addresses.
///
/// # Errors
/// Never.
#[expect(clippy::unused_async, reason = "stand-in")]
pub async fn add(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    customer: &CustomerId,
    new: Vec<NewAddress>,
) -> Result<Vec<customer_address::Model>> {
    for _ in new {
        tx.record(Event::AddressCreated(customer.clone(), app.clock.id()).by(actor, &app.clock));
    }
    Ok(Vec::new())
}
