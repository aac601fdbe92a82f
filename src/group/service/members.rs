//! Who is in a group.

use std::collections::{BTreeSet, HashMap, HashSet};

use entity::customer_group_customer::Model;
use entity::{CustomerId, GroupId, MembershipId};

use crate::actor::Actor;
use crate::app::App;
use crate::customer;
use crate::db::Tx;
use crate::error::{Checks, Code, Error, Fault, Result};
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
    tx.commit().await?;
    Ok(rows)
}

/// Notes the groups that are not there, each at its place in `groupIds`.
///
/// # Errors
/// When the database fails.
pub async fn check_groups(tx: &Tx, checks: &mut Checks, groups: &[GroupId]) -> Result<()> {
    if groups.is_empty() {
        return Ok(());
    }
    let known = store::by_ids(tx.conn(), groups, false).await?;
    checks.within("groupIds", |checks| {
        for (index, group) in groups.iter().enumerate() {
            if !known.iter().any(|row| row.id == *group) {
                checks.add(
                    &index.to_string(),
                    Fault::new(Code::NotFound, "There is no such group."),
                );
            }
        }
    });
    Ok(())
}

/// Puts a customer that was just made into groups that are there, see [`check_groups`].
///
/// # Errors
/// `LIMIT_REACHED`.
pub async fn join(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    customer: &CustomerId,
    groups: &[GroupId],
) -> Result<Vec<Model>> {
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let pairs: Vec<Pair> = groups
        .iter()
        .map(|group| (customer.clone(), group.clone()))
        .collect();
    put(app, tx, actor, &pairs, |_| vec!["groupIds".to_owned()]).await
}

/// Takes customers out of groups. Answers the memberships that ended; pairs that do not exist are
/// passed over.
///
/// # Errors
/// When the database fails.
pub async fn remove(app: &App, actor: &Actor, named: &[NamedPair]) -> Result<Vec<MembershipId>> {
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
    tx.commit().await?;
    Ok(ids)
}

/// The pairs, all of whose customers and groups are live.
async fn with_both_ends(
    tx: &Tx,
    named: &[NamedPair],
    customers: &HashSet<CustomerId>,
) -> Result<Vec<Pair>> {
    let groups: HashSet<_> = named.iter().filter_map(|(_, id)| id.clone()).collect();
    let groups: Vec<_> = groups.into_iter().collect();
    let groups = store::by_ids(tx.conn(), &groups, false).await?;
    let groups: HashSet<_> = groups.into_iter().map(|row| row.id).collect();
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
