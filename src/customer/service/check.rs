//! What another customer has already. Asked before writing, since the database tells the first broken
//! constraint alone, and not whose row broke it.

use entity::customer::Model;

use super::{EMAIL_TAKEN, EXTERNAL_ID_TAKEN, ID_TAKEN, NewCustomer};
use crate::customer::store;
use crate::db::Tx;
use crate::error::{Checks, Code, Fault, Result};
use crate::value::{Email, Text};

/// Notes what of the customers to be made, the entries of an input, others have: those of the database,
/// and those ahead of them in the input.
///
/// # Errors
/// When the database fails.
pub async fn check(tx: &Tx, checks: &mut Checks, new: &[&NewCustomer]) -> Result<()> {
    let ids: Vec<_> = new.iter().filter_map(|new| new.id.clone()).collect();
    let mut ids = store::taken_ids(tx, &ids).await?;
    let emails: Vec<_> = new.iter().filter_map(|new| account_email(new)).collect();
    let mut emails = store::taken_emails(tx, &emails).await?;
    let external_ids: Vec<_> = new.iter().filter_map(|new| external_id(new)).collect();
    let mut external_ids = store::taken_external_ids(tx, &external_ids).await?;
    for (index, new) in new.iter().enumerate() {
        checks.entry(index, |checks| {
            if new.id.as_ref().is_some_and(|id| !ids.insert(id.clone())) {
                checks.add("id", Fault::new(Code::IdTaken, ID_TAKEN));
            }
            if account_email(new).is_some_and(|email| !emails.insert(email.to_owned())) {
                checks.add("email", Fault::new(Code::EmailTaken, EMAIL_TAKEN));
            }
            if external_id(new).is_some_and(|id| !external_ids.insert(id.to_owned())) {
                checks.add("externalId", Fault::new(Code::IdTaken, EXTERNAL_ID_TAKEN));
            }
        });
    }
    Ok(())
}

/// Notes which of what a customer is about to claim another has.
///
/// # Errors
/// When the database fails.
pub(super) async fn check_claims(
    tx: &Tx,
    checks: &mut Checks,
    before: &Model,
    after: &Model,
) -> Result<()> {
    let moved = after.email != before.email || !before.has_account;
    let email = after.email.as_deref();
    let email = email.filter(|_| after.has_account && moved);
    let renamed = after.external_id != before.external_id;
    let external_id = after.external_id.as_deref().filter(|_| renamed);
    let taken = store::taken_emails(tx, email.as_slice()).await?;
    if !taken.is_empty() {
        checks.add("email", Fault::new(Code::EmailTaken, EMAIL_TAKEN));
    }
    let taken = store::taken_external_ids(tx, external_id.as_slice()).await?;
    if !taken.is_empty() {
        checks.add("externalId", Fault::new(Code::IdTaken, EXTERNAL_ID_TAKEN));
    }
    Ok(())
}

fn account_email(new: &NewCustomer) -> Option<&str> {
    let email = new.email.as_ref().filter(|_| new.has_account);
    email.map(Email::as_str)
}

fn external_id(new: &NewCustomer) -> Option<&str> {
    new.external_id.as_ref().map(Text::as_str)
}
