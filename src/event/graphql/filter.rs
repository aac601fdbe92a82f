//! Which events.

use async_graphql::{ID, InputObject};

use crate::page::DateTimeFilter;

/// Conditions on an event, all of which must hold. Absent or null members set no condition. An id or a
/// type that there is not matches nothing.
#[derive(Clone, Debug, Default, InputObject)]
pub struct EventFilter {
    /// Of one of these types. A `*` at the end stands for any rest, e.g. `customer.*` or
    /// `customer.address_*`. An empty list matches nothing.
    pub types: Option<Vec<String>>,
    /// About this customer.
    pub customer_id: Option<ID>,
    /// About this group.
    pub customer_group_id: Option<ID>,
    /// When it happened.
    pub occurred_at: Option<DateTimeFilter>,
}
