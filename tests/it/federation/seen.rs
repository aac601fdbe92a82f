//! Who sees what of the larger graph.

use serde_json::{Value, json};

use super::{entities, of, stock};
use crate::harness::{Answer, Caller, on_both};

/// The ids of what was found, null for what was not.
fn ids(answer: Answer) -> Value {
    let answer = answer.ok();
    let found = answer.data("_entities").as_array().expect("a list").clone();
    found
        .into_iter()
        .map(|entity| entity["id"].clone())
        .collect()
}

async fn seen(caller: &Caller, asked: &[&str]) -> Value {
    let asked: Vec<_> = asked.iter().map(|id| of(id)).collect();
    ids(entities(caller, &asked).await)
}

on_both! {
    async fn owners_see_their_own_and_staff_by_scope(shop: &Shop) {
        let admin = shop.staff(&["admin"]).await;
        stock(&admin, 1).await;
        let owner = shop.customer().await;
        let own = "mutation ($id: ID!) {
            createCustomerAddress(input: {id: \"addr_own\", customerId: $id}) { userErrors { code field message } }
            createCustomerGroup(input: {id: \"cgroup_own\", name: \"own\"}) { userErrors { code field message } }
            addCustomersToGroup(input: {pairs: [{customerId: $id, customerGroupId: \"cgroup_own\"}]}) {
                userErrors { code field message } } }";
        admin.gql(own, json!({"id": owner.id})).await.ok();
        let asked = [&owner.id, "cus_0000", "addr_own", "addr_0000", "cgroup_own", "cgroup_1"];
        let customers = json!([owner.id, "cus_0000", "addr_own", "addr_0000", null, null]);
        let groups = json!([null, null, null, null, "cgroup_own", "cgroup_1"]);
        let none = json!([null, null, null, null, null, null]);
        assert_eq!(seen(&owner, &asked).await, json!([owner.id, null, "addr_own", null, "cgroup_own", null]));
        let stranger = shop.customer().await;
        assert_eq!(seen(&stranger, &asked).await, none);
        assert_eq!(seen(&shop.anonymous(), &asked).await, none);
        for (scope, expected) in [
            ("customers:read", &customers), ("customers:write", &customers), ("groups:read", &groups),
            ("groups:write", &groups), ("events:read", &none), ("webhooks", &none),
        ] {
            assert_eq!(&seen(&shop.staff(&[scope]).await, &asked).await, expected, "{scope}");
        }
        assert_eq!(seen(&admin, &asked).await, json!(asked));
        let bad = shop.anonymous().bearer("sk_unknown");
        assert_eq!(entities(&bad, &[of("cus_0000")]).await.error_code(), "UNAUTHENTICATED");
    }
}

on_both! {
    async fn staff_see_deleted_ones_so_that_orders_stay_joined(shop: &Shop) {
        let admin = shop.staff(&["admin"]).await;
        stock(&admin, 3).await;
        let asked = ["cus_0000", "addr_0000", "cus_0001", "addr_0001", "cus_0002", "addr_0002", "cgroup_1"];
        let delete = "mutation {
            deleteCustomers(input: {ids: [\"cus_0000\"]}) { userErrors { code field message } }
            deleteCustomerAddresses(input: {ids: [\"addr_0001\"]}) { userErrors { code field message } }
            eraseCustomer(input: {id: \"cus_0002\"}) { userErrors { code field message } }
            deleteCustomerGroups(input: {ids: [\"cgroup_1\"]}) { userErrors { code field message } } }";
        admin.gql(delete, json!({})).await.ok();
        // Of who was erased nothing is left but that there was somebody.
        let expected = json!(["cus_0000", "addr_0000", "cus_0001", "addr_0001", "cus_0002", null, "cgroup_1"]);
        assert_eq!(seen(&admin, &asked).await, expected);
        let found = entities(&admin, &[of("cus_0002"), of("cus_0000")]).await.ok();
        assert_eq!(found.data("_entities.0.email"), &Value::Null);
        assert_eq!(found.str("_entities.1.email"), "0@shop.example");
        assert!(found.data("_entities.1.deletedAt").is_string());
    }
}

on_both! {
    async fn what_is_deleted_is_gone_for_its_owner(shop: &Shop) {
        let owner = shop.customer().await;
        let admin = shop.staff(&["admin"]).await;
        stock(&admin, 1).await;
        let own = "mutation ($id: ID!) {
            createCustomerAddress(input: {id: \"addr_own\", customerId: $id}) { userErrors { code field message } }
            addCustomersToGroup(input: {pairs: [{customerId: $id, customerGroupId: \"cgroup_1\"}]}) {
                userErrors { code field message } } }";
        admin.gql(own, json!({"id": owner.id})).await.ok();
        let asked = ["addr_own", "cgroup_1"];
        assert_eq!(seen(&owner, &asked).await, json!(asked));
        let delete = "mutation {
            deleteCustomerAddresses(input: {ids: [\"addr_own\"]}) { userErrors { code field message } }
            deleteCustomerGroups(input: {ids: [\"cgroup_1\"]}) { userErrors { code field message } } }";
        admin.gql(delete, json!({})).await.ok();
        assert_eq!(seen(&owner, &asked).await, json!([null, null]));
        assert_eq!(seen(&admin, &asked).await, json!(asked));
    }
}

on_both! {
    async fn what_is_no_representation_is_null(shop: &Shop) {
        let admin = shop.staff(&["admin"]).await;
        stock(&admin, 1).await;
        let nothing = [
            json!({}), json!([]), json!("cus_0000"), json!(1), json!(true), json!({"id": "cus_0000"}),
            json!({"__typename": "Customer"}), json!({"__typename": "Customer", "id": null}),
            json!({"__typename": "Customer", "id": 1}), json!({"__typename": "Customer", "id": ["cus_0000"]}),
            json!({"__typename": "Customer", "id": "cus_\u{0}"}), json!({"__typename": "Customer", "id": "' OR 1=1 --"}),
            json!({"__typename": "Customer", "id": "addr_0000"}), json!({"__typename": "CustomerAddress", "id": "cus_0000"}),
            json!({"__typename": "customer", "id": "cus_0000"}), json!({"__typename": "Order", "id": "cus_0000"}),
            json!({"__typename": "Event", "id": "evt_1"}), json!({"__typename": "Query", "id": "cus_0000"}),
            json!({"__typename": null, "id": "cus_0000"}),
        ];
        let asked = [&nothing[..], &[json!({"__typename": "Customer", "id": "cus_0000", "orders": [1]})]].concat();
        let mut expected = vec![Value::Null; nothing.len()];
        expected.push(json!("cus_0000"));
        assert_eq!(ids(entities(&admin, &asked).await), json!(expected));
        assert_eq!(ids(entities(&admin, &[]).await), json!([]));
        assert_eq!(entities(&admin, &[Value::Null]).await.error_code(), "GRAPHQL_VALIDATION_FAILED");
    }
}

on_both! {
    async fn an_error_names_its_representation(shop: &Shop) {
        let owner = shop.customer().await;
        let query = "query ($of: [_Any!]!) { _entities(representations: $of) { ... on Customer { id privateMetadata } } }";
        let answer = owner.gql(query, json!({"of": [of("cus_unknown"), of(&owner.id)]})).await;
        assert_eq!(answer.error_code(), "FORBIDDEN");
        assert_eq!(answer.json["errors"][0]["path"], json!(["_entities", 1, "privateMetadata"]));
        assert_eq!(answer.data("_entities"), &json!([null, {"id": owner.id, "privateMetadata": null}]));
    }
}
