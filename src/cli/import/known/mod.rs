//! What is there already, and what therefore becomes of each record: it is added, passed over, or
//! refused.

mod find;
mod plan;
mod same;

use std::collections::{HashMap, HashSet};

use entity::{
    AddressId, CustomerId, GroupId, IdentityId, MembershipId, auth_identity, customer,
    customer_address, customer_group,
};

pub(super) use self::plan::{Outcome, Plan, Planned};

use super::record::{Item, Member};
use crate::db::bulk::{Keys, Present, present};
use crate::db::{Db, DbErr};

/// What is there of the records that are looked at, and what was planned for those before.
#[derive(Default)]
pub(super) struct Known {
    customers: HashMap<CustomerId, Whole>,
    external_ids: HashMap<String, CustomerId>,
    accounts: HashMap<String, CustomerId>,
    guests: HashMap<String, Vec<CustomerId>>,
    addresses: HashSet<AddressId>,
    memberships: HashSet<MembershipId>,
    identities: HashSet<IdentityId>,
    subjects: HashSet<(String, String)>,
    groups: HashMap<GroupId, customer_group::Model>,
    names: HashMap<String, GroupId>,
}

/// A customer with what counts when it is compared.
struct Whole {
    customer: customer::Model,
    addresses: Vec<customer_address::Model>,
    groups: Vec<GroupId>,
    has_password: bool,
}

impl Known {
    /// Asks the databases about all records at once. What was planned `before` may be stored by then or
    /// not, and counts in any case.
    ///
    /// # Errors
    /// When one fails.
    pub(super) async fn of<'a>(
        databases: &[&Db],
        items: impl Iterator<Item = &'a Item>,
        before: Option<&Planned>,
    ) -> Result<Self, DbErr> {
        let keys = keys(items);
        let mut known = Self::default();
        for db in databases {
            known.add(present(db, &keys).await?);
        }
        if let Some(before) = before {
            known.add(before.present());
        }
        Ok(known)
    }

    fn add(&mut self, present: Present) {
        for group in present.groups {
            self.add_group(group);
        }
        for customer in present.customers {
            self.add_customer(customer);
        }
        for address in present.addresses {
            self.addresses.insert(address.id.clone());
            if let Some(whole) = self.customers.get_mut(&address.customer_id) {
                whole.add_address(address);
            }
        }
        for membership in present.memberships {
            self.memberships.insert(membership.id);
            if let Some(whole) = self.customers.get_mut(&membership.customer_id) {
                whole.join(&membership.customer_group_id);
            }
        }
        for login in present.identities {
            self.add_login(&login);
        }
    }

    fn add_group(&mut self, group: customer_group::Model) {
        if group.deleted_at.is_none() {
            self.names.insert(group.name_fold.clone(), group.id.clone());
        }
        self.groups.insert(group.id.clone(), group);
    }

    fn add_customer(&mut self, customer: customer::Model) {
        let id = &customer.id;
        if self.customers.contains_key(id) {
            return;
        }
        if customer.deleted_at.is_none() {
            if let Some(external_id) = &customer.external_id {
                self.external_ids.insert(external_id.clone(), id.clone());
            }
            match &customer.email {
                Some(email) if customer.has_account => {
                    self.accounts.insert(email.clone(), id.clone());
                }
                Some(email) => {
                    let guests = self.guests.entry(email.clone()).or_default();
                    guests.push(id.clone());
                }
                None => {}
            }
        }
        let whole = Whole {
            addresses: Vec::new(),
            groups: Vec::new(),
            has_password: false,
            customer,
        };
        self.customers.insert(whole.customer.id.clone(), whole);
    }

    fn add_login(&mut self, login: &auth_identity::Model) {
        self.identities.insert(login.id.clone());
        if login.deleted_at.is_none() {
            let subject = (login.provider.clone(), login.entity_id.clone());
            self.subjects.insert(subject);
        }
        let owner = login.customer_id.as_ref();
        if let Some(whole) = owner.and_then(|id| self.customers.get_mut(id)) {
            whole.has_password |= login.password_hash.is_some();
        }
    }
}

impl Whole {
    fn add_address(&mut self, address: customer_address::Model) {
        // One that was asked for by its id is there a second time.
        if self.addresses.iter().all(|other| other.id != address.id) {
            self.addresses.push(address);
        }
    }
}

fn keys<'a>(items: impl Iterator<Item = &'a Item>) -> Keys {
    let mut keys = Keys::default();
    for item in items {
        match item {
            Item::Group(group) => {
                keys.groups.push(group.id.clone());
                keys.names.push(group.name_fold.clone());
            }
            Item::Customer(member) => member_keys(&mut keys, member),
        }
    }
    // Most customers of a file are in the same few groups.
    keys.groups.sort_unstable();
    keys.groups.dedup();
    keys.names.sort_unstable();
    keys.names.dedup();
    keys
}

fn member_keys(keys: &mut Keys, member: &Member) {
    let customer = &member.customer;
    keys.customers.extend(member.id.clone());
    if customer.deleted_at.is_none() {
        keys.external_ids.extend(customer.external_id.clone());
        if customer.has_account {
            keys.accounts.extend(customer.email.clone());
        } else if member.is_nameless() {
            keys.guests.extend(customer.email.clone());
        }
        let subjects = member.logins.iter().map(|login| login.entity_id.clone());
        keys.subjects.extend(subjects);
    }
    keys.addresses
        .extend(member.address_ids.iter().map(|(_, id)| id.clone()));
    keys.identities
        .extend(member.login_ids.iter().map(|(_, id)| id.clone()));
    for group in &member.groups {
        keys.groups.extend(group.id.clone());
        keys.names.push(group.name_fold.clone());
        keys.memberships.extend(group.membership.clone());
    }
}
