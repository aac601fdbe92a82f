//! The input that changes an address, and what it means.

use async_graphql::{ID, InputObject, Json, MaybeUndefined};
use entity::AddressId;
use serde_json::Value;

use crate::address::service::AddressChanges;
use crate::customer::graphql::flag;
use crate::error::{Checks, Error, Result};
use crate::graphql::{change, json, known_id};
use crate::value::{Change, Country, Phone, Text};

/// Changes of an address: absent fields stay, null clears.
#[derive(InputObject)]
pub struct UpdateCustomerAddressInput {
    /// Which.
    id: ID,
    /// A name for it, e.g. Home.
    address_name: MaybeUndefined<String>,
    /// True takes the flag from the old default; false leaves none.
    is_default_shipping: MaybeUndefined<bool>,
    /// True takes the flag from the old default; false leaves none.
    is_default_billing: MaybeUndefined<bool>,
    /// Company of the recipient.
    company: MaybeUndefined<String>,
    /// Given name of the recipient.
    first_name: MaybeUndefined<String>,
    /// Family name of the recipient.
    last_name: MaybeUndefined<String>,
    /// Street line.
    #[graphql(name = "address1")]
    address1: MaybeUndefined<String>,
    /// Second line.
    #[graphql(name = "address2")]
    address2: MaybeUndefined<String>,
    /// City.
    city: MaybeUndefined<String>,
    /// ISO 3166-1 alpha-2, in any case.
    country_code: MaybeUndefined<String>,
    /// Kept as an ISO 3166-2 code where it is one of the country.
    province: MaybeUndefined<String>,
    /// Postal code.
    postal_code: MaybeUndefined<String>,
    /// At most 50 characters of digits, spaces and `+ - ( ) . / x`.
    phone: MaybeUndefined<String>,
    /// A JSON merge patch (RFC 7396): absent keys stay, null removes a key. Null clears all.
    metadata: MaybeUndefined<Json<Value>>,
    /// Refused with `VERSION_CONFLICT` when the address has moved on.
    expected_version: Option<i32>,
}

impl UpdateCustomerAddressInput {
    /// Which, and what changes.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn parse(self) -> Result<(AddressId, AddressChanges)> {
        let checks = &mut Checks::input();
        let Self {
            id,
            address_name,
            is_default_shipping,
            is_default_billing,
            company,
            first_name,
            last_name,
            address1,
            address2,
            city,
            country_code,
            province,
            postal_code,
            phone,
            metadata,
            expected_version,
        } = self;
        let id = known_id(checks, "id", &id);
        let changes = AddressChanges {
            address_name: line(checks, "addressName", address_name),
            is_default_shipping: flag(checks, "isDefaultShipping", &is_default_shipping),
            is_default_billing: flag(checks, "isDefaultBilling", &is_default_billing),
            company: line(checks, "company", company),
            first_name: line(checks, "firstName", first_name),
            last_name: line(checks, "lastName", last_name),
            address1: line(checks, "address1", address1),
            address2: line(checks, "address2", address2),
            city: line(checks, "city", city),
            country: change(checks, "countryCode", country_code, |code| {
                Country::parse(&code)
            }),
            // Both are parsed for good with the country of the row, but their faults do not depend on
            // it, and are told with the others.
            province: change(checks, "province", province, |text| {
                Ok(Text::parse(&text)?.map(Into::into))
            }),
            postal_code: line(checks, "postalCode", postal_code),
            phone: change(checks, "phone", phone, |text| {
                Ok(Phone::parse(&text, None)?.map(|_| text))
            }),
            metadata: json(metadata),
            expected_version,
        };
        checks.finish()?;
        let id = id.ok_or_else(|| Error::internal("no id"))?;
        Ok((id, changes))
    }
}

fn line(checks: &mut Checks, field: &str, input: MaybeUndefined<String>) -> Change<Text> {
    change(checks, field, input, |text| Text::parse(&text))
}
