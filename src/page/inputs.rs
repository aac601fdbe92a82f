//! The inputs that lists of every kind share.

use async_graphql::{Enum, ID, InputObject, MaybeUndefined};
use entity::Timestamp;
use serde_json::Value as Json;

use crate::graphql::scalar::DateTime;

/// The direction of an order. Nulls come last in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum OrderDirection {
    /// Smallest, earliest or first in the alphabet first.
    #[default]
    Asc,
    /// Greatest, latest or last in the alphabet first.
    Desc,
}

/// Conditions on a text, all of which must hold. Absent or null members set no condition.
/// Comparisons ignore case; `%`, `_`, `\` and quotes stand for themselves.
#[derive(Clone, Debug, Default, InputObject)]
pub struct StringFilter {
    /// Equals this text.
    pub eq: Option<String>,
    /// Differs from this text, or is null.
    pub ne: Option<String>,
    /// Equals one of these texts; an empty list matches nothing.
    #[graphql(name = "in")]
    pub one_of: Option<Vec<String>>,
    /// Equals none of these texts, or is null.
    pub not_in: Option<Vec<String>>,
    /// Has this text somewhere in it.
    pub contains: Option<String>,
    /// Begins with this text.
    pub starts_with: Option<String>,
    /// Ends with this text.
    pub ends_with: Option<String>,
    /// Whether there is no text at all.
    pub is_null: Option<bool>,
}

/// Conditions on an id, all of which must hold. Absent or null members set no condition. Ids compare
/// exactly; text that is no id equals none.
#[derive(Clone, Debug, Default, InputObject)]
#[graphql(name = "IDFilter")]
pub struct IdFilter {
    /// Is this id.
    pub eq: Option<ID>,
    /// Is another id.
    pub ne: Option<ID>,
    /// Is one of these ids; an empty list matches nothing.
    #[graphql(name = "in")]
    pub one_of: Option<Vec<ID>>,
    /// Is none of these ids.
    pub not_in: Option<Vec<ID>>,
}

/// Conditions on an instant, all of which must hold. Absent or null members set no condition. Times
/// compare in milliseconds; a time that is not set meets `isNull: true` alone.
#[derive(Clone, Copy, Debug, Default, InputObject)]
pub struct DateTimeFilter {
    /// At this instant.
    pub eq: Option<DateTime>,
    /// Later than this instant.
    pub gt: Option<DateTime>,
    /// At this instant or later.
    pub gte: Option<DateTime>,
    /// Earlier than this instant.
    pub lt: Option<DateTime>,
    /// At this instant or earlier.
    pub lte: Option<DateTime>,
    /// Whether the time is not set.
    pub is_null: Option<bool>,
}

impl DateTimeFilter {
    /// Whether an instant meets the conditions, as the database would find.
    #[must_use]
    pub fn holds(self, at: Timestamp) -> bool {
        let Self {
            eq,
            gt,
            gte,
            lt,
            lte,
            is_null,
        } = self;
        let is = |bound: Option<DateTime>, holds: fn(i64, i64) -> bool| {
            bound.is_none_or(|bound| holds(at.0, bound.0.0))
        };
        is(eq, |at, bound| at == bound)
            && is(gt, |at, bound| at > bound)
            && is(gte, |at, bound| at >= bound)
            && is(lt, |at, bound| at < bound)
            && is(lte, |at, bound| at <= bound)
            && is_null != Some(true)
    }
}

/// A top-level metadata key that exists, or equals a JSON value. With the key alone, it must exist.
#[derive(Clone, Debug, InputObject)]
pub struct MetadataFilter {
    /// The key, exactly as it is spelt in the metadata.
    pub key: String,
    /// The value it must have; numbers compare by value, objects whatever the order of their keys.
    /// An explicit null asks for a JSON null.
    pub eq: MaybeUndefined<Json>,
    /// Whether the key must be there or must not.
    pub exists: Option<bool>,
}
