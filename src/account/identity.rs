//! Logins, for those who delete, restore and change the customers they belong to.

use entity::{CustomerId, IdentityId, Timestamp, auth_identity};

use super::store;
use super::store::identity::Claim;
use crate::actor::Actor;
use crate::app::App;
use crate::db::{Db, Tx};
use crate::error::{Code, Error, Result};
use crate::event::Event;
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

/// The e-mails that the logins of some customers have, hidden ones too.
///
/// # Errors
/// When the database fails.
pub async fn emails(tx: &Tx, customers: &[CustomerId]) -> Result<Vec<String>> {
    store::identity::subjects(tx, customers, EMAILPASS).await
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

/// Adds an outside login to a locked customer, with its event; none when another login has taken the
/// subject at this very moment.
pub(super) async fn link(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    customer: &CustomerId,
    provider: &str,
    subject: &str,
) -> Result<Option<IdentityId>> {
    let login = outside(app, customer, provider, subject);
    let id = login.id.clone();
    if store::identity::insert(tx, login).await? == Claim::Taken {
        return Ok(None);
    }
    let linked = Event::IdentityLinked(customer.clone(), provider.to_owned());
    tx.record(linked.by(actor, &app.clock));
    Ok(Some(id))
}

/// A new login by an outside provider, whose subject is showing a token of it now.
pub(super) fn outside(
    app: &App,
    customer: &CustomerId,
    provider: &str,
    subject: &str,
) -> auth_identity::Model {
    let now = app.clock.now();
    auth_identity::Model {
        id: app.clock.id(),
        provider: provider.to_owned(),
        entity_id: subject.to_owned(),
        customer_id: Some(customer.clone()),
        password_hash: None,
        created_at: now,
        last_used_at: Some(now),
        deleted_at: None,
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
