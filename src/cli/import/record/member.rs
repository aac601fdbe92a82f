//! A customer.

use entity::{CustomerId, Folded as _, Timestamp, customer};

use super::fields::{Fields, Given};
use super::{Member, Rules};
use crate::error::{Checks, Code, Fault};
use crate::value::{Email, Phone};

impl Rules {
    /// The rows of a customer; faults are noted.
    pub(super) fn member(&self, checks: &mut Checks, fields: &mut Fields) -> Option<Member> {
        let (id, external_id) = self.ids(checks, fields);
        let given = id.clone();
        let id = id.unwrap_or_else(|| self.clock.id());
        let times = Times::take(self, checks, fields);
        let email = fields.parsed(checks, "email", Email::parse_optional);
        let email = email.map(Email::into_string);
        let email_faults = !checks.is_clean();
        let logins = self.logins(checks, fields, &id, email.as_deref(), &times);
        let has_account =
            self.has_account(checks, fields, email.is_some(), !logins.rows.is_empty());
        if has_account && email.is_none() && !email_faults {
            checks.add(
                "email",
                Fault::new(Code::Required, "An account needs an e-mail."),
            );
        }
        let verified = email_verified_at(checks, fields, email.is_some(), &times);
        let addresses = self.addresses(checks, fields, &id, &times);
        let groups = self.groups_of(checks, fields, &times);
        let mut customer = customer::Model {
            id,
            email,
            first_name: fields.line(checks, "firstName"),
            last_name: fields.line(checks, "lastName"),
            company_name: fields.line(checks, "companyName"),
            phone: fields
                .parsed(checks, "phone", |text| Phone::parse(text, None))
                .map(Phone::into_string),
            has_account,
            email_verified_at: verified,
            // The word of the other system is taken for it.
            mailbox_owned_at: verified,
            guest_key: None,
            metadata: fields.metadata(checks, "metadata"),
            private_metadata: fields.metadata(checks, "privateMetadata"),
            external_id,
            created_by: fields.line(checks, "createdBy"),
            version: fields.version(checks),
            created_at: times.created,
            updated_at: times.updated,
            deleted_at: times.deleted,
            merged_into: merged_into(checks, fields, &times),
            erased_at: None,
            first_name_fold: None,
            last_name_fold: None,
            company_name_fold: None,
            external_id_fold: None,
            created_by_fold: None,
            search: String::new(),
        };
        check_recognisable(checks, &customer, given.is_some());
        if !checks.is_clean() {
            return None;
        }
        customer.fold();
        Some(Member {
            customer,
            id: given,
            addresses: addresses.rows,
            address_ids: addresses.ids,
            groups,
            logins: logins.rows,
            login_ids: logins.ids,
        })
    }

    /// The id where it is of our form; that of another system is the external id, unless there is one.
    fn ids(
        &self,
        checks: &mut Checks,
        fields: &mut Fields,
    ) -> (Option<CustomerId>, Option<String>) {
        let external_id = fields.line(checks, "externalId");
        if self.ours {
            return (fields.own_id(checks, "id", true), external_id);
        }
        match fields.id(checks, "id") {
            Given::None => (None, external_id),
            Given::Ours(id) => (Some(id), external_id),
            Given::Foreign(id) => (None, external_id.or(Some(id))),
        }
    }

    fn has_account(
        &self,
        checks: &mut Checks,
        fields: &mut Fields,
        has_email: bool,
        has_login: bool,
    ) -> bool {
        match fields.flag(checks, "hasAccount") {
            Some(false) if has_login => {
                checks.add(
                    "hasAccount",
                    Fault::invalid("A guest has no login and no password."),
                );
                false
            }
            Some(said) => said,
            None => has_login || (self.as_accounts && has_email),
        }
    }
}

/// Without any of these a second run would make the customer again.
fn check_recognisable(checks: &mut Checks, customer: &customer::Model, has_id: bool) {
    let named = has_id || customer.external_id.is_some() || customer.email.is_some();
    if !named && checks.is_clean() {
        let message = "Give an id, an external id or an e-mail, by which a second run would know the customer.";
        checks.add("id", Fault::new(Code::Required, message));
    }
    if customer.deleted_at.is_some() && !has_id {
        checks.add(
            "deletedAt",
            Fault::invalid("A deleted customer needs an id of ours."),
        );
    }
}

/// The time itself, or that of the customer where the record only says that it was.
fn email_verified_at(
    checks: &mut Checks,
    fields: &mut Fields,
    has_email: bool,
    times: &Times,
) -> Option<Timestamp> {
    let at = fields.time(checks, "emailVerifiedAt");
    let said = fields.flag(checks, "emailVerified");
    let verified = at.or_else(|| (said == Some(true)).then_some(times.created));
    if verified.is_some() && !has_email && checks.is_clean() {
        let fault = Fault::new(Code::Required, "There is no e-mail to be verified.");
        checks.add("email", fault);
    }
    verified
}

/// Kept, so that an erasure of whom it was merged into reaches this one, too.
fn merged_into(checks: &mut Checks, fields: &mut Fields, times: &Times) -> Option<CustomerId> {
    let into = fields.own_id(checks, "mergedInto", true);
    if into.is_some() && times.deleted.is_none() {
        let message = "Only a deleted customer was merged into another.";
        checks.add("mergedInto", Fault::invalid(message));
    }
    into
}

/// When a row was made, changed and deleted.
pub(super) struct Times {
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
    pub(super) deleted: Option<Timestamp>,
}

impl Times {
    /// Those of the record; what it does not say is now.
    pub(super) fn take(rules: &Rules, checks: &mut Checks, fields: &mut Fields) -> Self {
        let created = fields.time(checks, "createdAt");
        let updated = fields.time(checks, "updatedAt");
        let created = created.unwrap_or_else(|| rules.clock.now());
        Self {
            created,
            updated: updated.unwrap_or(created),
            deleted: fields.time(checks, "deletedAt"),
        }
    }

    /// Those of what belongs to a customer with these: what the record does not say is as theirs.
    pub(super) fn of_part(&self, checks: &mut Checks, fields: &mut Fields) -> Self {
        let created = fields.time(checks, "createdAt").unwrap_or(self.created);
        Self {
            created,
            updated: fields.time(checks, "updatedAt").unwrap_or(created),
            deleted: fields.time(checks, "deletedAt"),
        }
    }
}
