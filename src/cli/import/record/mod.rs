//! Records in our form, parsed by the rules of the API.

mod address;

mod fields;
mod group;
mod login;
mod member;

use entity::{
    AddressId, CustomerId, GroupId, IdentityId, MembershipId, Timestamp, auth_identity, customer,
    customer_address, customer_group,
};
use serde_json::{Map, Value};

use self::fields::Fields;
use crate::clock::Clock;
use crate::error::{Checks, Error, Fault, UserError};

/// By which rules records are parsed.
pub(super) struct Rules {
    /// Ids and the time of the import.
    pub(super) clock: Clock,
    /// Whether the record is from an export of ours: its values are in their stored form already, and
    /// what is not ours in it is a fault.
    pub(super) ours: bool,
    /// Whether customers with an e-mail become accounts where the record does not say.
    pub(super) as_accounts: bool,
    /// Live addresses of a customer.
    pub(super) max_addresses: u64,
}

/// What a record holds.
pub(super) enum Item {
    /// A customer.
    Customer(Box<Member>),
    /// A group.
    Group(Box<customer_group::Model>),
}

/// A customer with all that comes along, as rows. Ids that were not given are new.
pub(super) struct Member {
    /// The customer.
    pub(super) customer: customer::Model,
    /// The id, where it was given.
    pub(super) id: Option<CustomerId>,
    /// Their addresses.
    pub(super) addresses: Vec<customer_address::Model>,
    /// Ids of addresses that were given, with their places.
    pub(super) address_ids: Vec<(usize, AddressId)>,
    /// Their groups.
    pub(super) groups: Vec<InGroup>,
    /// Their logins, the ids of which are given where `login_ids` has them.
    pub(super) logins: Vec<auth_identity::Model>,
    /// Ids of logins that were given, with their places.
    pub(super) login_ids: Vec<(usize, IdentityId)>,
}

impl Member {
    /// Whether only the e-mail tells who it is.
    pub(super) fn is_nameless(&self) -> bool {
        self.id.is_none() && self.customer.external_id.is_none()
    }
}

/// A group that a customer is in.
pub(super) struct InGroup {
    /// Its place in the list.
    pub(super) place: usize,
    /// The group's id, where it was given.
    pub(super) id: Option<GroupId>,
    /// The group's name.
    pub(super) name: String,
    /// The folded name.
    pub(super) name_fold: String,
    /// The membership's id, where it was given.
    pub(super) membership: Option<MembershipId>,
    /// Who put the customer there.
    pub(super) created_by: Option<String>,
    /// When.
    pub(super) created_at: Timestamp,
}

impl Rules {
    /// The rows of a record.
    ///
    /// # Errors
    /// All faults of it.
    pub(super) fn parse(&self, object: Map<String, Value>) -> Result<Item, Vec<UserError>> {
        let mut checks = Checks::input();
        let mut fields = Fields::new(object);
        let kind = if self.ours {
            fields.text(&mut checks, "type")
        } else {
            None
        };
        let item = match kind.as_deref() {
            None | Some("customer") => self
                .member(&mut checks, &mut fields)
                .map(|member| Item::Customer(Box::new(member))),
            Some("group") => self
                .group(&mut checks, &mut fields)
                .map(|group| Item::Group(Box::new(group))),
            Some(_) => {
                checks.add("type", Fault::invalid("The type is customer or group."));
                None
            }
        };
        if self.ours && checks.is_clean() {
            fields.refuse_others(&mut checks);
        }
        match (checks.finish(), item) {
            (Ok(()), Some(item)) => Ok(item),
            (Err(Error::Refused(errors)), _) => Err(errors),
            _ => Err(Vec::new()),
        }
    }
}

#[cfg(test)]
mod tests;
