//! The logins of a customer: a password hash, or the identities of an export of ours.

use std::collections::HashSet;

use entity::{CustomerId, IdentityId, SecretText, auth_identity};

use super::Rules;
use super::fields::{Fields, entry};
use super::member::Times;
use crate::account::{EMAILPASS, check_hash};
use crate::error::{Checks, Code, Fault};
use crate::value::Text;

/// Logins, and those of their ids that were given.
pub(super) struct Logins {
    pub(super) rows: Vec<auth_identity::Model>,
    pub(super) ids: Vec<(usize, IdentityId)>,
}

/// What a login of a customer has in common with its customer.
struct Owner<'a> {
    id: &'a CustomerId,
    email: Option<&'a str>,
    times: &'a Times,
}

impl Rules {
    /// The logins of a customer; faults are noted.
    pub(super) fn logins(
        &self,
        checks: &mut Checks,
        fields: &mut Fields,
        customer: &CustomerId,
        email: Option<&str>,
        times: &Times,
    ) -> Logins {
        let owner = Owner {
            id: customer,
            email,
            times,
        };
        let mut logins = Logins {
            rows: Vec::new(),
            ids: Vec::new(),
        };
        if let Some(hash) = hash(checks, fields) {
            // Without an e-mail the record is refused: a login makes it an account.
            let subject = email.unwrap_or_default().to_owned();
            let row = owner.login(self.clock.id(), EMAILPASS.to_owned(), subject, Some(hash));
            logins.rows.push(row);
        }
        if self.ours {
            let list = fields.list(checks, "identities");
            checks.within("identities", |checks| {
                for (place, value) in list {
                    checks.within(place, |checks| {
                        if let Some(mut fields) = entry(checks, value) {
                            self.identity(checks, &mut fields, &owner, place, &mut logins);
                        }
                    });
                }
            });
        }
        let subjects = logins
            .rows
            .iter()
            .map(|row| (&row.provider, &row.entity_id));
        if subjects.collect::<HashSet<_>>().len() < logins.rows.len() {
            checks.add("identities", Fault::invalid("A login is given twice."));
        }
        logins
    }

    /// An identity of an export.
    fn identity(
        &self,
        checks: &mut Checks,
        fields: &mut Fields,
        owner: &Owner<'_>,
        place: usize,
        logins: &mut Logins,
    ) {
        let id = fields.own_id::<IdentityId>(checks, "id", true);
        let provider = required(checks, fields, "provider");
        let subject = required(checks, fields, "entityId");
        let hash = hash(checks, fields);
        let created_at = fields.time(checks, "createdAt");
        let last_used_at = fields.time(checks, "lastUsedAt");
        fields.refuse_others(checks);
        let (Some(provider), Some(subject)) = (provider, subject) else {
            return;
        };
        let by_password = provider == EMAILPASS;
        if by_password && owner.email != Some(subject.as_str()) {
            checks.add(
                "entityId",
                Fault::invalid("The login's e-mail is not the customer's."),
            );
        }
        if by_password != hash.is_some() {
            let message = "A login by e-mail has a password hash, and no other has.";
            checks.add("passwordHash", Fault::invalid(message));
        }
        logins.ids.extend(id.clone().map(|id| (place, id)));
        let id = id.unwrap_or_else(|| self.clock.id());
        let mut row = owner.login(id, provider, subject, hash);
        row.created_at = created_at.unwrap_or(row.created_at);
        row.last_used_at = last_used_at;
        logins.rows.push(row);
    }
}

impl Owner<'_> {
    /// A login, which is hidden while its customer is deleted.
    fn login(
        &self,
        id: IdentityId,
        provider: String,
        subject: String,
        hash: Option<SecretText>,
    ) -> auth_identity::Model {
        auth_identity::Model {
            id,
            provider,
            entity_id: subject,
            customer_id: Some(self.id.clone()),
            password_hash: hash,
            created_at: self.times.created,
            last_used_at: None,
            deleted_at: self.times.deleted,
        }
    }
}

/// A hash that a login can be checked against.
fn hash(checks: &mut Checks, fields: &mut Fields) -> Option<SecretText> {
    fields.parsed(checks, "passwordHash", |text| {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        check_hash(text).map(|()| Some(SecretText(text.to_owned())))
    })
}

fn required(checks: &mut Checks, fields: &mut Fields, name: &str) -> Option<String> {
    let Some(text) = fields.text(checks, name) else {
        checks.add(name, Fault::new(Code::Required, "The value must be given."));
        return None;
    };
    checks
        .take(name, Text::required(&text))
        .map(Text::into_string)
}
