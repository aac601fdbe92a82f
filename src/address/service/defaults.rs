//! At most one default address for each purpose: a new one takes the flag from the old.

use entity::customer_address::Model;
use entity::{AddressId, CustomerId};

use crate::actor::Actor;
use crate::address::store;
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::event::Event;

/// Of several new addresses flagged as the same default the last one wins. Deleted ones, which an import
/// may bring, keep their flags.
pub fn keep_last(rows: &mut [Model]) {
    let (mut shipping, mut billing) = (false, false);
    let live = rows.iter_mut().filter(|row| row.deleted_at.is_none());
    for row in live.rev() {
        row.is_default_shipping &= !shipping;
        row.is_default_billing &= !billing;
        shipping |= row.is_default_shipping;
        billing |= row.is_default_billing;
    }
}

/// Takes the flags that `rows` are about to have from the customer's other addresses, with their
/// events; `changing` is the one address of `rows` that is there already. Before the rows are written,
/// since the database keeps the flags unique.
pub(super) async fn yield_to(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    customer: &CustomerId,
    changing: Option<&AddressId>,
    rows: &[Model],
) -> Result<()> {
    let shipping = rows.iter().any(|row| row.is_default_shipping);
    let billing = rows.iter().any(|row| row.is_default_billing);
    if !shipping && !billing {
        return Ok(());
    }
    for mut old in store::defaults_of(tx.conn(), std::slice::from_ref(customer)).await? {
        let mut changed = Vec::new();
        // A new address with the id of this one is not this one: the id is taken, and inserting tells.
        if changing == Some(&old.id) {
            continue;
        }
        if shipping && std::mem::take(&mut old.is_default_shipping) {
            changed.push("isDefaultShipping");
        }
        if billing && std::mem::take(&mut old.is_default_billing) {
            changed.push("isDefaultBilling");
        }
        if changed.is_empty() {
            continue;
        }
        old.version += 1;
        old.updated_at = app.clock.now();
        store::replace(tx, &old).await?;
        tx.record(Event::AddressUpdated(customer.clone(), old.id, changed).by(actor, &app.clock));
    }
    Ok(())
}
