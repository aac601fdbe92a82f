//! How many addresses a customer may have.

use futures_util::future::join_all;
use serde_json::json;

use super::{added, create, delete, refusals};
use crate::harness::on_both;

on_both! {
    with ["--max-addresses=3"]
    async fn one_too_many_is_refused_until_there_is_room(shop: &Shop) {
        let (owner, other) = (shop.customer().await, shop.customer().await);
        let staff = shop.staff(&["customers:write"]).await;
        let first = added(&owner, json!({})).await;
        for _ in 0..2 {
            added(&owner, json!({})).await;
        }
        assert_eq!(refusals(&create(&owner, json!({})).await), ["LIMIT_REACHED input"]);
        let answer = create(&staff, json!({"customerId": owner.id})).await;
        assert_eq!(refusals(&answer), ["LIMIT_REACHED input"], "staff is bound by it too");
        added(&other, json!({})).await;
        delete(&owner, &[&first]).await.ok();
        added(&owner, json!({})).await;
        assert_eq!(refusals(&create(&owner, json!({})).await), ["LIMIT_REACHED input"]);
    }
}

on_both! {
    with ["--max-addresses=3"]
    async fn too_many_along_with_a_customer_are_refused(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let query = "mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) {
            customer { addresses { id } } userErrors { code field message } } }";
        let answer = staff.gql(query, json!({"input": {"addresses": [{}, {}, {}, {}]}})).await;
        assert_eq!(refusals(&answer), ["LIMIT_REACHED input.addresses"]);
        staff.gql(query, json!({"input": {"addresses": [{}, {}, {}]}})).await.ok();
    }
}

on_both! {
    with ["--max-addresses=5"]
    async fn twenty_creates_at_once_stay_within_the_limit(shop: &Shop) {
        let owner = shop.customer().await;
        let creates = (0..20).map(|_| {
            let owner = owner.clone();
            tokio::spawn(async move { create(&owner, json!({})).await })
        });
        let answers = join_all(creates).await.into_iter().map(|answer| answer.expect("a request that ends"));
        let (refused, made): (Vec<_>, Vec<_>) = answers.map(|answer| refusals(&answer)).partition(|refusals| !refusals.is_empty());
        assert_eq!(made.len(), 5);
        assert!(refused.iter().all(|refusals| *refusals == ["LIMIT_REACHED input"]), "{refused:?}");
        let count = owner.gql("{ customerAddresses { totalCount } }", json!({})).await.ok();
        assert_eq!(count.data("customerAddresses.totalCount"), &json!(5));
    }
}
