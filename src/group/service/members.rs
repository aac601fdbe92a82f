//! Who is in a group.

use std::collections::{BTreeSet, HashMap, HashSet};

use entity::customer_group_customer::Model;
use entity::{CustomerId, GroupId, MembershipId};

use crate::actor::Actor;
use crate::app::App;
use crate::customer;
use crate::db::Tx;
use crate::error::{Checks, Code, Error, Fault, Result, UserError};
use crate::event::Event;
use crate::group::store;
use crate::group::store::membership::{self, Pair};

/// Groups that a customer is in at most.
pub const MAX_GROUPS: i64 = 1000;

/// A customer and a group as a caller names them; none for an id that nothing can have.
pub type NamedPair = (Option<CustomerId>, Option<GroupId>);

/// Puts customers into groups, all pairs or none. The memberships in the order of the pairs; one that
/// exists is as it was.
///
/// # Errors
/// `NOT_FOUND` for each pair with an unknown or deleted end, `LIMIT_REACHED`.
pub async fn add(app: &App, actor: &Actor, named: &[NamedPair]) -> Result<Vec<Model>> {
    let customers: BTreeSet<_> = named.iter().filter_map(|(id, _)| id.clone()).collect();
    let customers: Vec<_> = customers.into_iter().collect();
    let mut tx = app.db.begin().await?;
    let locked = customer::service::lock_all(&tx, &customers).await?;
    let live = locked
        .into_iter()
        .filter(|row| row.deleted_at.is_none())
        .map(|row| row.id);
    let pairs = with_both_ends(&tx, named, &live.collect()).await?;
    let rows = put(app, &mut tx, actor, &pairs, |index| {
        vec!["pairs".to_owned(), index.to_string()]
    });
    let rows = rows.await?;
    tx.commit_with(rows).await
}

/// Notes the groups that are not there, each at its place in `groupIds` of customers to be made, the
/// entries of an input; none stands for an id that no group can have.
///
/// # Errors
/// When the database fails.
pub async fn check_groups(
    tx: &Tx,
    checks: &mut Checks,
    lists: &[&[Option<GroupId>]],
) -> Result<()> {
    let named: HashSet<_> = lists.iter().copied().flatten().flatten().cloned().collect();
    let known = live(tx, named).await?;
    let is_known = |group: &Option<GroupId>| group.as_ref().is_some_and(|id| known.contains(id));
    for (index, list) in lists.iter().enumerate() {
        checks.entry(index, |checks| {
            checks.within("groupIds", |checks| {
                let unknown = list
                    .iter()
                    .enumerate()
                    .filter(|(_, group)| !is_known(group));
                for (index, _) in unknown {
                    checks.add(&index.to_string(), no_such("There is no such group."));
                }
            });
        });
    }
    Ok(())
}

/// Puts customers that were just made into groups that are there, see [`check_groups`]; a repeated pair
/// counts once. The events are the caller's.
///
/// # Errors
/// When the database fails.
pub async fn join(app: &App, tx: &Tx, actor: &Actor, mut pairs: Vec<Pair>) -> Result<Vec<Model>> {
    let mut seen = HashSet::new();
    pairs.retain(|pair| seen.insert(pair.clone()));
    let rows: Vec<_> = pairs.iter().map(|pair| new_row(app, actor, pair)).collect();
    membership::insert(tx, &rows).await?;
    Ok(rows)
}

/// Those of the groups that are there.
async fn live(tx: &Tx, groups: HashSet<GroupId>) -> Result<HashSet<GroupId>> {
    let groups: Vec<_> = groups.into_iter().collect();
    Ok(store::live_ids(tx, &groups).await?)
}

/// Takes customers out of groups. Answers the memberships that ended; pairs that do not exist are
/// passed over, not told as missing.
///
/// # Errors
/// When the database fails.
pub async fn remove(
    app: &App,
    actor: &Actor,
    named: &[NamedPair],
) -> Result<(Vec<MembershipId>, Vec<UserError>)> {
    let possible = named.iter().cloned();
    let pairs: Vec<Pair> = possible.filter_map(|(id, group)| id.zip(group)).collect();
    let customers: BTreeSet<_> = pairs.iter().map(|(customer, _)| customer.clone()).collect();
    let customers: Vec<_> = customers.into_iter().collect();
    let mut tx = app.db.begin().await?;
    customer::service::lock_all(&tx, &customers).await?;
    let rows = membership::of_pairs(&tx, &pairs).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id.clone()).collect();
    membership::delete(&tx, &ids).await?;
    for row in rows {
        let event = Event::CustomerRemoved(row.customer_id, row.customer_group_id, row.id);
        tx.record(event.by(actor, &app.clock));
    }
    tx.commit_with((ids, Vec::new())).await
}

/// The pairs, all of whose customers and groups are live.
async fn with_both_ends(
    tx: &Tx,
    named: &[NamedPair],
    customers: &HashSet<CustomerId>,
) -> Result<Vec<Pair>> {
    let groups: HashSet<_> = named.iter().filter_map(|(_, id)| id.clone()).collect();
    let groups = live(tx, groups).await?;
    let mut checks = Checks::input();
    let pairs = checks.within("pairs", |checks| {
        let mut check = |(index, (customer, group)): (usize, &NamedPair)| {
            checks.within(index, |checks| {
                let customer = customer.clone().filter(|id| customers.contains(id));
                let group = group.clone().filter(|id| groups.contains(id));
                let customer = customer.ok_or_else(|| no_such("There is no such customer."));
                let group = group.ok_or_else(|| no_such("There is no such group."));
                let customer = checks.take("customerId", customer);
                customer.zip(checks.take("customerGroupId", group))
            })
        };
        // All of them are checked before the first is missed.
        let pairs: Vec<_> = named.iter().enumerate().map(&mut check).collect();
        pairs.into_iter().flatten().collect()
    });
    checks.finish()?;
    Ok(pairs)
}

fn no_such(message: &'static str) -> Fault {
    Fault::new(Code::NotFound, message)
}

/// Adds the pairs that are missing, with their events, for locked customers.
async fn put(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    pairs: &[Pair],
    place: impl Fn(usize) -> Vec<String>,
) -> Result<Vec<Model>> {
    let there = membership::of_pairs(tx, pairs).await?;
    let mut all: HashMap<Pair, Model> = there.into_iter().map(|row| (pair_of(&row), row)).collect();
    let mut added = Vec::new();
    for pair in pairs {
        all.entry(pair.clone()).or_insert_with(|| {
            let row = new_row(app, actor, pair);
            added.push(row.clone());
            row
        });
    }
    check_room(tx, pairs, &added, place).await?;
    membership::insert(tx, &added).await?;
    for row in added {
        let event = Event::CustomerAdded(row.customer_id, row.customer_group_id, row.id);
        tx.record(event.by(actor, &app.clock));
    }
    // Each pair once, in the order of the pairs.
    Ok(pairs.iter().filter_map(|pair| all.remove(pair)).collect())
}

async fn check_room(
    tx: &Tx,
    pairs: &[Pair],
    added: &[Model],
    place: impl Fn(usize) -> Vec<String>,
) -> Result<()> {
    let mut counts: HashMap<CustomerId, i64> = HashMap::new();
    for row in added {
        *counts.entry(row.customer_id.clone()).or_default() += 1;
    }
    let customers: Vec<_> = counts.keys().cloned().collect();
    for (customer, there) in membership::counts(tx, &customers).await? {
        *counts.entry(customer).or_default() += there;
    }
    let full = pairs.iter().position(|(customer, _)| {
        counts
            .get(customer)
            .is_some_and(|groups| *groups > MAX_GROUPS)
    });
    match full {
        Some(index) => {
            let path = std::iter::once("input".to_owned()).chain(place(index));
            let message = format!("A customer is in at most {MAX_GROUPS} groups.");
            Err(Error::refused(Code::LimitReached, message, path))
        }
        None => Ok(()),
    }
}

fn pair_of(row: &Model) -> Pair {
    (row.customer_id.clone(), row.customer_group_id.clone())
}

fn new_row(app: &App, actor: &Actor, (customer, group): &Pair) -> Model {
    Model {
        id: app.clock.id(),
        customer_id: customer.clone(),
        customer_group_id: group.clone(),
        created_by: actor.staff_id(),
        created_at: app.clock.now(),
    }
}
