//! Whether a customer that is there is the one of a record: what both say of the customer counts, not
//! when it was written and how often.

use std::collections::BTreeSet;

use entity::{GroupId, customer, customer_address};

use super::{Known, Whole};
use crate::cli::import::record::Member;

impl Known {
    /// Whether the customer that is there has what the record says.
    pub(super) fn is_same(&self, whole: &Whole, member: &Member) -> bool {
        let has_login = member
            .logins
            .iter()
            .any(|login| login.password_hash.is_some());
        same_customer(&whole.customer, &member.customer)
            && same_addresses(&whole.addresses, &member.addresses)
            && self.same_groups(whole, member)
            // Not the hash itself, which the first login replaces.
            && (whole.has_password || !has_login)
    }

    /// By their names, since groups may have been there under other ids. Deleted ones do not count.
    fn same_groups(&self, whole: &Whole, member: &Member) -> bool {
        let live = |id: &GroupId| {
            let group = self.groups.get(id)?;
            group
                .deleted_at
                .is_none()
                .then_some(group.name_fold.as_str())
        };
        let is_deleted = |id: &GroupId| {
            let group = self.groups.get(id);
            group.is_some_and(|group| group.deleted_at.is_some())
        };
        let named = member.groups.iter();
        let named = named.filter(|group| !group.id.as_ref().is_some_and(is_deleted));
        let theirs: BTreeSet<_> = whole.groups.iter().filter_map(live).collect();
        theirs == named.map(|group| group.name_fold.as_str()).collect()
    }
}

fn same_customer(there: &customer::Model, new: &customer::Model) -> bool {
    let content = |row: &customer::Model| {
        [
            row.email.clone(),
            row.first_name.clone(),
            row.last_name.clone(),
            row.company_name.clone(),
            row.phone.clone(),
            row.external_id.clone(),
        ]
    };
    let state = |row: &customer::Model| {
        let verified = row.email_verified_at.is_some();
        (row.has_account, verified, row.deleted_at.is_some())
    };
    content(there) == content(new)
        && state(there) == state(new)
        && there.merged_into == new.merged_into
        && there.metadata == new.metadata
        && there.private_metadata == new.private_metadata
}

/// In any order, and whatever their ids.
fn same_addresses(there: &[customer_address::Model], new: &[customer_address::Model]) -> bool {
    let content = |row: &customer_address::Model| {
        let texts = [
            &row.address_name,
            &row.company,
            &row.first_name,
            &row.last_name,
            &row.address1,
            &row.address2,
            &row.city,
            &row.country_code,
            &row.province,
            &row.postal_code,
            &row.phone,
        ];
        let defaults = (row.is_default_shipping, row.is_default_billing);
        let metadata = row.metadata.as_ref().map(ToString::to_string);
        (
            texts.map(Clone::clone),
            defaults,
            metadata,
            row.deleted_at.is_some(),
        )
    };
    let sorted = |rows: &[customer_address::Model]| {
        let mut rows: Vec<_> = rows.iter().map(content).collect();
        rows.sort_unstable();
        rows
    };
    there.len() == new.len() && sorted(there) == sorted(new)
}
