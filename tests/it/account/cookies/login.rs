//! How tokens get into cookies.

use serde_json::{Value, json};

use super::{Jar, LOGIN, LOGOUT, REGISTER, again, registered, set_cookies};
use crate::account::{PASSWORD, me, oidc};
use crate::harness::on_both;

on_both! {
    async fn tokens_go_into_cookies_instead(shop: &Shop) {
        let input = json!({"email": "mina@shop.example", "password": PASSWORD, "useCookie": true});
        let answer = shop.anonymous().gql(REGISTER, json!({ "input": input })).await.ok();
        assert_eq!(answer.data("registerCustomer.tokens"), &Value::Null);
        let cookies = set_cookies(&answer);
        let names: Vec<_> = cookies.iter().map(|(name, ..)| name.as_str()).collect();
        assert_eq!(names, ["patronage-access", "patronage-refresh"]);
        // Whole seconds, and a moment has passed since the tokens were made.
        for ((.., attributes), seconds) in cookies.iter().zip([600, 14 * 24 * 3600]) {
            let (age, rest) = attributes.split_once("; ").expect("several");
            let age: i64 = age.strip_prefix("Max-Age=").expect("an age").parse().expect("a number");
            assert!((seconds - 30..=seconds).contains(&age), "{attributes}");
            assert_eq!(rest, "Path=/; HttpOnly; SameSite=Lax");
        }
        // The values are nowhere else.
        assert!(cookies.iter().all(|(_, value, _)| !answer.text.contains(value)));

        for input in [json!({"email": "mina@shop.example", "password": PASSWORD, "useCookie": true}), json!({"email": "mina@shop.example", "password": PASSWORD, "useCookie": null})] {
            let answer = shop.anonymous().gql(LOGIN, json!({ "input": input })).await.ok();
            let by_cookie = input["useCookie"] == json!(true);
            assert_eq!(answer.data("login.tokens").is_null(), by_cookie);
            assert_eq!(set_cookies(&answer).len(), if by_cookie { 2 } else { 0 });
        }
        let wrong = json!({"email": "mina@shop.example", "password": "wrong-one-77-wrong", "useCookie": true});
        let answer = shop.anonymous().gql(LOGIN, json!({ "input": wrong })).await;
        assert_eq!(answer.user_errors(), ["INVALID_CREDENTIALS"]);
        assert!(set_cookies(&answer).is_empty());
    }
}

on_both! {
    with ["--public-url=https://accounts.shop.example"]
    async fn over_https_no_other_host_can_set_them(shop: &Shop) {
        let (mut jar, id) = registered(shop).await;
        let names: Vec<_> = jar.cookies.keys().map(String::as_str).collect();
        assert_eq!(names, ["__Host-patronage-access", "__Host-patronage-refresh"]);
        assert_eq!(jar.me().await.ok().str("me.id"), id);
        let answer = jar.gql(LOGOUT, json!({})).await.ok();
        for (_, value, attributes) in set_cookies(&answer) {
            assert_eq!((value.as_str(), attributes.as_str()), ("", "Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure"));
        }
        // A plain name is what a neighbouring host could set.
        let (jar, _) = again(shop).await;
        let planted: Vec<_> = jar.cookies.iter().map(|(name, value)| format!("{}={value}", name.trim_start_matches("__Host-"))).collect();
        let caller = shop.anonymous().with_header("cookie", &planted.join("; "));
        assert_eq!(me(&caller).await.ok().data("me"), &Value::Null);
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn an_id_token_opens_a_session_in_cookies_too(shop: &Shop) {
        const LOGIN: &str = "mutation ($input: LoginWithIdTokenInput!) { loginWithIdToken(input: $input) {
            customer { id } tokens { accessToken } userErrors { code field message } } }";
        let mut jar = Jar::new(&shop.anonymous());
        let token = oidc::token(shop, "1", "mina@shop.example");
        let input = json!({"provider": "google", "idToken": token, "useCookie": true});
        let answer = jar.gql(LOGIN, json!({ "input": input })).await.ok();
        assert_eq!(answer.data("loginWithIdToken.tokens"), &Value::Null);
        assert_eq!(jar.me().await.ok().str("me.id"), answer.str("loginWithIdToken.customer.id"));
    }
}

on_both! {
    async fn a_login_gives_new_tokens_whatever_was_planted_before(shop: &Shop) {
        let (planted, _) = registered(shop).await;
        let mut jar = planted.clone();
        let input = json!({"email": "mina@shop.example", "password": PASSWORD, "useCookie": true});
        jar.gql(LOGIN, json!({ "input": input })).await.ok();
        for (name, value) in &planted.cookies {
            assert_ne!(jar.cookies[name], *value, "{name}");
        }
    }
}
