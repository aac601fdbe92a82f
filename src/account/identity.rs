//! Logins, for those who delete, restore and change the customers they belong to.

use entity::{CustomerId, Timestamp, auth_identity};

use super::store;
use super::store::identity::Claim;
use crate::db::{Db, Tx};
use crate::error::{Code, Error, Result};
use crate::value::Email;

/// The provider of logins by e-mail and password.
pub const EMAILPASS: &str = "emailpass";

/// Whether the logins of a customer could be given back.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restored {
    /// They log in again.
    Done,
    /// Another login has taken the provider and subject of one of them since; nothing was changed. The
    /// transaction is to be dropped.
    Taken,
}

/// Every login held of a customer, hidden ones too, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn held(db: &Db, customer: &CustomerId) -> Result<Vec<auth_identity::Model>> {
    store::identity::held(db, customer).await
}

/// Takes the logins of deleted customers, which frees their providers and subjects for others.
///
/// # Errors
/// When the database fails.
pub async fn hide(tx: &Tx, customers: &[CustomerId], at: Timestamp) -> Result<()> {
    store::identity::hide(tx, customers, at).await
}

/// Removes the logins of some customers for good, hidden ones too.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &Tx, customers: &[CustomerId]) -> Result<()> {
    store::identity::delete(tx, customers).await
}

/// Gives a restored customer the logins back that [`hide`] took.
///
/// # Errors
/// When the database fails.
pub async fn restore(tx: &Tx, customer: &CustomerId) -> Result<Restored> {
    Ok(match store::identity::restore(tx, customer).await? {
        Claim::Done => Restored::Done,
        Claim::Taken => Restored::Taken,
    })
}

/// Lets the e-mail login of a customer follow a change of the customer's e-mail. Customers without
/// one are left alone; a login with that e-mail that nobody claimed gives way.
///
/// # Errors
/// [`Code::EmailTaken`] when another customer logs in with the e-mail.
pub async fn move_email(tx: &Tx, customer: &CustomerId, new: &Email) -> Result<()> {
    match store::identity::rename(tx, customer, EMAILPASS, new.as_str()).await? {
        Claim::Done => Ok(()),
        Claim::Taken => Err(email_taken()),
    }
}

/// The refusal of an e-mail that another login has.
pub(super) fn email_taken() -> Error {
    Error::refused(
        Code::EmailTaken,
        "An account has this e-mail.",
        ["input", "email"],
    )
}
