//! Making a customer.

use entity::customer::Model;
use entity::{CustomerId, Folded};

use super::taken;
use crate::actor::Actor;
use crate::app::App;
use crate::customer::store;
use crate::db::Tx;
use crate::error::Result;
use crate::value::{Email, Metadata, Phone, Text, stored};

/// A customer to be made.
#[derive(Clone, Debug, Default)]
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

/// Adds customers. Their events are the caller's: what comes along with one is told right behind it.
///
/// # Errors
/// `EMAIL_TAKEN` or `ID_TAKEN`, at the field of `input`, when another call has taken it since
/// [`super::check`].
pub async fn insert(app: &App, tx: &Tx, actor: &Actor, new: &[&NewCustomer]) -> Result<Vec<Model>> {
    let rows: Vec<_> = new.iter().map(|new| new.row(app, actor)).collect();
    store::insert(tx, &rows).await.map_err(taken)?;
    Ok(rows)
}

impl NewCustomer {
    /// The row of the customer, as of now.
    pub(super) fn row(&self, app: &App, actor: &Actor) -> Model {
        let now = app.clock.now();
        let mut row = Model {
            id: self.id.clone().unwrap_or_else(|| app.clock.id()),
            email: stored(self.email.as_ref()),
            first_name: stored(self.first_name.as_ref()),
            last_name: stored(self.last_name.as_ref()),
            company_name: stored(self.company_name.as_ref()),
            phone: stored(self.phone.as_ref()),
            has_account: self.has_account,
            email_verified_at: None,
            mailbox_owned_at: None,
            guest_key: None,
            metadata: stored(self.metadata.as_ref()),
            private_metadata: stored(self.private_metadata.as_ref()),
            external_id: stored(self.external_id.as_ref()),
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
