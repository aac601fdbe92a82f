//! Lists of objects, which are resolved otherwise than single ones, and merged by the framework.

use serde_json::{Value, json};

use super::member;
use crate::harness::on_both;

on_both! {
    async fn what_is_selected_twice_is_merged(shop: &Shop) {
        let customer = member(shop).await;
        let expected = json!({"addresses": [{"id": "addr_1", "city": "Rome"}], "groups": [{"name": "a", "id": "cgroup_a"}, {"name": "b", "id": "cgroup_b"}]});
        for query in [
            "{ me { addresses { id city } groups { name id } } }",
            "{ me { addresses { id } groups { name } } me { addresses { city } groups { id } } }",
            "{ me { addresses { id } addresses { city } groups { name } groups { id } } }",
            "{ me { ...F addresses { city } groups { name id name } } } fragment F on Customer { addresses { id } }",
            "{ me { ... on Customer { addresses { id } } ...F } } fragment F on Customer { addresses { ... on Node { id } city } groups { ...G id } }
                fragment G on CustomerGroup { name }",
        ] {
            let answer = customer.gql(query, json!({})).await.ok();
            assert_eq!(answer.json["data"]["me"], expected, "{query}");
        }
    }
}

on_both! {
    async fn merged_lists_of_lists_lose_nothing(shop: &Shop) {
        let customer = member(shop).await;
        let staff = shop.staff(&["customers:read", "groups:read"]).await;
        let query = "{ customers(first: 1) { nodes { addresses { id } } } customers(first: 1) { edges { node { id } } nodes { addresses { city } id } } }";
        let answer = staff.gql(query, json!({})).await.ok();
        assert_eq!(answer.json["data"]["customers"], json!({
            "nodes": [{"addresses": [{"id": "addr_1", "city": "Rome"}], "id": customer.id}],
            "edges": [{"node": {"id": customer.id}}],
        }));
    }
}

const SELECTIONS: [&str; 8] = [
    "id email version",
    "z: id email z: id",
    "__typename type: __typename addresses { __typename id country { iso2 displayName } customer { id groups { name } } }",
    "...F hasAccount ... { firstName } ... on Node { again: id }",
    "...F ... @skip(if: true) { phone } lastName @include(if: true) metadata",
    "groups @include(if: false) { id } defaultShippingAddress { id city } defaultBillingAddress { id }",
    "privateMetadata createdBy groups { createdBy name }",
    "identities { provider } id",
];

on_both! {
    async fn lists_are_answered_like_single_objects(shop: &Shop) {
        let customer = member(shop).await;
        let staff = shop.staff(&["customers:read", "groups:read"]).await;
        let fragment = "fragment F on Customer { email addresses { city ... on CustomerAddress { isDefaultShipping } } }";
        for selection in SELECTIONS {
            let fragment = if selection.contains("...F") { fragment } else { "" };
            let query = format!("query ($id: ID!) {{ customer(id: $id) {{ {selection} }} customers(first: 5) {{ nodes {{ {selection} }} edges {{ node {{ {selection} }} }} }} }} {fragment}");
            let answer = staff.gql(&query, json!({"id": customer.id})).await;
            let data = &answer.json["data"];
            assert!(data["customer"].is_object(), "{selection}: {}", answer.text);
            assert_eq!(data["customers"]["nodes"], json!([data["customer"]]), "{selection}");
            assert_eq!(data["customers"]["edges"], json!([{"node": data["customer"]}]), "{selection}");
            let keys = |value: &Value| value.as_object().map(|it| it.keys().cloned().collect::<Vec<_>>());
            assert_eq!(keys(&data["customers"]["nodes"][0]), keys(&data["customer"]), "{selection}");
        }
    }
}
