//! What can be done with customers alone. What takes logins, addresses or groups along is in
//! [`crate::lifecycle`].

mod create;
mod delete;
mod find_or_create;
mod update;
mod verify;

pub use create::{NewCustomer, check, insert};
pub use delete::{delete, restore, taken_since};
pub use find_or_create::{Found, Match, find_or_create};
pub use update::{CustomerChanges, check_version, patch, update};
pub use verify::verify_email;

use entity::CustomerId;
use entity::customer::Model;

use super::store;
use crate::actor::{Actor, Scope};
use crate::db::{Constraint, DbErr, Tx, violated};
use crate::error::{Checks, Code, Error, Fault, Result};
use crate::value::Email;

/// Locks the live customer, if the actor may change it.
///
/// # Errors
/// [`Code::NotFound`] at `path` for an unknown or deleted customer, and for another's.
pub async fn lock(tx: &Tx, actor: &Actor, id: &CustomerId, path: &[&str]) -> Result<Model> {
    let not_found = || Error::refused(Code::NotFound, "There is no such customer.", path.to_vec());
    if !actor.reaches(id, Scope::CustomersWrite) {
        return Err(not_found());
    }
    let found = store::lock(tx, std::slice::from_ref(id)).await?.pop();
    found
        .filter(|row| row.deleted_at.is_none())
        .ok_or_else(not_found)
}

/// Locks customers in whatever state they are.
///
/// # Errors
/// When the database fails.
pub async fn lock_all(tx: &Tx, ids: &[CustomerId]) -> Result<Vec<Model>> {
    Ok(store::lock(tx, ids).await?)
}

/// Locks the live account with the e-mail.
///
/// # Errors
/// When the database fails.
pub async fn lock_account(tx: &Tx, email: &Email) -> Result<Option<Model>> {
    Ok(store::lock_account(tx, email).await?)
}

const EMAIL_TAKEN: &str = "An account with this e-mail exists.";
const EXTERNAL_ID_TAKEN: &str = "A customer with this external id exists.";
const ID_TAKEN: &str = "This id is taken.";

/// Notes which of the e-mail of an account and the external id another customer has. Asked before
/// writing, since the database tells the first broken constraint alone.
async fn check_free(
    tx: &Tx,
    checks: &mut Checks,
    email: Option<&str>,
    external_id: Option<&str>,
) -> Result<()> {
    if let Some(email) = email
        && store::account_with(tx, email).await?.is_some()
    {
        checks.add("email", Fault::new(Code::EmailTaken, EMAIL_TAKEN));
    }
    if let Some(external_id) = external_id
        && store::external_id_is_taken(tx, external_id).await?
    {
        checks.add("externalId", Fault::new(Code::IdTaken, EXTERNAL_ID_TAKEN));
    }
    Ok(())
}

/// What a broken uniqueness means to the caller, at the field of `input` it is about.
fn taken(error: DbErr) -> Error {
    let (field, code, message) = match violated(&error) {
        Some(Constraint::AccountEmail) => ("email", Code::EmailTaken, EMAIL_TAKEN),
        Some(Constraint::ExternalId) => ("externalId", Code::IdTaken, EXTERNAL_ID_TAKEN),
        Some(Constraint::Id) => ("id", Code::IdTaken, ID_TAKEN),
        _ => return error.into(),
    };
    Fault::new(code, message).at(["input", field]).into()
}
