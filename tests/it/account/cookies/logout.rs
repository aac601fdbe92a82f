//! How cookies go.

use serde_json::{Value, json};

use super::{LOGOUT, REFRESH, again, dropped, registered};
use crate::account::me;
use crate::harness::on_both;

on_both! {
    async fn logging_out_clears_the_cookies_and_ends_the_session(shop: &Shop) {
        let (mut jar, _) = registered(shop).await;
        let kept = jar.clone();
        let answer = jar.gql(LOGOUT, json!({})).await.ok();
        assert_eq!(dropped(&answer), ["patronage-access", "patronage-refresh"]);
        assert!(jar.cookies.is_empty());
        assert_eq!(kept.clone().me().await.ok().data("me"), &Value::Null);
        let answer = kept.clone().gql(REFRESH, json!({"input": {}})).await;
        assert_eq!(answer.user_errors(), ["INVALID_TOKEN input.refreshToken"]);
    }
}

on_both! {
    async fn a_refresh_cookie_alone_logs_out(shop: &Shop) {
        let (mut jar, _) = registered(shop).await;
        jar.cookies.remove("patronage-access");
        let kept = jar.clone();
        let answer = jar.gql(LOGOUT, json!({})).await.ok();
        assert_eq!(dropped(&answer), ["patronage-access", "patronage-refresh"]);
        let answer = kept.clone().gql(REFRESH, json!({"input": {}})).await;
        assert_eq!(answer.user_errors(), ["INVALID_TOKEN input.refreshToken"]);
        // Made up, it ends nothing, and is accepted.
        let (jar, id) = again(shop).await;
        let mut forged = jar.clone();
        forged.cookies.remove("patronage-access");
        let refresh = forged.cookies.get_mut("patronage-refresh").expect("a cookie");
        let end = refresh.split_off(refresh.len() - 4);
        refresh.push_str(if end == "AAAA" { "BBBB" } else { "AAAA" });
        forged.gql(LOGOUT, json!({})).await.ok();
        assert_eq!(me(&jar.caller()).await.ok().str("me.id"), id);
    }
}
