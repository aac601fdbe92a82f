//! How many mails a network may ask for.

use std::time::Duration;

use serde_json::json;

use super::{ask_for_proof, call};
use crate::harness::on_both;

on_both! {
    with ["--throttle=on", "--trusted-proxies=127.0.0.0/8"]
    async fn a_network_asks_for_a_hundred_mails_an_hour(shop: &Shop) {
        let customer = shop.customer().await;
        let here = shop.anonymous().with_header("x-forwarded-for", "198.51.100.1");
        for n in 0..100 {
            let mutation = if n % 2 == 0 { "requestPasswordReset" } else { "requestLoginCode" };
            call(&here, mutation, json!({"email": format!("nobody{n}@shop.example")})).await.ok();
        }
        let neighbour = customer.with_header("x-forwarded-for", "198.51.100.1");
        for answer in [
            call(&here, "requestPasswordReset", json!({"email": customer.email})).await,
            call(&here, "requestLoginCode", json!({"email": "nobody@shop.example"})).await,
            ask_for_proof(&neighbour).await,
            call(&neighbour, "requestEmailChange", json!({"newEmail": "new@shop.example", "password": customer.password})).await,
        ] {
            assert_eq!(answer.error_code(), "RATE_LIMITED", "{}", answer.text);
            assert!(answer.json["errors"][0]["extensions"]["retryAfter"].as_u64().is_some_and(|wait| wait <= 3600));
        }
        // Others, and what is malformed, are none of its business.
        ask_for_proof(&customer).await.ok();
        let malformed = call(&here, "requestPasswordReset", json!({"email": "no"})).await;
        assert_eq!(malformed.user_errors(), ["INVALID input.email"]);
        shop.clock.advance(Duration::from_hours(1));
        call(&here, "requestPasswordReset", json!({"email": customer.email})).await.ok();
    }
}

on_both! {
    with ["--throttle=on"]
    async fn logins_that_are_begun_are_registrations(shop: &Shop) {
        // Refused before the password is hashed, so that this does not take its time.
        let staff = shop.staff(&["customers:write"]).await;
        let make = "mutation { createCustomer(input: {email: \"made@shop.example\", hasAccount: true}) { userErrors { code field message } } }";
        staff.gql(make, json!({})).await.ok();
        let customer = shop.customer().await;
        for _ in 0..99 {
            let answer = super::steps::begin(&shop.anonymous(), &customer.email, super::PASSWORD).await;
            assert_eq!(answer.user_errors(), ["IDENTITY_TAKEN input.email"]);
        }
        let answer = super::steps::begin(&shop.anonymous(), "new@shop.example", super::PASSWORD).await;
        assert_eq!(answer.error_code(), "RATE_LIMITED");
    }
}
