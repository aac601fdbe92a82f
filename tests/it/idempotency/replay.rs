//! What the second answer says.

use serde_json::json;

use super::{group, groups, id, keyed, rows};
use crate::harness::on_both;
use crate::outbox::recorded;

on_both! {
    async fn the_object_is_as_it_is_now(shop: &Shop) {
        let staff = shop.staff(&["groups:write"]).await;
        let once = keyed(&staff, "k");
        let first = group(&once, "vip").await.ok();
        let rename = "mutation ($id: ID!) { updateCustomerGroup(input: {id: $id, name: \"gold\"}) { userErrors { code } } }";
        staff.gql(rename, json!({"id": id(&first)})).await.ok();
        let again = group(&once, "vip").await.ok();
        assert_eq!(again.data("createCustomerGroup.customerGroup"), &json!({"id": id(&first), "name": "gold"}));
        let delete = "mutation ($id: ID!) { deleteCustomerGroups(input: {ids: [$id]}) { userErrors { code } } }";
        staff.gql(delete, json!({"id": id(&first)})).await.ok();
        let gone = group(&once, "vip").await.ok();
        assert_eq!(gone.data("createCustomerGroup.customerGroup"), &json!(null));
        assert_eq!(groups(&staff).await, 0, "it was not made again");
    }
}

on_both! {
    async fn another_selection_is_another_request(shop: &Shop) {
        let staff = keyed(&shop.staff(&["groups:write"]).await, "k");
        let query = |selection| format!("mutation A {{ createCustomerGroup(input: {{name: \"a\"}}) {{ {selection} }} }} query B {{ __typename }}");
        let body = |selection, name| json!({"query": query(selection), "operationName": name, "variables": {"b": {"x": 1, "y": 2}, "a": 1}});
        let post = |body: serde_json::Value| staff.post_raw("application/json", body.to_string());
        post(body("customerGroup { id }", "A")).await.ok();
        // The same variables in another order are the same request.
        let same = body("customerGroup { id }", "A").to_string();
        let other_order = same.replace("{\"a\":1,\"b\":{\"x\":1,\"y\":2}}", "{\"b\":{\"y\":2,\"x\":1},\"a\":1}");
        assert_ne!(same, other_order);
        staff.post_raw("application/json", other_order).await.ok();
        assert_eq!(post(body("customerGroup { name }", "A")).await.error_code(), "IDEMPOTENCY_CONFLICT");
    }
}

on_both! {
    async fn lists_keep_their_order_and_leave_out_what_is_gone(shop: &Shop) {
        let staff = shop.staff(&["admin"]).await;
        let (a, b) = (shop.customer().await, shop.customer().await);
        let vip = group(&staff, "vip").await.ok();
        let add = "mutation ($pairs: [GroupCustomerPair!]!) { addCustomersToGroup(input: {pairs: $pairs}) {
            memberships { id customerId } userErrors { code } } }";
        let pair = |customer| json!({"customerId": customer, "customerGroupId": id(&vip)});
        let pairs = json!({"pairs": [pair(&b.id), pair(&a.id)]});
        let once = keyed(&staff, "k");
        let first = once.gql(add, pairs.clone()).await.ok();
        assert_eq!(first.str("addCustomersToGroup.memberships.0.customerId"), b.id);
        assert_eq!(once.gql(add, pairs.clone()).await.ok().json, first.json);
        let delete = "mutation ($id: ID!) { deleteCustomers(input: {ids: [$id]}) { userErrors { code } } }";
        staff.gql(delete, json!({"id": b.id})).await.ok();
        let left = once.gql(add, pairs).await.ok();
        let of_a = first.data("addCustomersToGroup.memberships.1");
        assert_eq!(left.data("addCustomersToGroup.memberships"), &json!([of_a]));
    }
}

on_both! {
    async fn how_a_customer_was_found_stays_as_it_was(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let find = "mutation ($input: FindOrCreateCustomerInput!) { findOrCreateCustomer(input: $input) {
            customer { id } email created matchedBy userErrors { code field } } }";
        let input = |input| json!({ "input": input });
        let ada = input(json!({"email": "ada@shop.example"}));
        let made = keyed(&staff, "a").gql(find, ada.clone()).await.ok();
        assert_eq!(made.data("findOrCreateCustomer.created"), &json!(true));
        let found = keyed(&staff, "b").gql(find, ada.clone()).await.ok();
        assert_eq!(found.str("findOrCreateCustomer.matchedBy"), "EMAIL_GUEST");
        assert_eq!(keyed(&staff, "a").gql(find, ada.clone()).await.ok().json, made.json);
        assert_eq!(keyed(&staff, "b").gql(find, ada).await.ok().json, found.json);
        for (key, asked) in [("c", json!({})), ("d", json!({"customerId": "cus_unknown"}))] {
            let first = keyed(&staff, key).gql(find, input(asked.clone())).await;
            assert_eq!(first.str("findOrCreateCustomer.matchedBy"), "NONE");
            assert_eq!(keyed(&staff, key).gql(find, input(asked)).await.json, first.json);
        }
        assert_eq!(rows(shop).await.len(), 4);
    }
}

on_both! {
    async fn refusals_are_kept(shop: &Shop) {
        let staff = shop.staff(&["groups:write"]).await;
        let vip = group(&staff, "vip").await.ok();
        let once = keyed(&staff, "taken");
        let refused = group(&once, "VIP").await;
        assert_eq!(refused.user_errors(), ["NAME_TAKEN input.name"]);
        // Refused before there was a transaction.
        let nameless = group(&keyed(&staff, "nameless"), " ").await;
        assert_eq!(nameless.user_errors(), ["REQUIRED input.name"]);
        let rename = "mutation ($id: ID!) { updateCustomerGroup(input: {id: $id, name: \"gold\"}) { userErrors { code } } }";
        staff.gql(rename, json!({"id": id(&vip)})).await.ok();
        assert_eq!(group(&once, "VIP").await.json, refused.json);
        assert_eq!(group(&keyed(&staff, "nameless"), " ").await.json, nameless.json);
        group(&keyed(&staff, "another"), "VIP").await.ok();
        // A deletion does what it can, and says so again.
        let delete = "mutation ($ids: [ID!]!) { deleteCustomerGroups(input: {ids: $ids}) { deletedIds userErrors { code field message } } }";
        let ids = json!({"ids": ["cgroup_unknown", id(&vip)]});
        let first = keyed(&staff, "d").gql(delete, ids.clone()).await;
        assert_eq!(first.data("deleteCustomerGroups.deletedIds"), &json!([id(&vip)]));
        assert_eq!(first.user_errors(), ["NOT_FOUND input.ids.0"]);
        let (again, events) = recorded(shop, keyed(&staff, "d").gql(delete, ids)).await;
        assert_eq!((again.json, events.len()), (first.json, 0));
    }
}

on_both! {
    async fn a_change_of_nothing_is_kept(shop: &Shop) {
        let staff = shop.staff(&["groups:write"]).await;
        let vip = group(&staff, "vip").await.ok();
        let rename = "mutation ($input: UpdateCustomerGroupInput!) { updateCustomerGroup(input: $input) {
            customerGroup { id version } userErrors { code field } } }";
        let to = |name: &str, version| json!({"input": {"id": id(&vip), "name": name, "expectedVersion": version}});
        let once = keyed(&staff, "k");
        let (first, events) = recorded(shop, once.gql(rename, to("vip", 1))).await;
        assert!(events.is_empty());
        staff.gql(rename, to("gold", 1)).await.ok();
        let again = once.gql(rename, to("vip", 1)).await.ok();
        assert_eq!(first.ok().data("updateCustomerGroup.customerGroup.version"), &json!(1));
        assert_eq!(again.data("updateCustomerGroup.customerGroup.version"), &json!(2), "no conflict of versions");
    }
}
