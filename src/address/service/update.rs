//! Changing an address.

use entity::customer_address::Model;
use entity::{AddressId, Folded};
use serde_json::Value;

use super::{Placed, defaults};
use crate::actor::{Actor, Scope};
use crate::address::store;
use crate::app::App;
use crate::customer;
use crate::customer::service::{check_version, patch};
use crate::db::Tx;
use crate::error::{Checks, Code, Error, Result};
use crate::event::{Changed, Event};
use crate::value::{Change, Country, Phone, Text, province};

/// What an update says of an address.
#[derive(Debug, Default)]
pub struct AddressChanges {
    /// A name for it.
    pub address_name: Change<Text>,
    /// True takes the flag from the old default; false leaves none.
    pub is_default_shipping: Option<bool>,
    /// True takes the flag from the old default; false leaves none.
    pub is_default_billing: Option<bool>,
    /// Company.
    pub company: Change<Text>,
    /// Given name.
    pub first_name: Change<Text>,
    /// Family name.
    pub last_name: Change<Text>,
    /// Street line.
    pub address1: Change<Text>,
    /// Second line.
    pub address2: Change<Text>,
    /// City.
    pub city: Change<Text>,
    /// Country.
    pub country: Change<Country>,
    /// As given: what it becomes depends on the country.
    pub province: Change<String>,
    /// Postal code.
    pub postal_code: Change<Text>,
    /// As given: what it becomes depends on the country.
    pub phone: Change<String>,
    /// A merge patch (RFC 7396).
    pub metadata: Change<Value>,
    /// The version the caller has seen.
    pub expected_version: Option<i32>,
}

/// Changes an address of a customer that the actor may change.
///
/// # Errors
/// `NOT_FOUND`, `VERSION_CONFLICT`, and what is wrong with phone, province or metadata.
pub async fn update(
    app: &App,
    actor: &Actor,
    id: &AddressId,
    changes: AddressChanges,
) -> Result<Placed> {
    let (mut tx, before, customer) = locked(app, actor, id).await?;
    let mut after = changed_row(&before, changes)?;
    let changed = differences(&before, &after);
    if !changed.is_empty() {
        after.version += 1;
        after.updated_at = app.clock.now();
        after.fold();
        let event = Event::AddressUpdated(customer.id.clone(), id.clone(), changed);
        tx.record(event.by(actor, &app.clock));
        defaults::yield_to(app, &mut tx, actor, Some(id), std::slice::from_ref(&after)).await?;
        store::replace(&tx, &after).await?;
    }
    let placed = Placed {
        address: after,
        customer,
    };
    tx.commit_with(placed).await
}

/// The address and its customer, who is locked. Begins anew when a merge gives the address another owner
/// meanwhile: to lock that one as well might wait for somebody who waits for us.
async fn locked(
    app: &App,
    actor: &Actor,
    id: &AddressId,
) -> Result<(Tx, Model, entity::customer::Model)> {
    loop {
        let tx = app.db.begin().await?;
        let owner = found(&tx, id).await?.customer_id;
        if !actor.reaches(&owner, Scope::CustomersWrite) {
            return Err(not_found());
        }
        let customers = customer::service::lock_all(&tx, &[owner]).await?;
        let row = found(&tx, id).await?;
        let customer = customers
            .into_iter()
            .find(|customer| customer.id == row.customer_id);
        if let Some(customer) = customer {
            return Ok((tx, row, customer));
        }
    }
}

async fn found(tx: &Tx, id: &AddressId) -> Result<Model> {
    let rows = store::by_ids(tx.conn(), std::slice::from_ref(id)).await?;
    rows.into_iter().next().ok_or_else(not_found)
}

fn not_found() -> Error {
    Error::refused(Code::NotFound, "There is no such address.", ["input", "id"])
}

fn changed_row(before: &Model, changes: AddressChanges) -> Result<Model> {
    let AddressChanges {
        address_name,
        is_default_shipping,
        is_default_billing,
        company,
        first_name,
        last_name,
        address1,
        address2,
        city,
        country,
        province: new_province,
        postal_code,
        phone,
        metadata,
        expected_version,
    } = changes;
    let mut checks = Checks::input();
    check_version(&mut checks, expected_version, before.version);
    let mut after = before.clone();
    address_name.apply(&mut after.address_name);
    after.is_default_shipping = is_default_shipping.unwrap_or(before.is_default_shipping);
    after.is_default_billing = is_default_billing.unwrap_or(before.is_default_billing);
    company.apply(&mut after.company);
    first_name.apply(&mut after.first_name);
    last_name.apply(&mut after.last_name);
    address1.apply(&mut after.address1);
    address2.apply(&mut after.address2);
    city.apply(&mut after.city);
    match country {
        Change::Keep => {}
        Change::Clear => after.country_code = None,
        Change::Set(country) => after.country_code = Some(country.code()),
    }
    postal_code.apply(&mut after.postal_code);
    // What is stored is normalised anew only when it is given anew.
    let country = after.country_code.as_deref().and_then(Country::from_code);
    let new_province = new_province.parse(|text| province(&text, country));
    checks
        .take("province", new_province)
        .unwrap_or_default()
        .apply(&mut after.province);
    let phone = phone.parse(|text| Phone::parse(&text, country));
    checks
        .take("phone", phone)
        .unwrap_or_default()
        .apply(&mut after.phone);
    patch(&mut checks, "metadata", &mut after.metadata, metadata);
    checks.finish()?;
    Ok(after)
}

fn differences(before: &Model, after: &Model) -> Changed {
    [
        (before.address_name != after.address_name, "addressName"),
        (
            before.is_default_shipping != after.is_default_shipping,
            "isDefaultShipping",
        ),
        (
            before.is_default_billing != after.is_default_billing,
            "isDefaultBilling",
        ),
        (before.company != after.company, "company"),
        (before.first_name != after.first_name, "firstName"),
        (before.last_name != after.last_name, "lastName"),
        (before.address1 != after.address1, "address1"),
        (before.address2 != after.address2, "address2"),
        (before.city != after.city, "city"),
        (before.country_code != after.country_code, "countryCode"),
        (before.province != after.province, "province"),
        (before.postal_code != after.postal_code, "postalCode"),
        (before.phone != after.phone, "phone"),
        (before.metadata != after.metadata, "metadata"),
    ]
    .into_iter()
    .filter_map(|(differs, name)| differs.then_some(name))
    .collect()
}
