//! `updateCustomer`: who may change whom, and what of them.

use serde_json::{Value, json};

use super::{call, events, made, read};
use crate::harness::{Caller, on_both};

/// As an owner asks, who may not see everything.
const UPDATE: &str = "mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) {
    customer { id firstName metadata version } userErrors { code field message } } }";

async fn errors(caller: &Caller, input: Value) -> Vec<String> {
    caller
        .gql(UPDATE, json!({ "input": input }))
        .await
        .user_errors()
}

on_both! {
    async fn owners_change_themselves_with_and_without_their_id(shop: &Shop) {
        let owner = shop.customer().await;
        for (input, name) in [(json!({"firstName": "One"}), "One"), (json!({"id": owner.id, "firstName": "Two"}), "Two")] {
            let answer = owner.gql(UPDATE, json!({ "input": input })).await.ok();
            assert_eq!(answer.str("updateCustomer.customer.id"), owner.id);
            assert_eq!(answer.str("updateCustomer.customer.firstName"), name);
        }
        let events = events(shop).await;
        let last = events.last().expect("an event");
        assert_eq!((last.kind.as_str(), last.actor.as_deref()), ("customer.updated", Some(owner.id.as_str())));
    }
}

on_both! {
    async fn owners_may_not_set_what_is_staffs(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let owner = shop.customer().await;
        let before = read(&staff, &owner.id).await;
        let all = json!({"email": "other@x.com", "externalId": "e", "privateMetadata": {}, "hasAccount": true,
            "emailVerified": true, "firstName": "Mallory"});
        for (field, value) in all.as_object().expect("an object").iter().filter(|(field, _)| *field != "firstName") {
            let mut input = json!({"firstName": "Mallory"});
            input[field] = value.clone();
            assert_eq!(errors(&owner, input).await, [format!("NOT_ALLOWED input.{field}")]);
        }
        for field in ["email", "externalId", "privateMetadata"] {
            let mut input = json!({});
            input[field] = Value::Null;
            assert_eq!(errors(&owner, input).await, [format!("NOT_ALLOWED input.{field}")], "clearing it is setting it");
        }
        let mut told = errors(&owner, all).await;
        told.sort();
        assert_eq!(told, ["email", "emailVerified", "externalId", "hasAccount", "privateMetadata"].map(|field| format!("NOT_ALLOWED input.{field}")));
        assert_eq!(errors(&owner, json!({"email": owner.email})).await, ["NOT_ALLOWED input.email"]);
        assert_eq!(read(&staff, &owner.id).await, before);
    }
}

on_both! {
    async fn anothers_id_answers_as_an_unknown_one(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let (owner, other) = (shop.customer().await, shop.customer().await);
        let before = (read(&staff, &other.id).await, events(shop).await.len());
        let mut texts = Vec::new();
        for id in [&other.id, "cus_01ARZ3NDEKTSV4RRFFQ69G5FAV"] {
            let input = json!({"id": id, "firstName": "Mallory", "expectedVersion": 7, "metadata": []});
            let answer = owner.gql(UPDATE, json!({ "input": input })).await;
            assert_eq!(answer.user_errors(), ["NOT_FOUND input.id"]);
            texts.push(answer.text);
        }
        assert_eq!(texts[0], texts[1]);
        assert_eq!((read(&staff, &other.id).await, events(shop).await.len()), before);
    }
}

on_both! {
    async fn staff_must_say_whom_and_the_customer_must_be_there(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        assert_eq!(errors(&staff, json!({"firstName": "A"})).await, ["REQUIRED input.id"]);
        assert_eq!(errors(&staff, json!({"id": null, "firstName": "A"})).await, ["REQUIRED input.id"]);
        let gone = made(&staff, json!({})).await;
        call(&staff, "deleteCustomers", json!({"ids": [gone]})).await.ok();
        for id in [gone.as_str(), "cus_unknown", "addr_1", "", "x"] {
            assert_eq!(errors(&staff, json!({"id": id, "firstName": "A"})).await, ["NOT_FOUND input.id"], "{id:?}");
        }
    }
}

on_both! {
    async fn others_have_no_right(shop: &Shop) {
        let id = made(&shop.staff(&["customers:write"]).await, json!({})).await;
        let input = json!({"input": {"id": id, "firstName": "A"}});
        for (caller, code) in [
            (shop.anonymous(), "UNAUTHENTICATED"),
            (shop.anonymous().bearer("sk_wrong"), "UNAUTHENTICATED"),
            (shop.staff(&["customers:read"]).await, "FORBIDDEN"),
            (shop.staff(&["groups:write"]).await, "FORBIDDEN"),
        ] {
            assert_eq!(caller.gql(UPDATE, input.clone()).await.error_code(), code);
        }
        assert_eq!(events(shop).await.len(), 1);
    }
}
