//! Adding addresses to customers that are there.

use std::collections::{BTreeSet, HashMap};

use entity::{CustomerId, customer};

use super::check::{TakenIds, too_many};
use super::{NewAddress, Placed, defaults, insert, rows};
use crate::actor::{Actor, Scope};
use crate::address::store;
use crate::app::App;
use crate::customer::service as customers;
use crate::db::Tx;
use crate::error::{Checks, Code, Fault, Result, taken_meanwhile};
use crate::event::Event;

/// An address to be made, and whose; none where the input does not say it well, which is noted then.
pub type NamedAddress = (Option<CustomerId>, NewAddress);

/// Adds addresses to customers that the actor may change, all or none; they are the entries of
/// `checks`. Of several that are flagged as the same default of a customer, the last one gets the flag.
///
/// # Errors
/// `NOT_FOUND`, `LIMIT_REACHED`, `ID_TAKEN`, and what `checks` hold already.
pub async fn create(
    app: &App,
    actor: &Actor,
    mut checks: Checks,
    new: Vec<NamedAddress>,
) -> Result<Vec<Placed>> {
    let tx = app.db.begin().await?;
    let owners = check(app, &tx, &mut checks, actor, &new).await?;
    let written = write(app, tx, actor, &owners, &new).await;
    taken_meanwhile(written, async {
        let tx = app.db.begin().await?;
        check(app, &tx, &mut checks, actor, &new).await
    })
    .await
}

type Owners = HashMap<CustomerId, customer::Model>;

/// The owners, locked, once everything was found well.
async fn check(
    app: &App,
    tx: &Tx,
    checks: &mut Checks,
    actor: &Actor,
    new: &[NamedAddress],
) -> Result<Owners> {
    let named: BTreeSet<_> = new.iter().filter_map(|(owner, _)| owner.as_ref()).collect();
    let own = |id: &&&CustomerId| actor.reaches(id, Scope::CustomersWrite);
    let ids: Vec<_> = named.iter().filter(own).map(|id| (*id).clone()).collect();
    let locked = customers::lock_all(tx, &ids).await?.into_iter();
    let live = locked.filter(|row| row.deleted_at.is_none());
    let owners: Owners = live.map(|row| (row.id.clone(), row)).collect();
    let mut taken = TakenIds::among(tx, new.iter().map(|(_, new)| new).collect()).await?;
    let mut counts = store::counts(tx, &ids).await?;
    let limit = app.settings.limits.max_addresses;
    for (index, (owner, new)) in new.iter().enumerate() {
        checks.entry(index, |checks| {
            match owner {
                Some(owner) if owners.contains_key(owner) => {
                    let count = counts.entry(owner.clone()).or_default();
                    *count += 1;
                    if *count > limit {
                        checks.refuse(too_many(limit));
                    }
                }
                Some(_) => {
                    let fault = Fault::new(Code::NotFound, "There is no such customer.");
                    checks.add("customerId", fault);
                }
                None => {}
            }
            taken.claim(checks, new);
        });
    }
    checks.finish()?;
    Ok(owners)
}

async fn write(
    app: &App,
    mut tx: Tx,
    actor: &Actor,
    owners: &Owners,
    new: &[NamedAddress],
) -> Result<Vec<Placed>> {
    let owned = new
        .iter()
        .filter_map(|(owner, new)| Some((owner.as_ref()?, new)));
    let rows = rows(app, owned);
    for row in &rows {
        let event = Event::AddressCreated(row.customer_id.clone(), row.id.clone());
        tx.record(event.by(actor, &app.clock));
    }
    defaults::yield_to(app, &mut tx, actor, None, &rows).await?;
    insert(&tx, &rows).await?;
    let placed = rows.into_iter().filter_map(|address| {
        let customer = owners.get(&address.customer_id)?.clone();
        Some(Placed { address, customer })
    });
    tx.commit_with(placed.collect()).await
}
