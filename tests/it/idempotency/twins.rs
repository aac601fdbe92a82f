//! The same at once.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{group, groups, id, keyed, rows};
use crate::harness::{Answer, Caller, on_both};
use crate::outbox::{recorded, told};

/// Sends the same request twenty times at once.
async fn twenty(caller: Caller, query: &'static str, variables: Value) -> Vec<Answer> {
    let twins = (0..20).map(|_| {
        let (caller, variables) = (caller.clone(), variables.clone());
        tokio::spawn(async move { caller.gql(query, variables).await })
    });
    let answers = join_all(twins).await.into_iter();
    answers
        .map(|answer| answer.expect("a request that ends"))
        .collect()
}

on_both! {
    async fn one_of_twenty_runs(shop: &Shop) {
        const CREATE: &str = "mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) {
            customer { id addresses { id } } userErrors { code field } } }";
        let staff = shop.staff(&["customers:write"]).await;
        // The one may be made any number of times, the other once.
        for (key, input) in [
            ("guest", json!({"firstName": "Vera", "addresses": [{"city": "Bari"}]})),
            ("account", json!({"email": "vera@shop.example", "hasAccount": true, "addresses": [{"city": "Bari"}]})),
        ] {
            let twins = twenty(keyed(&staff, key), CREATE, json!({"input": input}));
            let (answers, events) = recorded(shop, twins).await;
            let kinds: Vec<_> = told(&events).into_iter().map(|(kind, _)| kind).collect();
            assert_eq!(kinds, ["customer.created", "customer.address_created"], "{key}");
            let first = answers[0].json.clone();
            for answer in answers {
                assert_eq!(answer.ok().json, first, "{key}");
            }
        }
        assert_eq!(rows(shop).await.len(), 2);
    }
}

on_both! {
    async fn a_change_of_a_version_happens_once(shop: &Shop) {
        const RENAME: &str = "mutation ($id: ID!) { updateCustomer(input: {id: $id, firstName: \"Ada\", expectedVersion: 1}) {
            customer { version } userErrors { code field } } }";
        let staff = shop.staff(&["customers:write"]).await;
        let customer = shop.customer().await;
        let answers = twenty(keyed(&staff, "k"), RENAME, json!({"id": customer.id})).await;
        for answer in answers {
            assert_eq!(answer.ok().data("updateCustomer.customer.version"), &json!(2));
        }
    }
}

on_both! {
    async fn refusals_of_twins_are_one(shop: &Shop) {
        const CREATE: &str = "mutation { createCustomerGroup(input: {name: \"VIP\"}) {
            customerGroup { id } userErrors { code field } } }";
        let staff = shop.staff(&["groups:write"]).await;
        group(&staff, "vip").await.ok();
        for answer in twenty(keyed(&staff, "k"), CREATE, json!({})).await {
            assert_eq!(answer.user_errors(), ["NAME_TAKEN input.name"]);
        }
        assert_eq!(rows(shop).await.len(), 1);
    }
}

on_both! {
    // Each takes some hashes, which an unoptimised build is slow at.
    with ["--request-timeout=60s"]
    async fn twins_log_in_to_one_session(shop: &Shop) {
        const LOGIN: &str = "mutation ($input: LoginInput!) { login(input: $input) {
            customer { id } tokens { refreshToken } userErrors { code field } } }";
        let customer = shop.customer().await;
        let input = json!({"input": {"email": customer.email, "password": customer.password}});
        let twins = twenty(keyed(&shop.anonymous(), "k"), LOGIN, input);
        let (answers, events) = recorded(shop, twins).await;
        assert_eq!(told(&events), [("customer.logged_in", json!({}))]);
        let tokens: BTreeSet<_> = answers.into_iter().map(|a| a.ok().str("login.tokens.refreshToken").to_owned()).collect();
        assert_eq!(tokens.len(), 1);
    }
}

on_both! {
    async fn of_two_requests_under_one_key_one_runs(shop: &Shop) {
        let staff = shop.staff(&["groups:write"]).await;
        let both = (0..20).map(|n| {
            let staff = keyed(&staff, "k");
            tokio::spawn(async move { group(&staff, ["a", "b"][n % 2]).await })
        });
        let answers: Vec<_> = join_all(both).await.into_iter().map(|a| a.expect("an answer")).collect();
        let (well, other): (Vec<_>, Vec<_>) = answers.into_iter().partition(|a| a.json["errors"].is_null());
        assert_eq!((well.len(), other.len()), (10, 10));
        assert!(other.iter().all(|answer| answer.error_code() == "IDEMPOTENCY_CONFLICT"));
        let ids: BTreeSet<_> = well.into_iter().map(|answer| id(&answer.ok()).to_owned()).collect();
        assert_eq!(ids.len(), 1);
        assert_eq!(groups(&staff).await, 1);
    }
}
