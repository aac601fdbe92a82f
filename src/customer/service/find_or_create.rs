//! Finding a customer by id or e-mail, or making a guest.

use entity::CustomerId;
use entity::customer::Model;
use serde::{Deserialize, Serialize};

use super::NewCustomer;
use crate::actor::Actor;
use crate::app::App;
use crate::customer::store;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::value::Email;

/// How the customer was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Match {
    /// By its id.
    Id,
    /// The account with the e-mail.
    EmailAccount,
    /// The oldest guest with the e-mail.
    EmailGuest,
    /// Not found, made.
    Created,
}

/// A customer, and how it was found.
#[derive(Debug)]
pub struct Found {
    /// The customer.
    pub customer: Model,
    /// How it was found.
    pub matched_by: Match,
}

impl Found {
    const fn by_email(customer: Model) -> Self {
        let matched_by = if customer.has_account {
            Match::EmailAccount
        } else {
            Match::EmailGuest
        };
        Self {
            customer,
            matched_by,
        }
    }
}

/// Looks by id, then by e-mail, and makes a guest with the e-mail when that finds nobody. `None` when
/// neither is given.
///
/// # Errors
/// `NOT_FOUND` for an unknown id without an e-mail.
pub async fn find_or_create(
    app: &App,
    actor: &Actor,
    id: Option<CustomerId>,
    email: Option<Email>,
) -> Result<Option<Found>> {
    let asked_by_id = id.is_some();
    if let Some(id) = id
        && let Some(customer) = store::by_ids(app.db.read(), &[id], false).await?.pop()
        && email
            .as_ref()
            .is_none_or(|email| customer.email.as_deref() == Some(email.as_str()))
    {
        return Ok(Some(Found {
            customer,
            matched_by: Match::Id,
        }));
    }
    match email {
        Some(email) => match store::with_email(app.db.read(), &email).await? {
            Some(customer) => Ok(Some(Found::by_email(customer))),
            None => create(app, actor, email).await,
        },
        None if asked_by_id => Err(Error::refused(
            Code::NotFound,
            "There is no such customer.",
            ["input", "customerId"],
        )),
        None => Ok(None),
    }
}

/// Makes the guest, or finds the one that a concurrent call has just made: `guest_key` is unique, so
/// the database lets one of them through and makes the others wait for it.
async fn create(app: &App, actor: &Actor, email: Email) -> Result<Option<Found>> {
    let mut tx = app.db.begin().await?;
    let new = NewCustomer {
        email: Some(email.clone()),
        ..Default::default()
    };
    let mut customer = new.row(app, actor);
    customer.guest_key.clone_from(&customer.email);
    if store::insert_guest(&tx, &customer).await? {
        tx.record(Event::CustomerCreated(customer.id.clone()).by(actor, &app.clock));
        let found = Found {
            customer,
            matched_by: Match::Created,
        };
        return tx.commit_with(Some(found)).await;
    }
    // Only a guest deleted or renamed this very moment is not there: the caller may try again.
    let found = store::with_email(tx.conn(), &email).await?;
    let found = found.map(Found::by_email).ok_or(Error::Unavailable)?;
    Ok(Some(found))
}
