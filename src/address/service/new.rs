//! Addresses that are not there yet.

use entity::customer_address::Model;
use entity::{AddressId, CustomerId, Folded};

use super::check::ID_TAKEN;
use super::defaults;
use crate::address::store;
use crate::app::App;
use crate::db::{Constraint, Tx, violated};
use crate::error::{Code, Error, Result};
use crate::value::{Country, Metadata, Phone, Text, stored};

/// An address to be made.
#[derive(Clone, Debug, Default)]
pub struct NewAddress {
    /// Kept when given.
    pub id: Option<AddressId>,
    /// A name for it.
    pub address_name: Option<Text>,
    /// Takes the flag from the old default.
    pub is_default_shipping: bool,
    /// Takes the flag from the old default.
    pub is_default_billing: bool,
    /// Company.
    pub company: Option<Text>,
    /// Given name.
    pub first_name: Option<Text>,
    /// Family name.
    pub last_name: Option<Text>,
    /// Street line.
    pub address1: Option<Text>,
    /// Second line.
    pub address2: Option<Text>,
    /// City.
    pub city: Option<Text>,
    /// Country.
    pub country: Option<Country>,
    /// Normalised with the country.
    pub province: Option<String>,
    /// Postal code.
    pub postal_code: Option<Text>,
    /// Normalised with the country.
    pub phone: Option<Phone>,
    /// Data of the storefront.
    pub metadata: Option<Metadata>,
}

/// The rows of addresses to be made for customers. Of several that are flagged as the same default of a
/// customer, the last one gets the flag.
pub fn rows<'a>(
    app: &App,
    owned: impl IntoIterator<Item = (&'a CustomerId, &'a NewAddress)>,
) -> Vec<Model> {
    let owned = owned.into_iter();
    let mut rows: Vec<_> = owned.map(|(owner, new)| new.row(app, owner)).collect();
    defaults::keep_last(&mut rows);
    rows
}

/// Adds rows. Their events are the caller's, and so are defaults that their customers have already.
///
/// # Errors
/// `ID_TAKEN` at `input`, when another call has taken an id since it was checked.
pub async fn insert(tx: &Tx, rows: &[Model]) -> Result<()> {
    let inserted = store::insert(tx, rows).await;
    inserted.map_err(|error| match violated(&error) {
        Some(Constraint::Id) => Error::refused(Code::IdTaken, ID_TAKEN, ["input", "id"]),
        _ => error.into(),
    })
}

impl NewAddress {
    /// The row of the address, as of now.
    fn row(&self, app: &App, customer: &CustomerId) -> Model {
        let now = app.clock.now();
        let mut row = Model {
            id: self.id.clone().unwrap_or_else(|| app.clock.id()),
            customer_id: customer.clone(),
            address_name: stored(self.address_name.as_ref()),
            is_default_shipping: self.is_default_shipping,
            is_default_billing: self.is_default_billing,
            company: stored(self.company.as_ref()),
            first_name: stored(self.first_name.as_ref()),
            last_name: stored(self.last_name.as_ref()),
            address1: stored(self.address1.as_ref()),
            address2: stored(self.address2.as_ref()),
            city: stored(self.city.as_ref()),
            country_code: self.country.map(Country::code),
            province: self.province.clone(),
            postal_code: stored(self.postal_code.as_ref()),
            phone: stored(self.phone.as_ref()),
            metadata: stored(self.metadata.as_ref()),
            version: 1,
            created_at: now,
            updated_at: now,
            deleted_at: None,
            address_name_fold: None,
            company_fold: None,
            first_name_fold: None,
            last_name_fold: None,
            address1_fold: None,
            city_fold: None,
            province_fold: None,
            postal_code_fold: None,
            search: String::new(),
        };
        row.fold();
        row
    }
}
