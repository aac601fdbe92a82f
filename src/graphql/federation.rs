//! Apollo Federation 2: our objects as parts of a larger graph.
//!
//! Ours, not the framework's: its `_entities` nulls the whole answer for one unknown id, tells of no error
//! which representation it belongs to, and its `_service` answers whatever the rules on introspection say
//! (`docs/adr/0016-federation.md`).

use async_graphql::{Any, Context, Object, Result, SimpleObject, Union, Value};
use entity::{AddressId, CustomerId, GroupId, Prefixed};
use futures_util::future::try_join_all;

use super::schema::FEDERATION_SDL;
use crate::address::graphql::{self as address, CustomerAddress};
use crate::customer::graphql::{self as customer, Customer};
use crate::error::Error;
use crate::group::graphql::{self as group, CustomerGroup};

/// Representations that `_entities` takes at once (clarification 3).
const MAX_REPRESENTATIONS: usize = 1_000;

/// What other subgraphs may add fields to, naming it by its id.
#[derive(Union)]
#[graphql(name = "_Entity")]
pub(super) enum Entity {
    /// A customer.
    Customer(Customer),
    /// An address.
    CustomerAddress(CustomerAddress),
    /// A group.
    CustomerGroup(CustomerGroup),
}

/// What a router composes the larger graph of.
#[derive(SimpleObject)]
#[graphql(name = "_Service")]
pub(super) struct Service {
    /// The schema with the directives of Apollo Federation 2, without subscriptions.
    sdl: &'static str,
}

/// What a router asks for.
#[derive(Default)]
pub(super) struct FederationQuery;

#[Object]
impl FederationQuery {
    /// For routers of Apollo Federation: what these representations (`__typename` and `id` of a `Customer`,
    /// a `CustomerAddress` or a `CustomerGroup`; at most 1,000) stand for, in their order. Null for each that
    /// is unknown, malformed, or not the caller's to see. Staff get deleted ones too, so that what other
    /// services keep of them stays joined. Read in one statement for each type.
    #[graphql(name = "_entities")]
    async fn entities(
        &self,
        ctx: &Context<'_>,
        representations: Vec<Any>,
    ) -> Result<Vec<Option<Entity>>> {
        if representations.len() > MAX_REPRESENTATIONS {
            return Err(Error::BadInput("`representations` takes at most 1,000.".into()).into());
        }
        let found = representations.iter().map(|Any(of)| find(ctx, of));
        Ok(try_join_all(found).await?)
    }

    /// For routers of Apollo Federation: the schema of this service. Requires what introspection requires.
    #[graphql(name = "_service")]
    async fn service(&self) -> Service {
        Service {
            sdl: &FEDERATION_SDL,
        }
    }
}

/// What one representation stands for, read together with the others.
async fn find(ctx: &Context<'_>, representation: &Value) -> Result<Option<Entity>, Error> {
    let Some((of, id)) = key(representation) else {
        return Ok(None);
    };
    if let ("Customer", Some(id)) = (of, CustomerId::parse(id)) {
        let found = customer::visible(ctx, &id, true).await?;
        return Ok(found.map(Entity::Customer));
    }
    if let ("CustomerAddress", Some(id)) = (of, AddressId::parse(id)) {
        let found = address::visible(ctx, id, true).await?;
        return Ok(found.map(Entity::CustomerAddress));
    }
    if let ("CustomerGroup", Some(id)) = (of, GroupId::parse(id)) {
        let found = group::visible(ctx, id, true).await?;
        return Ok(found.map(Entity::CustomerGroup));
    }
    Ok(None)
}

/// The type and the id in a representation; none where it is no object or lacks one of them as text.
fn key(representation: &Value) -> Option<(&str, &str)> {
    let Value::Object(members) = representation else {
        return None;
    };
    let text = |name| match members.get(name) {
        Some(Value::String(text)) => Some(text.as_str()),
        _ => None,
    };
    text("__typename").zip(text("id"))
}

/// The types of [`Entity`], each with the id as its key.
const ENTITIES: [&str; 3] = ["Customer", "CustomerAddress", "CustomerGroup"];

/// The schema for federation with the keys of its entities. To tell the framework of them is to have it
/// answer `_entities` in our place.
pub(super) fn keyed(sdl: String) -> String {
    ENTITIES.iter().fold(sdl, |sdl, name| {
        let plain = format!("\ntype {name} implements Node {{\n");
        let keyed = format!("\ntype {name} implements Node @key(fields: \"id\") {{\n");
        sdl.replacen(&plain, &keyed, 1)
    })
}

#[cfg(test)]
mod tests {
    use async_graphql::value;

    use super::*;

    #[test]
    fn a_representation_names_a_type_and_an_id() {
        let whole = value!({"__typename": "Customer", "id": "cus_1", "email": 1});
        assert_eq!(key(&whole), Some(("Customer", "cus_1")));
        for bad in [
            value!(null),
            value!("cus_1"),
            value!(["Customer", "cus_1"]),
            value!({"id": "cus_1"}),
            value!({"__typename": "Customer"}),
            value!({"__typename": "Customer", "id": 1}),
            value!({"__typename": ["Customer"], "id": "cus_1"}),
        ] {
            assert_eq!(key(&bad), None, "{bad}");
        }
    }

    #[test]
    fn entities_have_their_key_and_nothing_is_left_of_how_they_are_asked_for() {
        let sdl = FEDERATION_SDL.as_str();
        for name in ENTITIES {
            let keyed = format!("\ntype {name} implements Node @key(fields: \"id\") {{\n");
            assert_eq!(sdl.matches(&keyed).count(), 1, "{name}");
        }
        assert_eq!(sdl.matches("@key(fields").count(), ENTITIES.len());
        assert!(sdl.contains("\ntype PageInfo @shareable {\n"));
        for name in [
            "_entities",
            "_Entity",
            "_Any",
            "type _Service",
            "type Subscription",
        ] {
            assert!(!sdl.contains(name), "{name}");
        }
    }
}
