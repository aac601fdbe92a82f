//! New tokens by cookie.

use serde_json::{Value, json};

use super::{REFRESH, dropped, registered, set_cookies};
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
