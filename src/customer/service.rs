//! Stand-in.

use entity::{CustomerId, Folded, customer};

use super::store;
use crate::actor::Actor;
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::event::Event;
use crate::value::{Email, Metadata, Phone, Text};

/// A customer to be made.
#[derive(Debug, Default)]
#[expect(missing_docs, reason = "stand-in")]
pub struct NewCustomer {
    pub id: Option<CustomerId>,
    pub email: Option<Email>,
    pub first_name: Option<Text>,
    pub last_name: Option<Text>,
    pub company_name: Option<Text>,
    pub phone: Option<Phone>,
    pub has_account: bool,
    pub external_id: Option<Text>,
    pub metadata: Option<Metadata>,
    pub private_metadata: Option<Metadata>,
}

/// Makes a customer.
///
/// # Errors
/// When an account has the e-mail.
pub async fn insert(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    new: NewCustomer,
) -> Result<customer::Model> {
    let now = app.clock.now();
    let mut row = customer::Model {
        id: new.id.unwrap_or_else(|| app.clock.id()),
        email: new.email.map(Into::into),
        first_name: new.first_name.map(Into::into),
        last_name: new.last_name.map(Into::into),
        company_name: new.company_name.map(Into::into),
        phone: new.phone.map(Into::into),
        has_account: new.has_account,
        email_verified_at: None,
        guest_key: None,
        metadata: new.metadata.map(Into::into),
        private_metadata: new.private_metadata.map(Into::into),
        external_id: new.external_id.map(Into::into),
        created_by: actor.staff_id(),
        version: 1,
        created_at: now,
        updated_at: now,
        deleted_at: None,
        first_name_fold: None,
        last_name_fold: None,
        company_name_fold: None,
        external_id_fold: None,
        created_by_fold: None,
        search: String::new(),
    };
    row.fold();
    store::insert(tx, row.clone()).await?;
    tx.record(Event::CustomerCreated(row.id.clone()).by(actor, &app.clock));
    Ok(row)
}
