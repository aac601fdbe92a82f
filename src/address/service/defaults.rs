//! At most one default address for each purpose: a new one takes the flag from the old.

use std::collections::{HashMap, HashSet};

use entity::AddressId;
use entity::customer_address::Model;

use crate::actor::Actor;
use crate::address::store;
use crate::app::App;
use crate::db::{Tx, replace_all};
use crate::error::Result;
use crate::event::{Changed, Event};

/// Of several new addresses of a customer flagged as the same default the last one wins. Deleted ones,
/// which an import may bring, keep their flags.
pub fn keep_last(rows: &mut [Model]) {
    let (mut shipping, mut billing) = (HashSet::new(), HashSet::new());
    let live = rows.iter_mut().filter(|row| row.deleted_at.is_none());
    for row in live.rev() {
        let owner = &row.customer_id;
        row.is_default_shipping = row.is_default_shipping && shipping.insert(owner.clone());
        row.is_default_billing = row.is_default_billing && billing.insert(owner.clone());
    }
}

/// Takes the flags that `rows` are about to have from other addresses of their customers, with their
/// events; `changing` is the one address of `rows` that is there already. Before the rows are written,
/// since the database keeps the flags unique.
pub(super) async fn yield_to(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    changing: Option<&AddressId>,
    rows: &[Model],
) -> Result<()> {
    let mut claims: HashMap<_, (bool, bool)> = HashMap::new();
    for row in rows.iter().filter(|row| is_default(row)) {
        let (shipping, billing) = claims.entry(row.customer_id.clone()).or_default();
        *shipping |= row.is_default_shipping;
        *billing |= row.is_default_billing;
    }
    let customers: Vec<_> = claims.keys().cloned().collect();
    let mut yielded = store::defaults_of(tx.conn(), &customers).await?;
    yielded.sort_by(|a, b| a.id.cmp(&b.id));
    // A new address with the id of an old one is not that one: the id is taken, and that is told.
    yielded.retain(|old| changing != Some(&old.id));
    yielded.retain_mut(|old| {
        let (shipping, billing) = claims.get(&old.customer_id).copied().unwrap_or_default();
        let changed = give_up(old, shipping, billing);
        if changed.is_empty() {
            return false;
        }
        old.version += 1;
        old.updated_at = app.clock.now();
        let event = Event::AddressUpdated(old.customer_id.clone(), old.id.clone(), changed);
        tx.record(event.by(actor, &app.clock));
        true
    });
    replace_all(tx.conn(), &yielded).await?;
    Ok(())
}

fn is_default(row: &Model) -> bool {
    row.is_default_shipping || row.is_default_billing
}

/// Takes flags from an address; which of them it had.
fn give_up(old: &mut Model, shipping: bool, billing: bool) -> Changed {
    let mut changed = Vec::new();
    if shipping && std::mem::take(&mut old.is_default_shipping) {
        changed.push("isDefaultShipping");
    }
    if billing && std::mem::take(&mut old.is_default_billing) {
        changed.push("isDefaultBilling");
    }
    changed
}
