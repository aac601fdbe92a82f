//! A filter of events that can let something through: for a store to read by, and asked of one event at a
//! time.

use entity::event::Model;
use entity::{CustomerId, GroupId, Prefixed};

use super::graphql::EventFilter;
use super::kinds;
use crate::page::DateTimeFilter;

/// A filter that lets the same events through as the database does.
#[derive(Clone, Debug)]
pub(super) struct Matcher {
    /// Every type, for none.
    pub(super) kinds: Option<Vec<&'static str>>,
    pub(super) customer: Option<CustomerId>,
    pub(super) group: Option<GroupId>,
    pub(super) occurred_at: DateTimeFilter,
}

impl Matcher {
    /// The filter; none when it can let nothing through.
    pub(super) fn new(filter: &EventFilter) -> Option<Self> {
        let EventFilter {
            types,
            customer_id,
            customer_group_id,
            occurred_at,
        } = filter;
        let kinds = types.as_ref().map(|types| kinds::matching(types));
        if kinds.as_ref().is_some_and(Vec::is_empty) {
            return None;
        }
        Some(Self {
            kinds,
            customer: match customer_id {
                Some(id) => Some(CustomerId::parse(id)?),
                None => None,
            },
            group: match customer_group_id {
                Some(id) => Some(GroupId::parse(id)?),
                None => None,
            },
            occurred_at: occurred_at.unwrap_or_default(),
        })
    }

    /// Whether an event passes.
    pub(super) fn lets_through(&self, event: &Model) -> bool {
        let is = |wanted: &Option<_>, found: &Option<_>| wanted.is_none() || wanted == found;
        let in_group = self.group.is_none() || self.group == event.customer_group_id;
        let kinds = self.kinds.as_ref();
        kinds.is_none_or(|kinds| kinds.contains(&event.kind.as_str()))
            && is(&self.customer, &event.customer_id)
            && in_group
            && self.occurred_at.holds(event.occurred_at)
    }
}
