//! Fields whose values are there: written as JSON without the executor, which would make a future, a context and
//! a value for each of them. Only fields that everybody may see who may see the object, that take no
//! arguments and cannot fail; the executor gives the same of them.

use async_graphql::ObjectType;
use entity::{Prefixed, Timestamp};
use serde_json::Value;

use super::json::by_serde;
use crate::graphql::scalar::DateTime;

/// The fields of an object whose values are there, by their names.
pub trait Leaves: ObjectType + 'static {
    /// How each is written.
    const LEAVES: &'static [(&'static str, Leaf<Self>)] = &[];
}

/// Writes the value of a field.
pub type Leaf<T> = fn(&T, &mut Vec<u8>) -> serde_json::Result<()>;

/// That of a field of a type.
pub(super) fn leaf<T: Leaves>(name: &str) -> Option<Leaf<T>> {
    let mut leaves = T::LEAVES.iter();
    leaves.find_map(|(of, leaf)| (*of == name).then_some(*leaf))
}

/// A value as it is answered.
pub trait Written {
    /// Writes it as JSON.
    ///
    /// # Errors
    /// When it holds what JSON does not.
    fn write(&self, out: &mut Vec<u8>) -> serde_json::Result<()>;
}

impl<T: Written> Written for Option<T> {
    fn write(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
        match self {
            Some(value) => value.write(out),
            None => by_serde(out, &()),
        }
    }
}

impl Written for Timestamp {
    fn write(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
        by_serde(out, &DateTime(*self).text())
    }
}

/// By serde, as the framework does.
macro_rules! written {
    ($($of:ty),*) => {
        $(impl Written for $of {
            fn write(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
                by_serde(out, self)
            }
        })*
    };
}

written!(String, bool, i32, Value);

/// Ids are text.
macro_rules! id {
    ($($of:ty),*) => {
        $(impl Written for $of {
            fn write(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
                by_serde(out, self.as_str())
            }
        })*
    };
}

id!(
    entity::CustomerId,
    entity::AddressId,
    entity::GroupId,
    entity::IdentityId,
    entity::SessionId,
    entity::EventId,
    entity::ApiKeyId,
    entity::EndpointId,
    entity::DeliveryId
);

/// Says which fields of an object are columns of its row, by their names in the API.
macro_rules! leaves {
    ($of:ty { $($name:literal: $column:ident),+ $(,)? }) => {
        impl $crate::graphql::Leaves for $of {
            const LEAVES: &'static [(&'static str, $crate::graphql::Leaf<Self>)] = &[$((
                $name,
                |row, out| $crate::graphql::Written::write(&row.0.$column, out),
            )),+];
        }
    };
}

pub(crate) use leaves;
