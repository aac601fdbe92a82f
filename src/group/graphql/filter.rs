//! Which groups, and in which order.

use async_graphql::{Enum, InputObject};

use crate::page::{DateTimeFilter, IdFilter, MetadataFilter, OrderDirection, StringFilter};

/// Conditions on a group, all of which must hold. Absent or null members set no condition, and
/// neither do `and: []`, `or: []` and `not: {}`. Filters nest at most 5 deep and hold at most 1,000
/// values.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CustomerGroupFilter {
    /// All of these hold as well.
    pub and: Option<Vec<CustomerGroupFilter>>,
    /// At least one of these holds as well.
    pub or: Option<Vec<CustomerGroupFilter>>,
    /// This does not hold.
    pub not: Option<Box<CustomerGroupFilter>>,
    /// The group's id.
    pub id: Option<IdFilter>,
    /// The name.
    pub name: Option<StringFilter>,
    /// The API key id or staff subject that made it.
    pub created_by: Option<StringFilter>,
    /// When it was made.
    pub created_at: Option<DateTimeFilter>,
    /// When it was last changed.
    pub updated_at: Option<DateTimeFilter>,
    /// When it was deleted; of use where deleted groups are included.
    pub deleted_at: Option<DateTimeFilter>,
    /// Keys of the metadata, all of which must match.
    pub metadata: Option<Vec<MetadataFilter>>,
}

/// What groups can be ordered by. Text orders by its lower case, code point by code point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum CustomerGroupOrderField {
    /// The id; generated ids are in the order of creation.
    Id,
    /// When they were made.
    CreatedAt,
    /// When they were last changed.
    UpdatedAt,
    /// The name.
    Name,
}

/// One step of an order. Every order ends in the id, so pages never overlap. Nulls come last.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct CustomerGroupOrder {
    /// What to order by.
    pub field: CustomerGroupOrderField,
    /// In which direction.
    #[graphql(default_with = "Some(OrderDirection::Asc)")]
    pub direction: Option<OrderDirection>,
}
