//! Fields of a customer that only staff may see.

use serde_json::{Value, json};

use super::{call, made};
use crate::harness::{Answer, on_both};

#[track_caller]
fn assert_refused(answer: &Answer, customer: &str) {
    let row = answer.data(customer);
    for field in ["privateMetadata", "createdBy", "externalId"] {
        assert_eq!(row[field], Value::Null, "{field}");
    }
    assert_eq!(answer.error_codes(), ["FORBIDDEN"; 3], "{}", answer.text);
    let mut at: Vec<_> = answer.json["errors"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|error| error["path"].as_array().and_then(|path| path.last()))
        .collect();
    at.sort_by_key(|field| field.and_then(Value::as_str));
    assert_eq!(
        at,
        [
            Some(&json!("createdBy")),
            Some(&json!("externalId")),
            Some(&json!("privateMetadata"))
        ]
    );
}

on_both! {
    async fn owners_do_not_see_them_by_any_path(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let owner = shop.customer().await;
        let input = json!({"id": owner.id, "privateMetadata": {"risk": "secret"}, "externalId": "crm-1"});
        call(&staff, "updateCustomer", input).await.ok();
        call(&owner, "createCustomerAddress", json!({"city": "Rome"})).await.ok();
        let fields = "{ id firstName privateMetadata createdBy externalId }";
        for (query, path) in [
            (format!("{{ me {fields} }}"), "me"),
            (format!("query ($id: ID!) {{ customer(id: $id) {fields} }}"), "customer"),
            (format!("query ($id: ID!) {{ node(id: $id) {{ ... on Customer {fields} }} }}"), "node"),
            (format!("{{ customerAddresses {{ nodes {{ customer {fields} }} }} }}"), "customerAddresses.nodes.0.customer"),
            (format!("mutation {{ updateCustomer(input: {{lastName: \"L\"}}) {{ customer {fields} userErrors {{ code }} }} }}"), "updateCustomer.customer"),
        ] {
            let variables = if query.contains("$id") { json!({"id": owner.id}) } else { json!({}) };
            let answer = owner.gql(&query, variables).await;
            assert_eq!(answer.str(&format!("{path}.id")), owner.id);
            assert_eq!(answer.str(&format!("{path}.firstName")), "Vera", "the rest is there");
            assert_refused(&answer, path);
            assert!(!answer.text.contains("secret") && !answer.text.contains("crm-1"));
        }
    }
}

on_both! {
    async fn a_list_has_one_error_for_each_field(shop: &Shop) {
        let owner = shop.customer().await;
        for city in ["Rome", "Oslo", "Lima"] {
            call(&owner, "createCustomerAddress", json!({ "city": city })).await.ok();
        }
        let query = "{ customerAddresses { nodes { customer { id privateMetadata createdBy externalId } } } }";
        let answer = owner.gql(query, json!({})).await;
        assert_eq!(answer.data("customerAddresses.nodes").as_array().map(Vec::len), Some(3));
        for row in 0..3 {
            assert_refused(&answer, &format!("customerAddresses.nodes.{row}.customer"));
        }
    }
}

on_both! {
    async fn staff_that_reads_sees_them(shop: &Shop) {
        let writer = shop.staff(&["customers:write"]).await;
        let id = made(&writer, json!({"privateMetadata": {"a": 1}, "externalId": "e"})).await;
        let query = "query ($id: ID!) { customer(id: $id) { privateMetadata externalId createdBy } }";
        let answer = shop.staff(&["customers:read"]).await.gql(query, json!({ "id": id })).await.ok();
        assert_eq!(answer.data("customer.privateMetadata"), &json!({"a": 1}));
        assert_eq!(answer.str("customer.externalId"), "e");
        assert!(answer.str("customer.createdBy").starts_with("key_"));

        let owner = shop.customer().await;
        let answer = writer.gql(query, json!({"id": owner.id})).await.ok();
        assert_eq!(answer.data("customer.createdBy"), &Value::Null, "they made themselves");
    }
}

on_both! {
    async fn a_profile_is_its_owners_and_staffs(shop: &Shop) {
        let (owner, other) = (shop.customer().await, shop.customer().await);
        let query = "query ($id: ID!) { customer(id: $id) { email } node(id: $id) { id } }";
        let answer = owner.gql(query, json!({"id": owner.id})).await.ok();
        assert_eq!((answer.str("customer.email"), answer.str("node.id")), (owner.email.as_str(), owner.id.as_str()));
        let hidden = json!({"data": {"customer": null, "node": null}});
        for id in [other.id.as_str(), "cus_unknown", "addr_1", "", "x"] {
            assert_eq!(owner.gql(query, json!({ "id": id })).await.ok().json, hidden, "{id:?}");
        }
        let one = "query ($id: ID!) { customer(id: $id) { email } }";
        let id = json!({"id": owner.id});
        assert_eq!(shop.anonymous().gql(one, id.clone()).await.error_code(), "UNAUTHENTICATED");
        assert_eq!(shop.staff(&["groups:write"]).await.gql(one, id).await.error_code(), "FORBIDDEN");
        assert_eq!(shop.anonymous().gql("{ me { id } }", json!({})).await.ok().data("me"), &Value::Null);
        let staff = shop.staff(&["customers:read"]).await;
        assert_eq!(staff.gql("{ me { id } }", json!({})).await.ok().data("me"), &Value::Null);
    }
}
