//! Which addresses, and in which order.

use async_graphql::{Enum, InputObject};

use crate::page::{DateTimeFilter, IdFilter, MetadataFilter, OrderDirection, StringFilter};

/// Conditions on an address, all of which must hold. Absent or null members set no condition, and
/// neither do `and: []`, `or: []` and `not: {}`. Filters nest at most 5 deep and hold at most 1,000
/// values.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CustomerAddressFilter {
    /// All of these hold as well.
    pub and: Option<Vec<CustomerAddressFilter>>,
    /// At least one of these holds as well.
    pub or: Option<Vec<CustomerAddressFilter>>,
    /// This does not hold.
    pub not: Option<Box<CustomerAddressFilter>>,
    /// The address's id.
    pub id: Option<IdFilter>,
    /// The id of the customer it belongs to.
    pub customer_id: Option<IdFilter>,
    /// The name for it, e.g. Home or Office.
    pub address_name: Option<StringFilter>,
    /// The company.
    pub company: Option<StringFilter>,
    /// The given name.
    pub first_name: Option<StringFilter>,
    /// The family name.
    pub last_name: Option<StringFilter>,
    /// The street line.
    pub address1: Option<StringFilter>,
    /// The city.
    pub city: Option<StringFilter>,
    /// The country, ISO 3166-1 alpha-2.
    pub country_code: Option<StringFilter>,
    /// The province: ISO 3166-2 where it is one, else as given.
    pub province: Option<StringFilter>,
    /// The postal code.
    pub postal_code: Option<StringFilter>,
    /// The phone as it is stored: E.164 where it is a valid number.
    pub phone: Option<StringFilter>,
    /// Whether it is the default for shipping.
    pub is_default_shipping: Option<bool>,
    /// Whether it is the default for billing.
    pub is_default_billing: Option<bool>,
    /// When it was made.
    pub created_at: Option<DateTimeFilter>,
    /// When it was last changed.
    pub updated_at: Option<DateTimeFilter>,
    /// Keys of the metadata, all of which must match.
    pub metadata: Option<Vec<MetadataFilter>>,
}

/// What addresses can be ordered by. Text orders by its lower case, code point by code point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum CustomerAddressOrderField {
    /// The id; generated ids are in the order of creation.
    Id,
    /// When they were made.
    CreatedAt,
    /// When they were last changed.
    UpdatedAt,
    /// The city.
    City,
    /// The country.
    CountryCode,
    /// The postal code.
    PostalCode,
}

/// One step of an order. Every order ends in the id, so pages never overlap. Nulls come last.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct CustomerAddressOrder {
    /// What to order by.
    pub field: CustomerAddressOrderField,
    /// In which direction.
    #[graphql(default_with = "Some(OrderDirection::Asc)")]
    pub direction: Option<OrderDirection>,
}
