//! Adding addresses.

use std::collections::HashSet;

use entity::customer_address::Model;
use entity::{AddressId, CustomerId, Folded};

use super::{Placed, defaults};
use crate::actor::Actor;
use crate::address::store;
use crate::app::App;
use crate::customer;
use crate::db::{Constraint, DbErr, Tx, violated};
use crate::error::{Checks, Code, Error, Fault, Result};
use crate::event::Event;
use crate::value::{Country, Metadata, Phone, Text};

/// An address to be made.
#[derive(Debug, Default)]
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

/// Adds one address to a customer that the actor may change.
///
/// # Errors
/// `NOT_FOUND`, `LIMIT_REACHED`, `ID_TAKEN`.
pub async fn create(
    app: &App,
    actor: &Actor,
    customer: &CustomerId,
    new: NewAddress,
) -> Result<Placed> {
    let mut tx = app.db.begin().await?;
    let customer = customer::service::lock(&tx, actor, customer, &["input", "customerId"]).await?;
    check_room(app, &tx, &customer.id, 1, &["input"]).await?;
    let mut rows = add(app, &mut tx, actor, &customer.id, vec![new]).await?;
    let address = rows
        .pop()
        .ok_or_else(|| Error::internal("no address was added"))?;
    tx.commit_with(Placed { address, customer }).await
}

/// Refuses when the locked customer would get more addresses than allowed.
async fn check_room(
    app: &App,
    tx: &Tx,
    customer: &CustomerId,
    more: usize,
    path: &[&str],
) -> Result<()> {
    let there = store::count(tx, customer).await?;
    let limit = app.settings.limits.max_addresses;
    if there + more as u64 > limit {
        let message = format!("A customer has at most {limit} addresses.");
        return Err(Error::refused(Code::LimitReached, message, path.to_vec()));
    }
    Ok(())
}

/// Notes the ids of addresses to be made that are taken or repeated, each at its place in `addresses`.
///
/// # Errors
/// When the database fails.
pub async fn check_ids(tx: &Tx, checks: &mut Checks, new: &[NewAddress]) -> Result<()> {
    let given: Vec<_> = new.iter().filter_map(|new| new.id.clone()).collect();
    if given.is_empty() {
        return Ok(());
    }
    let mut taken: HashSet<_> = store::taken_ids(tx, &given).await?.into_iter().collect();
    checks.within("addresses", |checks| {
        for (index, new) in new.iter().enumerate() {
            if let Some(id) = &new.id
                && !taken.insert(id.clone())
            {
                let fault = Fault::new(Code::IdTaken, "This id is taken.");
                checks.within(index, |checks| checks.add("id", fault));
            }
        }
    });
    Ok(())
}

/// Adds addresses to a locked customer, with their events. The last one that is flagged as a default
/// gets the flag.
///
/// # Errors
/// `ID_TAKEN` at `input`, `LIMIT_REACHED` for more at once than a customer may have.
pub async fn add(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    customer: &CustomerId,
    new: Vec<NewAddress>,
) -> Result<Vec<Model>> {
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let limit = app.settings.limits.max_addresses;
    if new.len() as u64 > limit {
        let message = format!("A customer has at most {limit} addresses.");
        return Err(Error::refused(
            Code::LimitReached,
            message,
            ["input", "addresses"],
        ));
    }
    let mut rows: Vec<Model> = new
        .into_iter()
        .map(|new| new.into_row(app, customer))
        .collect();
    defaults::keep_last(&mut rows);
    for row in &rows {
        tx.record(Event::AddressCreated(customer.clone(), row.id.clone()).by(actor, &app.clock));
    }
    defaults::yield_to(app, tx, actor, customer, None, &rows).await?;
    store::insert(tx, &rows).await.map_err(taken)?;
    Ok(rows)
}

fn taken(error: DbErr) -> Error {
    match violated(&error) {
        Some(Constraint::Id) => Error::refused(Code::IdTaken, "This id is taken.", ["input", "id"]),
        _ => error.into(),
    }
}

impl NewAddress {
    fn into_row(self, app: &App, customer: &CustomerId) -> Model {
        let now = app.clock.now();
        let mut row = Model {
            id: self.id.unwrap_or_else(|| app.clock.id()),
            customer_id: customer.clone(),
            address_name: self.address_name.map(Into::into),
            is_default_shipping: self.is_default_shipping,
            is_default_billing: self.is_default_billing,
            company: self.company.map(Into::into),
            first_name: self.first_name.map(Into::into),
            last_name: self.last_name.map(Into::into),
            address1: self.address1.map(Into::into),
            address2: self.address2.map(Into::into),
            city: self.city.map(Into::into),
            country_code: self.country.map(Country::code),
            province: self.province,
            postal_code: self.postal_code.map(Into::into),
            phone: self.phone.map(Into::into),
            metadata: self.metadata.map(Into::into),
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
