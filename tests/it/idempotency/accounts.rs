//! Registering, logging in and refreshing again.

use std::time::Duration;

use entity::session;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;

use super::keyed;
use crate::harness::{Answer, Caller, Shop, on_both};
use crate::outbox::recorded;

async fn login(anyone: &Caller, email: &str, password: &str) -> Answer {
    let query = "mutation ($input: LoginInput!) { login(input: $input) {
        customer { id } tokens { accessToken refreshToken } userErrors { code field message } } }";
    let input = json!({"email": email, "password": password});
    anyone.gql(query, json!({ "input": input })).await
}

async fn refresh(anyone: &Caller, token: &str) -> Answer {
    let query = "mutation ($input: RefreshTokensInput!) { refreshTokens(input: $input) {
        customer { id } tokens { accessToken refreshToken } userErrors { code field message } } }";
    anyone
        .gql(query, json!({"input": {"refreshToken": token}}))
        .await
}

async fn successor(anyone: &Caller, token: &str) -> String {
    let answer = refresh(anyone, token).await.ok();
    answer.str("refreshTokens.tokens.refreshToken").to_owned()
}

async fn sessions(shop: &Shop) -> u64 {
    let count = session::Entity::find().count(shop.app.db.read()).await;
    count.expect("the sessions")
}

on_both! {
    async fn a_login_again_is_the_same_session(shop: &Shop) {
        let customer = shop.customer().await;
        let once = keyed(&shop.anonymous(), "k");
        let first = login(&once, &customer.email, &customer.password).await.ok();
        let (again, events) = recorded(shop, login(&once, &customer.email, &customer.password)).await;
        let again = again.ok();
        assert_eq!((events.len(), sessions(shop).await), (0, 2), "that of registration, and one");
        assert_eq!(again.str("login.customer.id"), customer.id);
        let token = first.str("login.tokens.refreshToken");
        assert_eq!(again.str("login.tokens.refreshToken"), token);
        assert_ne!(again.str("login.tokens.accessToken"), first.str("login.tokens.accessToken"));
        for answer in [&first, &again] {
            let owner = shop.anonymous().bearer(answer.str("login.tokens.accessToken"));
            assert_eq!(owner.gql("{ me { id } }", json!({})).await.ok().str("me.id"), customer.id);
        }
    }
}

on_both! {
    async fn a_login_again_gets_what_the_session_has_become(shop: &Shop) {
        let customer = shop.customer().await;
        let anyone = shop.anonymous();
        let once = keyed(&anyone, "k");
        let first = login(&once, &customer.email, &customer.password).await.ok();
        let mut token = first.str("login.tokens.refreshToken").to_owned();
        for _ in 0..3 {
            token = successor(&anyone, &token).await;
            shop.clock.advance(Duration::from_mins(10));
        }
        let again = login(&once, &customer.email, &customer.password).await.ok();
        assert_eq!(again.str("login.tokens.refreshToken"), token);
        let owner = anyone.bearer(again.str("login.tokens.accessToken"));
        owner.gql("mutation { logout { accepted userErrors { code } } }", json!({})).await.ok();
        let ended = login(&once, &customer.email, &customer.password).await;
        assert_eq!(ended.user_errors(), ["INVALID_TOKEN"]);
        assert_eq!(ended.data("login.tokens"), &json!(null));
        assert_eq!(sessions(shop).await, 1, "no other session was opened");
    }
}

on_both! {
    async fn the_password_belongs_to_the_request(shop: &Shop) {
        let customer = shop.customer().await;
        let once = keyed(&shop.anonymous(), "k");
        login(&once, &customer.email, &customer.password).await.ok();
        let wrong = login(&once, &customer.email, "another-anchor-91-teapot").await;
        assert_eq!(wrong.error_code(), "IDEMPOTENCY_CONFLICT");
        // A wrong one that came first stays wrong.
        let once = keyed(&shop.anonymous(), "l");
        for _ in 0..2 {
            let wrong = login(&once, &customer.email, "another-anchor-91-teapot").await;
            assert_eq!(wrong.user_errors(), ["INVALID_CREDENTIALS"]);
        }
        assert_eq!(login(&once, &customer.email, &customer.password).await.error_code(), "IDEMPOTENCY_CONFLICT");
    }
}

on_both! {
    async fn a_refresh_again_gives_the_successor_after_the_grace_too(shop: &Shop) {
        let customer = shop.customer().await;
        let anyone = shop.anonymous();
        let once = keyed(&anyone, "k");
        let next = successor(&once, &customer.refresh_token).await;
        shop.clock.advance(Duration::from_hours(1));
        let (again, events) = recorded(shop, successor(&once, &customer.refresh_token)).await;
        assert_eq!((again, events.len()), (next.clone(), 0));
        let newest = successor(&anyone, &next).await;
        assert_eq!(successor(&once, &customer.refresh_token).await, newest);
        // Without the key it is a spent token as before, and ends the session; then there is none to give.
        assert_eq!(refresh(&anyone, &customer.refresh_token).await.user_errors(), ["INVALID_TOKEN input.refreshToken"]);
        assert_eq!(refresh(&once, &customer.refresh_token).await.user_errors(), ["INVALID_TOKEN"]);
        assert_eq!(sessions(shop).await, 0);
    }
}

on_both! {
    async fn a_registration_again_is_the_same_account(shop: &Shop) {
        let query = "mutation ($input: RegisterCustomerInput!) { registerCustomer(input: $input) {
            customer { id } tokens { refreshToken } userErrors { code field message } } }";
        let input = |first_name| json!({"input": {"email": "rita@shop.example", "password": "tulip-carbon-95-mosaic", "firstName": first_name}});
        let once = keyed(&shop.anonymous(), "k");
        let first = once.gql(query, input("Rita")).await.ok();
        assert_eq!(once.gql(query, input("Rita")).await.ok().json, first.json);
        assert_eq!(once.gql(query, input("Ria")).await.error_code(), "IDEMPOTENCY_CONFLICT");
        let other = keyed(&shop.anonymous(), "l").gql(query, input("Rita")).await;
        assert_eq!(other.user_errors(), ["EMAIL_TAKEN input.email"]);
        successor(&shop.anonymous(), first.str("registerCustomer.tokens.refreshToken")).await;
    }
}
