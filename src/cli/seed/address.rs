//! Made-up addresses.

use entity::{Folded, customer_address};
use fastrand::Rng;
use serde_json::json;

use super::countries::{self, Country};
use super::generator::{Owner, id, phone, timestamp};
use super::text::{filled, pick};

/// The addresses of a customer. The first is the default for shipping, any of them the one for billing.
pub(super) fn addresses(
    rng: &mut Rng,
    owner: &Owner,
    count: usize,
) -> Vec<customer_address::Model> {
    let billing = if count == 0 { 0 } else { rng.usize(..count) };
    (0..count)
        .map(|index| {
            let country = country(rng, owner, index);
            let mut row = address(rng, owner, country, index as u64);
            row.is_default_shipping = index == 0;
            row.is_default_billing = index == billing;
            row.fold();
            row
        })
        .collect()
}

/// Where they live, at first; another country for one in ten of the others.
fn country(rng: &mut Rng, owner: &Owner, index: usize) -> &'static Country {
    if index > 0 && rng.u8(..10) == 0 {
        pick(rng, &countries::ALL)
    } else {
        owner.country
    }
}

fn name(rng: &mut Rng) -> String {
    pick(rng, &["Home", "Work", "Summer house"]).to_owned()
}

fn address(
    rng: &mut Rng,
    owner: &Owner,
    country: &'static Country,
    index: u64,
) -> customer_address::Model {
    let (city, province, postal_code) = pick(rng, country.cities);
    let street = pick(rng, country.streets);
    let at = timestamp(owner.at + index);
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    customer_address::Model {
        id: id(rng, owner.at + index),
        customer_id: owner.id.clone(),
        address_name: rng.bool().then(|| name(rng)),
        is_default_shipping: false,
        is_default_billing: false,
        company: owner.company.clone(),
        first_name: Some(owner.first.shown.to_owned()),
        last_name: Some(owner.last.shown.to_owned()),
        address1: Some(filled(rng, street, "")),
        address2: (rng.u8(..8) == 0).then(|| format!("c/o {}", owner.last.shown)),
        city: some(city),
        country_code: some(country.code),
        province: some(province),
        postal_code: some(&filled(rng, postal_code, "")),
        phone: phone(rng, country),
        metadata: (rng.u8(..20) == 0).then(|| json!({ "leaveWith": "neighbours" })),
        version: 1,
        created_at: at,
        updated_at: at,
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
    }
}
