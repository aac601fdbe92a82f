//! Single events by their ids.

use serde_json::{Value, json};

use super::{admin, call, ids_of, stored};
use crate::harness::{Caller, on_both};

const NODES: &str =
    "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Event { type actor customerId } } }";

async fn nodes(caller: &Caller, ids: &[String]) -> Value {
    let answer = caller.gql(NODES, json!({ "ids": ids })).await.ok();
    answer.data("nodes").clone()
}

on_both! {
    async fn customers_reach_their_own(shop: &Shop) {
        let staff = admin(shop).await;
        let (owner, other) = (shop.customer().await, shop.customer().await);
        call(&owner, "updateCustomer", json!({"lastName": "L"})).await;
        call(&staff, "updateCustomer", json!({"id": owner.id, "lastName": "M"})).await;
        call(&staff, "createCustomerGroup", json!({"name": "vip"})).await;
        let all = stored(shop).await;
        // Two of each registration, one change each by the owner and by staff, one of a group.
        assert_eq!(all.len(), 7);
        let ids = [ids_of(&all[..2]), ids_of(&all[4..]), vec!["evt_unknown".to_owned()]].concat();
        let event = |n: usize, actor: Option<&str>| {
            json!({"id": all[n].id.to_string(), "type": all[n].kind, "actor": actor, "customerId": all[n].customer_id.as_ref().map(ToString::to_string)})
        };
        let own = Some(owner.id.as_str());
        let registered = all[0].actor.as_deref();
        let key = all[5].actor.as_deref();
        assert!(key.expect("an API key").starts_with("key_"));

        let seen = nodes(&owner, &ids).await;
        let expected = [event(0, registered.filter(|actor| Some(*actor) == own)), event(1, all[1].actor.as_deref()), event(4, own), event(5, None)];
        assert_eq!(seen, json!([expected[0], expected[1], expected[2], expected[3], null, null]));
        assert_eq!(nodes(&other, &ids).await, json!([null, null, null, null, null, null]));
        assert_eq!(nodes(&shop.anonymous(), &ids).await, json!([null, null, null, null, null, null]));
        let reads_customers = shop.staff(&["customers:write", "groups:write"]).await;
        assert_eq!(nodes(&reads_customers, &ids).await, json!([null, null, null, null, null, null]));
        let reader = shop.staff(&["events:read"]).await;
        let whole = json!([event(0, registered), event(1, all[1].actor.as_deref()), event(4, own), event(5, key), event(6, key), null]);
        assert_eq!(nodes(&reader, &ids).await, whole);
        let one = reader.gql("query ($id: ID!) { node(id: $id) { __typename id } }", json!({"id": ids[0]})).await.ok();
        assert_eq!(one.data("node"), &json!({"__typename": "Event", "id": ids[0]}));
    }
}
