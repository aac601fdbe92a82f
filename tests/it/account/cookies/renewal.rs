//! New tokens by cookie.

use serde_json::{Value, json};

use super::super::PASSWORD;
use super::{REFRESH, again, dropped, registered, set_cookies};
use crate::account::event_types;
use crate::harness::on_both;

on_both! {
    async fn tokens_are_renewed_by_cookie(shop: &Shop) {
        let (mut jar, id) = registered(shop).await;
        let before = jar.cookies.clone();
        let answer = jar.gql(REFRESH, json!({"input": {}})).await.ok();
        assert_eq!(answer.str("refreshTokens.customer.id"), id);
        assert_eq!(answer.data("refreshTokens.tokens"), &Value::Null);
        for (name, value) in &before {
            assert_ne!(jar.cookies[name], *value, "{name}");
        }
        // Also when the access token has gone, as it does after ten minutes.
        jar.cookies.remove("patronage-access");
        assert_eq!(jar.me().await.ok().data("me"), &Value::Null);
        jar.gql(REFRESH, json!({"input": {"refreshToken": null}})).await.ok();
        assert_eq!(jar.me().await.ok().str("me.id"), id);
    }
}

on_both! {
    async fn a_refresh_token_that_is_given_counts_before_the_cookie(shop: &Shop) {
        let (mut jar, _) = registered(shop).await;
        let before = jar.cookies.clone();
        let answer = jar.gql(REFRESH, json!({"input": {"refreshToken": "made-up"}})).await;
        assert_eq!(answer.user_errors(), ["INVALID_TOKEN input.refreshToken"]);
        assert!(set_cookies(&answer).is_empty(), "the cookie has nothing to do with it");

        let customer = shop.customer().await;
        let answer = jar.gql(REFRESH, json!({"input": {"refreshToken": customer.refresh_token}})).await.ok();
        assert_eq!(answer.str("refreshTokens.customer.id"), customer.id);
        assert!(answer.data("refreshTokens.tokens.accessToken").is_string());
        assert_eq!(jar.cookies, before);
    }
}

on_both! {
    async fn a_refresh_cookie_that_does_not_work_goes(shop: &Shop) {
        let (mut jar, id) = registered(shop).await;
        let spent = jar.clone();
        jar.gql(REFRESH, json!({"input": {}})).await.ok();
        shop.clock.advance(std::time::Duration::from_secs(11));
        let mut thief = spent;
        let answer = thief.gql(REFRESH, json!({"input": {}})).await;
        assert_eq!(answer.user_errors(), ["INVALID_TOKEN input.refreshToken"]);
        assert_eq!(dropped(&answer), ["patronage-access", "patronage-refresh"]);
        assert!(event_types(shop, &id).await.contains(&"customer.session_compromised".to_owned()));
        // Nobody has the session any more.
        assert_eq!(jar.me().await.ok().data("me"), &Value::Null);
    }
}

on_both! {
    async fn a_changed_password_renews_the_cookies(shop: &Shop) {
        const CHANGE: &str = "mutation ($input: ChangePasswordInput!) { changePassword(input: $input) {
            customer { id } tokens { accessToken } userErrors { code field message } } }";
        let (mut jar, id) = registered(shop).await;
        let before = jar.cookies.clone();
        let input = json!({"currentPassword": PASSWORD, "newPassword": "cedar-window-40-pilgrim"});
        let answer = jar.gql(CHANGE, json!({ "input": input })).await.ok();
        assert_eq!(answer.str("changePassword.customer.id"), id);
        assert_eq!(answer.data("changePassword.tokens"), &Value::Null);
        assert_ne!(jar.cookies["patronage-refresh"], before["patronage-refresh"]);
        jar.gql(REFRESH, json!({"input": {}})).await.ok();
        assert_eq!(jar.me().await.ok().str("me.id"), id);
    }
}

on_both! {
    async fn a_key_is_of_the_session_in_the_cookie(shop: &Shop) {
        let (mut jar, _) = registered(shop).await;
        let (mut other, id) = again(shop).await;
        // As ten minutes later, so that all there is to know a browser by is the refresh token.
        for jar in [&mut jar, &mut other] {
            jar.caller = jar.caller.with_header("idempotency-key", "renew");
            jar.cookies.remove("patronage-access");
        }
        let lost = jar.clone();
        jar.gql(REFRESH, json!({"input": {}})).await.ok();
        let mut retry = lost;
        retry.gql(REFRESH, json!({"input": {}})).await.ok();
        assert_eq!(retry.cookies["patronage-refresh"], jar.cookies["patronage-refresh"]);
        let answer = other.gql(REFRESH, json!({"input": {}})).await;
        assert_eq!(answer.error_code(), "IDEMPOTENCY_CONFLICT");
        assert!(set_cookies(&answer).is_empty(), "it is still logged in");
        other.caller = other.caller.with_header("idempotency-key", "another");
        other.gql(REFRESH, json!({"input": {}})).await.ok();
        assert_eq!(other.me().await.ok().str("me.id"), id);
    }
}
