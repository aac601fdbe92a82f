//! Changing a customer.

use entity::Folded;
use entity::customer::Model;
use serde_json::Value;

use super::check::check_claims;
use super::taken;
use crate::actor::Actor;
use crate::app::App;
use crate::customer::store;
use crate::db::Tx;
use crate::error::{Checks, Code, Fault, Result};
use crate::event::{Changed, Event};
use crate::value::{Change, Email, Phone, Text, merge};

/// What an update says of a customer.
#[derive(Clone, Debug, Default)]
pub struct CustomerChanges {
    /// Staff only.
    pub email: Change<Email>,
    /// Given name.
    pub first_name: Change<Text>,
    /// Family name.
    pub last_name: Change<Text>,
    /// Company.
    pub company_name: Change<Text>,
    /// Phone.
    pub phone: Change<Phone>,
    /// Staff only.
    pub external_id: Change<Text>,
    /// A merge patch (RFC 7396).
    pub metadata: Change<Value>,
    /// A merge patch, staff only.
    pub private_metadata: Change<Value>,
    /// Staff only. True makes an account of a guest; false only confirms a guest.
    pub has_account: Option<bool>,
    /// Staff only. Sets or clears the proof of the mailbox.
    pub email_verified: Option<bool>,
    /// The version the caller has seen.
    pub expected_version: Option<i32>,
}

impl CustomerChanges {
    /// The fields mentioned that only staff may set, by their names in the API.
    #[must_use]
    pub fn staff_only(&self) -> Vec<&'static str> {
        [
            (self.email.is_mentioned(), "email"),
            (self.external_id.is_mentioned(), "externalId"),
            (self.private_metadata.is_mentioned(), "privateMetadata"),
            (self.has_account.is_some(), "hasAccount"),
            (self.email_verified.is_some(), "emailVerified"),
        ]
        .into_iter()
        .filter_map(|(mentioned, name)| mentioned.then_some(name))
        .collect()
    }
}

/// Changes the locked row, with its events. A change of nothing leaves version and time as they are.
///
/// # Errors
/// `VERSION_CONFLICT`, `EMAIL_TAKEN`, `ID_TAKEN`, `REQUIRED`, `NOT_ALLOWED`, and what is wrong with
/// metadata, at the fields of `input`.
pub async fn update(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    before: &Model,
    changes: CustomerChanges,
) -> Result<Model> {
    let (after, changed) = changed(app, before, changes)?;
    if changed.is_empty() {
        return Ok(after);
    }
    let mut checks = Checks::input();
    check_claims(tx, &mut checks, before, &after).await?;
    checks.finish()?;
    store::replace(tx, &after).await.map_err(taken)?;
    record(app, tx, actor, before, &after, changed);
    Ok(after)
}

/// The row after the changes, and what they changed: where that is nothing, the row is as it was.
///
/// # Errors
/// What is wrong with the changes by themselves, and for this row.
pub(super) fn changed(
    app: &App,
    before: &Model,
    changes: CustomerChanges,
) -> Result<(Model, Changed)> {
    let mut after = changed_row(app, before, changes)?;
    let changed = differences(before, &after);
    if !changed.is_empty() {
        after.version += 1;
        after.updated_at = app.clock.now();
        after.fold();
    }
    Ok((after, changed))
}

fn changed_row(app: &App, before: &Model, changes: CustomerChanges) -> Result<Model> {
    let CustomerChanges {
        email,
        first_name,
        last_name,
        company_name,
        phone,
        external_id,
        metadata,
        private_metadata,
        has_account,
        email_verified,
        expected_version,
    } = changes;
    let mut checks = Checks::input();
    check_version(&mut checks, expected_version, before.version);
    let mut after = before.clone();
    email.apply(&mut after.email);
    first_name.apply(&mut after.first_name);
    last_name.apply(&mut after.last_name);
    company_name.apply(&mut after.company_name);
    phone.apply(&mut after.phone);
    external_id.apply(&mut after.external_id);
    patch(&mut checks, "metadata", &mut after.metadata, metadata);
    patch(
        &mut checks,
        "privateMetadata",
        &mut after.private_metadata,
        private_metadata,
    );
    if has_account == Some(false) && before.has_account {
        let message = "An account cannot be turned back into a guest.";
        checks.add("hasAccount", Fault::new(Code::NotAllowed, message));
    }
    after.has_account |= has_account == Some(true);
    if after.has_account && after.email.is_none() {
        checks.add(
            "email",
            Fault::new(Code::Required, "An account needs an e-mail."),
        );
    }
    if email_verified == Some(true) && after.email.is_none() {
        checks.add(
            "email",
            Fault::new(Code::Required, "There is no e-mail to be verified."),
        );
    }
    checks.finish()?;
    let moved = after.email != before.email;
    if moved || email_verified == Some(false) {
        after.email_verified_at = None;
        after.mailbox_owned_at = None;
    }
    if email_verified == Some(true) && after.email_verified_at.is_none() {
        after.email_verified_at = Some(app.clock.now());
    }
    // The key belongs to the guest that find-or-create made for this very e-mail.
    if moved || after.has_account {
        after.guest_key = None;
    }
    Ok(after)
}

/// Notes a conflict when the caller has seen another version.
pub fn check_version(checks: &mut Checks, expected: Option<i32>, actual: i32) {
    if expected.is_some_and(|expected| expected != actual) {
        let message = "It has changed since you read it; read it again.";
        checks.add(
            "expectedVersion",
            Fault::new(Code::VersionConflict, message),
        );
    }
}

/// Applies a merge patch to a metadata column.
pub fn patch(checks: &mut Checks, field: &str, column: &mut Option<Value>, change: Change<Value>) {
    match change {
        Change::Keep => {}
        Change::Clear => *column = None,
        Change::Set(patch) => {
            if let Some(merged) = checks.take(field, merge(column.take(), patch)) {
                *column = merged;
            }
        }
    }
}

fn differences(before: &Model, after: &Model) -> Changed {
    [
        (before.email != after.email, "email"),
        (before.first_name != after.first_name, "firstName"),
        (before.last_name != after.last_name, "lastName"),
        (before.company_name != after.company_name, "companyName"),
        (before.phone != after.phone, "phone"),
        (before.external_id != after.external_id, "externalId"),
        (before.metadata != after.metadata, "metadata"),
        (
            before.private_metadata != after.private_metadata,
            "privateMetadata",
        ),
        (before.has_account != after.has_account, "hasAccount"),
        (
            before.email_verified_at != after.email_verified_at,
            "emailVerifiedAt",
        ),
    ]
    .into_iter()
    .filter_map(|(differs, name)| differs.then_some(name))
    .collect()
}

/// Records the events of a change.
pub(super) fn record(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    before: &Model,
    after: &Model,
    changed: Changed,
) {
    let id = &after.id;
    tx.record(Event::CustomerUpdated(id.clone(), changed).by(actor, &app.clock));
    if before.email != after.email {
        tx.record(Event::CustomerEmailChanged(id.clone()).by(actor, &app.clock));
    }
    if after.has_account && !before.has_account {
        tx.record(Event::CustomerRegistered(id.clone()).by(actor, &app.clock));
    }
}
