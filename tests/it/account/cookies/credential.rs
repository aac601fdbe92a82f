//! What cookies are good for.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Jar, LOGOUT, REFRESH, dropped, registered, set_cookies};
use crate::account::{assert_unauthenticated, login, me};
use crate::harness::{on_both, send};

on_both! {
    async fn cookies_log_in_by_post_and_by_get(shop: &Shop) {
        const UPDATE: &str = "mutation { updateCustomer(input: {firstName: \"Mina\"}) { customer { firstName } userErrors { code field message } } }";
        let (mut jar, id) = registered(shop).await;
        assert_eq!(jar.me().await.ok().str("me.id"), id);
        let answer = jar.caller().get("/graphql?query=%7Bme%7Bid%7D%7D").await.ok();
        assert_eq!(answer.str("me.id"), id);
        jar.gql(UPDATE, json!({})).await.ok();
        assert!(set_cookies(&jar.me().await).is_empty(), "what is good is left alone");
        // Other cookies of the shop do not disturb, nor does a second header.
        let request = jar.caller().request(Method::POST, "/graphql").header("cookie", "theme=dark; patronage-access=x").json(&json!({"query": "{ me { id } }"}));
        assert_eq!(send(request).await.ok().str("me.id"), id);
    }
}

on_both! {
    async fn a_bad_access_cookie_goes_and_counts_as_none(shop: &Shop) {
        let (mut jar, id) = registered(shop).await;
        let staff = shop.staff(&["admin"]).await;
        drop(staff);
        for bad in ["nonsense", "a.b.c", "sk_unknown", "é"] {
            let mut bad_jar = jar.clone();
            bad_jar.cookies.insert("patronage-access".to_owned(), bad.to_owned());
            let answer = bad_jar.gql("{ me { id } }", json!({})).await.ok();
            assert_eq!(answer.data("me"), &Value::Null, "{bad}");
            let gone: &[&str] = if bad == "é" { &[] } else { &["patronage-access"] };
            assert_eq!(dropped(&answer), gone, "{bad}");
        }
        // An expired one as well; the refresh token gets another.
        shop.clock.advance(std::time::Duration::from_mins(12));
        let answer = jar.me().await.ok();
        assert_eq!(dropped(&answer), ["patronage-access"]);
        jar.gql(REFRESH, json!({"input": {}})).await.ok();
        assert_eq!(jar.me().await.ok().str("me.id"), id);
    }
}

on_both! {
    async fn an_api_key_is_no_cookie(shop: &Shop) {
        let name = patronage::value::Text::required("test").expect("a name");
        let created = patronage::account::api_key::create(&shop.app, name, &[patronage::actor::Scope::Admin], None).await;
        let secret = created.expect("a key").secret;
        let mut jar = Jar::new(&shop.anonymous());
        let secret = secrecy::ExposeSecret::expose_secret(&secret).to_owned();
        jar.cookies.insert("patronage-access".to_owned(), secret);
        let answer = jar.gql("{ customers { nodes { id } } }", json!({})).await;
        assert_eq!(answer.error_code(), "UNAUTHENTICATED");
    }
}

on_both! {
    async fn a_bearer_token_counts_alone(shop: &Shop) {
        let (jar, _) = registered(shop).await;
        let customer = shop.customer().await;
        let answer = login(&shop.anonymous(), &customer.email, &customer.password).await.ok();
        let both = jar.caller().bearer(answer.str("login.tokens.accessToken"));
        assert_eq!(me(&both).await.ok().str("me.id"), customer.id);
        // Without a mark too: a page of somebody else cannot send this header.
        let unmarked = both.with_header("graphql-require-preflight", "");
        assert_eq!(me(&unmarked).await.ok().str("me.id"), customer.id);
        let bad = jar.caller().bearer("nonsense");
        assert_unauthenticated(&bad).await;
        let refresh = both.gql(REFRESH, json!({"input": {}})).await;
        assert_eq!(refresh.user_errors(), ["INVALID_TOKEN input.refreshToken"], "identities do not mix");

        let answer = both.gql(LOGOUT, json!({})).await.ok();
        assert!(set_cookies(&answer).is_empty());
        assert_unauthenticated(&both).await;
        me(&jar.caller()).await.ok().str("me.id");
    }
}
