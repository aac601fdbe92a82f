//! Which customers, and in which order.

use async_graphql::{Enum, InputObject};

use crate::address::graphql::CustomerAddressFilter;
use crate::group::graphql::CustomerGroupFilter;
use crate::page::{DateTimeFilter, IdFilter, MetadataFilter, OrderDirection, StringFilter};

/// Conditions on a customer, all of which must hold. Absent or null members set no condition, and
/// neither do `and: []`, `or: []` and `not: {}`. Filters nest at most 5 deep and hold at most 1,000
/// values.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CustomerFilter {
    /// All of these hold as well.
    pub and: Option<Vec<CustomerFilter>>,
    /// At least one of these holds as well.
    pub or: Option<Vec<CustomerFilter>>,
    /// This does not hold.
    pub not: Option<Box<CustomerFilter>>,
    /// The customer's id.
    pub id: Option<IdFilter>,
    /// The e-mail, which is kept in lower case.
    pub email: Option<StringFilter>,
    /// The given name.
    pub first_name: Option<StringFilter>,
    /// The family name.
    pub last_name: Option<StringFilter>,
    /// The company.
    pub company_name: Option<StringFilter>,
    /// The phone as it is stored: E.164 where it is a valid number.
    pub phone: Option<StringFilter>,
    /// True for registered customers, false for guests.
    pub has_account: Option<bool>,
    /// Whether the owner proved that they receive mail at the e-mail.
    pub email_verified: Option<bool>,
    /// The API key id or staff subject that made the record; null when customers made it themselves.
    pub created_by: Option<StringFilter>,
    /// The id in the system it was imported from.
    pub external_id: Option<StringFilter>,
    /// When it was made.
    pub created_at: Option<DateTimeFilter>,
    /// When it was last changed.
    pub updated_at: Option<DateTimeFilter>,
    /// When it was deleted; of use where deleted customers are included.
    pub deleted_at: Option<DateTimeFilter>,
    /// Keys of the metadata, all of which must match.
    pub metadata: Option<Vec<MetadataFilter>>,
    /// Customers in at least one live group that matches.
    pub groups: Option<CustomerGroupFilter>,
    /// Customers with at least one live address that matches.
    pub addresses: Option<CustomerAddressFilter>,
}

/// What customers can be ordered by. Text orders by its lower case, code point by code point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum CustomerOrderField {
    /// The id; generated ids are in the order of creation.
    Id,
    /// When they were made.
    CreatedAt,
    /// When they were last changed.
    UpdatedAt,
    /// The e-mail.
    Email,
    /// The given name.
    FirstName,
    /// The family name.
    LastName,
    /// The company.
    CompanyName,
}

/// One step of an order. Every order ends in the id, so pages never overlap. Nulls come last.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct CustomerOrder {
    /// What to order by.
    pub field: CustomerOrderField,
    /// In which direction.
    #[graphql(default_with = "Some(OrderDirection::Asc)")]
    pub direction: Option<OrderDirection>,
}
