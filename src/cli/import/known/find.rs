//! Who a record is about, and what of it somebody else has.

use std::collections::HashSet;
use std::hash::Hash;

use entity::auth_identity;

use super::Known;
use crate::cli::import::record::Member;
use crate::error::{Checks, Code, Error, Fault, UserError};

/// Who of those that are there a record is about.
pub(super) enum Found {
    /// Somebody, of whom it says what is there.
    Same,
    /// Somebody, of whom it says something else.
    Other(UserError),
    /// Nobody.
    Nobody,
}

impl Known {
    /// Looks by id, else by external id, else by e-mail; by that only who is the same counts, since
    /// e-mails may be shared.
    pub(super) fn find(&self, member: &Member) -> Found {
        let customer = &member.customer;
        let named = match (&member.id, &customer.external_id) {
            (Some(id), _) => self.customers.get(id).map(|whole| (whole, "id")),
            (None, Some(id)) => {
                let id = self.external_ids.get(id);
                id.and_then(|id| Some((self.customers.get(id)?, "externalId")))
            }
            (None, None) => None,
        };
        if let Some((whole, field)) = named {
            if self.is_same(whole, member) {
                return Found::Same;
            }
            let message = "A customer with this id is there, with other values.";
            return Found::Other(Fault::new(Code::IdTaken, message).at([field]));
        }
        let (true, Some(email)) = (member.is_nameless(), &customer.email) else {
            return Found::Nobody;
        };
        let guests = self.guests.get(email).into_iter().flatten();
        let with_email = self.accounts.get(email).into_iter().chain(guests);
        let mut there = with_email.filter_map(|id| self.customers.get(id));
        if there.any(|whole| self.is_same(whole, member)) {
            return Found::Same;
        }
        Found::Nobody
    }

    /// Notes everything of a new customer that somebody has.
    pub(super) fn clashes(&self, member: &Member) -> Result<(), Vec<UserError>> {
        let mut checks = Checks::input();
        let customer = &member.customer;
        let id_taken = || Fault::new(Code::IdTaken, "This id is taken.");
        if customer.deleted_at.is_none() {
            let external_id = customer.external_id.as_ref();
            if external_id.is_some_and(|id| self.external_ids.contains_key(id)) {
                let message = "A customer with this external id exists.";
                checks.add("externalId", Fault::new(Code::IdTaken, message));
            }
            let email = customer.email.as_ref().filter(|_| customer.has_account);
            if email.is_some_and(|email| self.accounts.contains_key(email)) {
                let message = "An account with this e-mail exists.";
                checks.add("email", Fault::new(Code::EmailTaken, message));
            } else if member.logins.iter().any(|login| self.has_subject(login)) {
                let message = "Somebody logs in with this already.";
                checks.add("identities", Fault::new(Code::IdentityTaken, message));
            }
        }
        checks.within("addresses", |checks| {
            for (place, _) in taken(&member.address_ids, &self.addresses) {
                checks.within(place, |checks| checks.add("id", id_taken()));
            }
        });
        checks.within("groups", |checks| {
            let ids = member.groups.iter();
            let ids = ids.filter_map(|group| Some((group.place, group.membership.clone()?)));
            for (place, _) in taken(&ids.collect::<Vec<_>>(), &self.memberships) {
                checks.within(place, |checks| checks.add("membershipId", id_taken()));
            }
        });
        checks.within("identities", |checks| {
            for (place, _) in taken(&member.login_ids, &self.identities) {
                checks.within(place, |checks| checks.add("id", id_taken()));
            }
        });
        match checks.finish() {
            Err(Error::Refused(errors)) => Err(errors),
            _ => Ok(()),
        }
    }

    fn has_subject(&self, login: &auth_identity::Model) -> bool {
        let subject = (login.provider.clone(), login.entity_id.clone());
        self.subjects.contains(&subject)
    }
}

/// Ids that somebody has, or that are given twice.
fn taken<'a, T: Eq + Hash>(ids: &'a [(usize, T)], there: &HashSet<T>) -> Vec<(usize, &'a T)> {
    let mut seen = HashSet::new();
    let given = ids.iter().map(|(place, id)| (*place, id));
    given
        .filter(|(_, id)| there.contains(id) || !seen.insert(*id))
        .collect()
}
