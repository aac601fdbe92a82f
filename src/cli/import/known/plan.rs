//! What becomes of each record.

use std::collections::HashSet;

use entity::{CustomerId, Folded as _, GroupId, customer_group, customer_group_customer};

use super::find::Found;
use super::{Known, Whole};
use crate::cli::import::record::{InGroup, Item, Member};
use crate::clock::Clock;
use crate::db::bulk::{Batch, Present};
use crate::error::{Code, Fault, UserError};
use crate::event::Event;

/// What becomes of a record.
#[derive(Debug)]
pub(in crate::cli::import) enum Outcome {
    /// It is added.
    New,
    /// It is there, with the same content.
    There,
    /// It clashes with what is there.
    Refused(Vec<UserError>),
}

/// What is to be written for a number of records.
pub(in crate::cli::import) struct Planned {
    /// What becomes of each record.
    pub(in crate::cli::import) outcomes: Vec<Outcome>,
    /// The rows.
    pub(in crate::cli::import) batch: Batch,
    /// Groups that the rows refer to and that are not among them.
    pub(in crate::cli::import) elsewhere: Vec<customer_group::Model>,
    /// How many groups are new.
    pub(in crate::cli::import) groups: u64,
}

impl Planned {
    /// What is there once it is written.
    pub(super) fn present(&self) -> Present {
        let batch = &self.batch;
        Present {
            customers: batch.customers.clone(),
            addresses: batch.addresses.clone(),
            memberships: batch.memberships.clone(),
            identities: batch.identities.clone(),
            groups: [&self.elsewhere[..], &batch.groups].concat(),
        }
    }
}

/// Makes out what is to be written.
pub(in crate::cli::import) struct Plan<'a> {
    clock: &'a Clock,
    known: Known,
    batch: Batch,
}

impl<'a> Plan<'a> {
    /// Nothing yet.
    pub(in crate::cli::import) fn new(clock: &'a Clock, known: Known) -> Self {
        Self {
            clock,
            known,
            batch: Batch::default(),
        }
    }

    /// Adds a record, unless it is there or clashes.
    pub(in crate::cli::import) fn add(&mut self, item: &Item) -> Outcome {
        match item {
            Item::Group(group) => self.group(group),
            Item::Customer(member) => match self.known.find(member) {
                Found::Same => Outcome::There,
                Found::Other(error) => Outcome::Refused(vec![error]),
                Found::Nobody => match self.known.clashes(member) {
                    Ok(()) => {
                        self.member(member);
                        Outcome::New
                    }
                    Err(errors) => Outcome::Refused(errors),
                },
            },
        }
    }

    /// What is to be written.
    pub(in crate::cli::import) fn finish(self, outcomes: Vec<Outcome>) -> Planned {
        let own: HashSet<_> = self.batch.groups.iter().map(|group| &group.id).collect();
        let used: HashSet<_> = self
            .batch
            .memberships
            .iter()
            .map(|row| &row.customer_group_id)
            .filter(|id| !own.contains(id))
            .collect();
        let elsewhere = used
            .into_iter()
            .filter_map(|id| self.known.groups.get(id).cloned());
        Planned {
            outcomes,
            elsewhere: elsewhere.collect(),
            groups: self.batch.groups.len() as u64,
            batch: self.batch,
        }
    }

    fn record(&mut self, event: Event) {
        self.batch.events.push(event.by_command(self.clock));
    }

    fn group(&mut self, group: &customer_group::Model) -> Outcome {
        if let Some(there) = self.known.groups.get(&group.id) {
            let content = |row: &customer_group::Model| {
                (
                    row.name.clone(),
                    row.metadata.clone(),
                    row.deleted_at.is_some(),
                )
            };
            if content(there) == content(group) {
                return Outcome::There;
            }
            let message = "A group with this id is there, and is another.";
            return Outcome::Refused(vec![Fault::new(Code::IdTaken, message).at(["id"])]);
        }
        // A live name is one group's: members of this one come into that one.
        if group.deleted_at.is_none() && self.known.names.contains_key(&group.name_fold) {
            return Outcome::There;
        }
        self.add_group(group.clone());
        Outcome::New
    }

    fn add_group(&mut self, group: customer_group::Model) {
        self.record(Event::GroupCreated(group.id.clone()));
        if group.deleted_at.is_some() {
            self.record(Event::GroupDeleted(group.id.clone()));
        }
        self.known.add_group(group.clone());
        self.batch.groups.push(group);
    }

    fn member(&mut self, member: &Member) {
        let customer = &member.customer;
        let id = &customer.id;
        let groups: Vec<_> = member
            .groups
            .iter()
            .map(|group| self.group_of(group))
            .collect();
        self.record(Event::CustomerCreated(id.clone()));
        self.known.add_customer(customer.clone());
        for address in &member.addresses {
            self.record(Event::AddressCreated(id.clone(), address.id.clone()));
            self.known.addresses.insert(address.id.clone());
            if let Some(whole) = self.known.customers.get_mut(id) {
                whole.addresses.push(address.clone());
            }
        }
        for (named, group) in member.groups.iter().zip(groups) {
            self.join(id, named, group);
        }
        for login in &member.logins {
            self.known.add_login(login);
        }
        if customer.deleted_at.is_some() {
            self.record(Event::CustomerDeleted(id.clone()));
        }
        self.batch.customers.push(customer.clone());
        self.batch
            .addresses
            .extend(member.addresses.iter().cloned());
        self.batch.identities.extend(member.logins.iter().cloned());
    }

    fn join(&mut self, customer: &CustomerId, named: &InGroup, group: GroupId) {
        // Two names of a file may be those of one group here.
        let whole = self.known.customers.get_mut(customer);
        if whole.is_some_and(|whole| !whole.join(&group)) {
            return;
        }
        let id = named.membership.clone().unwrap_or_else(|| self.clock.id());
        self.known.memberships.insert(id.clone());
        let event = Event::CustomerAdded(customer.clone(), group.clone(), id.clone());
        self.record(event);
        self.batch.memberships.push(customer_group_customer::Model {
            id,
            customer_id: customer.clone(),
            customer_group_id: group,
            created_by: named.created_by.clone(),
            created_at: named.created_at,
        });
    }

    /// The group of the id, else that of the name, else a new one.
    fn group_of(&mut self, named: &InGroup) -> GroupId {
        let by_id = named
            .id
            .as_ref()
            .and_then(|id| self.known.groups.get_key_value(id));
        if let Some((id, _)) = by_id {
            return id.clone();
        }
        if let Some(id) = self.known.names.get(&named.name_fold) {
            return id.clone();
        }
        let mut group = customer_group::Model {
            id: named.id.clone().unwrap_or_else(|| self.clock.id()),
            name: named.name.clone(),
            metadata: None,
            created_by: None,
            version: 1,
            created_at: named.created_at,
            updated_at: named.created_at,
            deleted_at: None,
            name_fold: String::new(),
            created_by_fold: None,
            search: String::new(),
        };
        group.fold();
        let id = group.id.clone();
        self.add_group(group);
        id
    }
}

impl Whole {
    /// Notes a group; says whether it is new.
    pub(super) fn join(&mut self, group: &GroupId) -> bool {
        let is_new = !self.groups.contains(group);
        if is_new {
            self.groups.push(group.clone());
        }
        is_new
    }
}
