//! Making a customer.

use entity::customer::Model;
use entity::{CustomerId, Folded};

use super::{ID_TAKEN, check_free, taken};
use crate::actor::Actor;
use crate::app::App;
use crate::customer::store;
use crate::db::Tx;
use crate::error::{Checks, Code, Fault, Result};
use crate::event::Event;
use crate::value::{Email, Metadata, Phone, Text};

/// A customer to be made.
#[derive(Debug, Default)]
pub struct NewCustomer {
    /// Kept when given.
    pub id: Option<CustomerId>,
    /// Needed for an account.
    pub email: Option<Email>,
    /// Given name.
    pub first_name: Option<Text>,
    /// Family name.
    pub last_name: Option<Text>,
    /// Company.
    pub company_name: Option<Text>,
    /// Phone.
    pub phone: Option<Phone>,
    /// Account or guest.
    pub has_account: bool,
    /// Id in the system it comes from.
    pub external_id: Option<Text>,
    /// Data of the storefront.
    pub metadata: Option<Metadata>,
    /// Data of staff.
    pub private_metadata: Option<Metadata>,
}

/// Notes what of a customer to be made another has already.
///
/// # Errors
/// When the database fails.
pub async fn check(tx: &Tx, checks: &mut Checks, new: &NewCustomer) -> Result<()> {
    if let Some(id) = &new.id {
        let there = store::by_ids(tx.conn(), std::slice::from_ref(id), true).await?;
        if !there.is_empty() {
            checks.add("id", Fault::new(Code::IdTaken, ID_TAKEN));
        }
    }
    let email = new.email.as_ref().filter(|_| new.has_account);
    let external_id = new.external_id.as_ref().map(Text::as_str);
    check_free(tx, checks, email.map(Email::as_str), external_id).await
}

/// Adds the customer, with its event.
///
/// # Errors
/// `EMAIL_TAKEN` or `ID_TAKEN`, at the field of `input`.
pub async fn insert(app: &App, tx: &mut Tx, actor: &Actor, new: NewCustomer) -> Result<Model> {
    let row = new.into_row(app, actor);
    store::insert(tx, &row).await.map_err(taken)?;
    tx.record(Event::CustomerCreated(row.id.clone()).by(actor, &app.clock));
    Ok(row)
}

impl NewCustomer {
    /// The row of the customer, as of now.
    pub(super) fn into_row(self, app: &App, actor: &Actor) -> Model {
        let now = app.clock.now();
        let mut row = Model {
            id: self.id.unwrap_or_else(|| app.clock.id()),
            email: self.email.map(Into::into),
            first_name: self.first_name.map(Into::into),
            last_name: self.last_name.map(Into::into),
            company_name: self.company_name.map(Into::into),
            phone: self.phone.map(Into::into),
            has_account: self.has_account,
            email_verified_at: None,
            guest_key: None,
            metadata: self.metadata.map(Into::into),
            private_metadata: self.private_metadata.map(Into::into),
            external_id: self.external_id.map(Into::into),
            created_by: actor.staff_id(),
            version: 1,
            created_at: now,
            updated_at: now,
            deleted_at: None,
            merged_into: None,
            erased_at: None,
            first_name_fold: None,
            last_name_fold: None,
            company_name_fold: None,
            external_id_fold: None,
            created_by_fold: None,
            search: String::new(),
        };
        row.fold();
        row
    }
}
