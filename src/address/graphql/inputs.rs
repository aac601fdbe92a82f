//! Inputs of addresses, and what they mean.

use async_graphql::{ID, InputObject, Json};
use serde_json::Value;

use crate::actor::Actor;
use crate::address::service::{NamedAddress, NewAddress};
use crate::customer::graphql::{metadata, text};
use crate::error::{Checks, Code, Fault};
use crate::graphql::{known_id, new_id};
use crate::value::{Country, Phone, province};

/// An address that comes along with its customer.
#[derive(InputObject, Default)]
pub struct CustomerAddressDataInput {
    /// Only staff (an import keeps its ids); must start with `addr_`. Made otherwise.
    id: Option<ID>,
    /// A name for it, e.g. Home.
    address_name: Option<String>,
    /// The last one flagged wins.
    #[graphql(default_with = "Some(false)")]
    is_default_shipping: Option<bool>,
    /// The last one flagged wins.
    #[graphql(default_with = "Some(false)")]
    is_default_billing: Option<bool>,
    /// Company of the recipient.
    company: Option<String>,
    /// Given name of the recipient.
    first_name: Option<String>,
    /// Family name of the recipient.
    last_name: Option<String>,
    /// Street line.
    #[graphql(name = "address1")]
    address1: Option<String>,
    /// Second line.
    #[graphql(name = "address2")]
    address2: Option<String>,
    /// City.
    city: Option<String>,
    /// ISO 3166-1 alpha-2, in any case.
    country_code: Option<String>,
    /// Kept as an ISO 3166-2 code where it is one of the country, e.g. `NY` as `us-ny`.
    province: Option<String>,
    /// Postal code.
    postal_code: Option<String>,
    /// At most 50 characters of digits, spaces and `+ - ( ) . / x`.
    phone: Option<String>,
    /// The storefront's data, an object.
    metadata: Option<Json<Value>>,
}

impl CustomerAddressDataInput {
    /// The address; its faults are noted.
    pub fn parse(self, checks: &mut Checks, actor: &Actor) -> NewAddress {
        if self.id.is_some() && !actor.is_staff() {
            checks.add(
                "id",
                Fault::new(Code::NotAllowed, "Only staff may choose ids."),
            );
        }
        let country = self
            .country_code
            .and_then(|code| checks.take("countryCode", Country::parse(&code)).flatten());
        let phone = self
            .phone
            .and_then(|text| checks.take("phone", Phone::parse(&text, country)).flatten());
        let province = self
            .province
            .and_then(|text| checks.take("province", province(&text, country)).flatten());
        NewAddress {
            id: self.id.and_then(|id| new_id(checks, "id", &id)),
            address_name: text(checks, "addressName", self.address_name),
            is_default_shipping: self.is_default_shipping.unwrap_or(false),
            is_default_billing: self.is_default_billing.unwrap_or(false),
            company: text(checks, "company", self.company),
            first_name: text(checks, "firstName", self.first_name),
            last_name: text(checks, "lastName", self.last_name),
            address1: text(checks, "address1", self.address1),
            address2: text(checks, "address2", self.address2),
            city: text(checks, "city", self.city),
            country,
            province,
            postal_code: text(checks, "postalCode", self.postal_code),
            phone,
            metadata: metadata(checks, "metadata", self.metadata),
        }
    }

    /// The addresses of a list named `addresses`; their faults are noted with their places.
    pub fn parse_list(
        checks: &mut Checks,
        actor: &Actor,
        list: Option<Vec<Self>>,
    ) -> Vec<NewAddress> {
        checks.within("addresses", |checks| {
            let numbered = list.unwrap_or_default().into_iter().enumerate();
            numbered
                .map(|(index, input)| checks.within(index, |checks| input.parse(checks, actor)))
                .collect()
        })
    }
}

/// An address to be made.
#[derive(InputObject)]
pub struct CreateCustomerAddressInput {
    /// Only staff (an import keeps its ids); must start with `addr_`. Made otherwise.
    id: Option<ID>,
    /// The caller's own when absent.
    customer_id: Option<ID>,
    /// A name for it, e.g. Home.
    address_name: Option<String>,
    /// True takes the flag from the old default.
    #[graphql(default_with = "Some(false)")]
    is_default_shipping: Option<bool>,
    /// True takes the flag from the old default.
    #[graphql(default_with = "Some(false)")]
    is_default_billing: Option<bool>,
    /// Company of the recipient.
    company: Option<String>,
    /// Given name of the recipient.
    first_name: Option<String>,
    /// Family name of the recipient.
    last_name: Option<String>,
    /// Street line.
    #[graphql(name = "address1")]
    address1: Option<String>,
    /// Second line.
    #[graphql(name = "address2")]
    address2: Option<String>,
    /// City.
    city: Option<String>,
    /// ISO 3166-1 alpha-2, in any case.
    country_code: Option<String>,
    /// Kept as an ISO 3166-2 code where it is one of the country, e.g. `NY` as `us-ny`.
    province: Option<String>,
    /// Postal code.
    postal_code: Option<String>,
    /// At most 50 characters of digits, spaces and `+ - ( ) . / x`.
    phone: Option<String>,
    /// The storefront's data, an object.
    metadata: Option<Json<Value>>,
}

impl CreateCustomerAddressInput {
    /// Whose, and the address; their faults are noted.
    pub fn parse(self, checks: &mut Checks, actor: &Actor) -> NamedAddress {
        let customer = match self.customer_id {
            Some(id) => known_id(checks, "customerId", &id),
            None => actor.customer().cloned().or_else(|| {
                checks.add("customerId", Fault::new(Code::Required, "Say whose it is."));
                None
            }),
        };
        let data = CustomerAddressDataInput {
            id: self.id,
            address_name: self.address_name,
            is_default_shipping: self.is_default_shipping,
            is_default_billing: self.is_default_billing,
            company: self.company,
            first_name: self.first_name,
            last_name: self.last_name,
            address1: self.address1,
            address2: self.address2,
            city: self.city,
            country_code: self.country_code,
            province: self.province,
            postal_code: self.postal_code,
            phone: self.phone,
            metadata: self.metadata,
        };
        (customer, data.parse(checks, actor))
    }
}

/// Addresses to be made, all or none.
#[derive(InputObject)]
pub(super) struct CreateCustomerAddressesInput {
    /// At most 1,000, for one customer or several. Of two defaults of a kind of one customer, the last
    /// counts.
    pub(super) addresses: Vec<CreateCustomerAddressInput>,
}
