//! What can be done with customers alone. What takes logins, addresses or groups along is in
//! [`crate::lifecycle`].

mod check;
mod create;
mod delete;
mod erase;
mod find_or_create;
mod merge;
mod outcome;
mod update;
mod update_all;
mod verify;

pub use check::check;
pub use create::{NewCustomer, insert};
pub use delete::{delete, restore, taken_since};
pub use erase::erase;
pub use find_or_create::{Found, Match, find_or_create};
pub use merge::{merge, with_merged};
pub use update::{CustomerChanges, check_version, patch, update};
pub use update_all::{Selected, update_all};
pub use verify::verify_email;

use entity::CustomerId;
use entity::customer::Model;

use super::store;
use crate::actor::{Actor, Scope};
use crate::app::App;
use crate::db::{Constraint, Db, DbErr, Tx, violated};
use crate::error::{Code, Error, Fault, Result};
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

/// The customer; a deleted one only where asked for.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &Db, id: &CustomerId, include_deleted: bool) -> Result<Option<Model>> {
    let found = store::by_ids(db.read(), std::slice::from_ref(id), include_deleted);
    Ok(found.await?.pop())
}

/// Locks customers in whatever state they are.
///
/// # Errors
/// When the database fails.
pub async fn lock_all(tx: &Tx, ids: &[CustomerId]) -> Result<Vec<Model>> {
    Ok(store::lock(tx, ids).await?)
}

/// Locks the caller's own customer.
///
/// # Errors
/// [`Error::Unauthenticated`] for nobody, and for a customer who is deleted; [`Error::Forbidden`] for
/// staff.
pub async fn lock_own(tx: &Tx, actor: &Actor) -> Result<Model> {
    let (id, _) = actor.need_login()?;
    let found = store::lock(tx, std::slice::from_ref(id)).await?.pop();
    found
        .filter(|row| row.deleted_at.is_none())
        .ok_or(Error::Unauthenticated)
}

/// Those of some stored e-mails that no live account has, each once.
///
/// # Errors
/// When the database fails.
pub async fn of_no_account(tx: &Tx, mut emails: Vec<String>) -> Result<Vec<Email>> {
    emails.sort_unstable();
    emails.dedup();
    let asked: Vec<_> = emails.iter().map(String::as_str).collect();
    let taken = store::taken_emails(tx, &asked).await?;
    emails.retain(|email| !taken.contains(email));
    Ok(emails
        .iter()
        .filter_map(|email| Email::parse(email).ok())
        .collect())
}

/// Whether a live account has the e-mail; none has what is no e-mail.
///
/// # Errors
/// When the database fails.
pub async fn has_account(app: &App, email: &str) -> Result<bool> {
    let Ok(email) = Email::parse(email) else {
        return Ok(false);
    };
    let found = store::with_email(app.db.read(), &email).await?;
    Ok(found.is_some_and(|row| row.has_account))
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
