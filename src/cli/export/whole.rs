//! Customers with what is theirs.

use std::collections::HashMap;

use entity::{
    CustomerId, auth_identity, customer, customer_address, customer_group, customer_group_customer,
};

use crate::db::bulk::Page;

/// A membership with its group.
pub(super) type Membership = (customer_group_customer::Model, customer_group::Model);

/// One customer of a page.
pub(super) struct Whole<'a> {
    /// The customer.
    pub(super) customer: &'a customer::Model,
    /// Their addresses.
    pub(super) addresses: Vec<&'a customer_address::Model>,
    /// Their memberships.
    pub(super) memberships: Vec<&'a Membership>,
    /// Their logins.
    pub(super) identities: Vec<&'a auth_identity::Model>,
}

impl<'a> Whole<'a> {
    /// The customers of a page, in its order.
    pub(super) fn of(page: &'a Page) -> impl Iterator<Item = Self> {
        let mut addresses = by_owner(&page.addresses, |row| Some(&row.customer_id));
        let mut memberships = by_owner(&page.memberships, |(row, _)| Some(&row.customer_id));
        let mut identities = by_owner(&page.identities, |row| row.customer_id.as_ref());
        page.customers.iter().map(move |customer| Self {
            customer,
            addresses: addresses.remove(&customer.id).unwrap_or_default(),
            memberships: memberships.remove(&customer.id).unwrap_or_default(),
            identities: identities.remove(&customer.id).unwrap_or_default(),
        })
    }
}

fn by_owner<T>(
    rows: &[T],
    owner: impl Fn(&T) -> Option<&CustomerId>,
) -> HashMap<&CustomerId, Vec<&T>> {
    let mut owners: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        if let Some(owner) = owner(row) {
            owners.entry(owner).or_default().push(row);
        }
    }
    owners
}
