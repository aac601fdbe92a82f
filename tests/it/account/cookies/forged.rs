//! Requests that another page makes a browser send along with the session's cookies (CSRF).

use reqwest::Method;
use serde_json::json;

use super::{Jar, registered};
use crate::account::me;
use crate::harness::{Answer, Caller, Shop, on_both, send};

const UPDATE: &str = "mutation { updateCustomer(input: {firstName: \"Eve\"}) { customer { id } userErrors { code field message } } }";

fn assert_forbidden(answer: &Answer, what: &str) {
    assert_eq!(
        (answer.status.as_u16(), answer.error_code()),
        (403, "FORBIDDEN"),
        "{what}"
    );
    assert!(answer.json.get("data").is_none(), "{what}: {}", answer.text);
    assert!(!answer.headers.contains_key("set-cookie"), "{what}");
}

/// A caller with the cookies of a browser and no mark.
fn unmarked(shop: &Shop, jar: &Jar) -> Caller {
    let pairs: Vec<_> = jar
        .cookies
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    shop.anonymous().with_header("cookie", &pairs.join("; "))
}

on_both! {
    with ["--storefront-url=https://shop.example/de", "--allowed-origins=https://app.shop.example"]
    async fn a_request_by_cookie_needs_a_mark_and_an_origin_that_may(shop: &Shop) {
        let (jar, id) = registered(shop).await;
        let plain = unmarked(shop, &jar);
        let marked = |name| plain.with_header(name, "1");
        for name in ["graphql-require-preflight", "apollo-require-preflight", "x-apollo-operation-name"] {
            assert_eq!(me(&marked(name)).await.ok().str("me.id"), id);
        }
        let marked = marked("graphql-require-preflight");
        for origin in ["https://shop.example", "https://app.shop.example", "http://localhost:8080"] {
            me(&marked.with_header("origin", origin)).await.ok().str("me.id");
            assert_forbidden(&me(&plain.with_header("origin", origin)).await, origin);
        }
        for origin in ["https://evil.example", "null", "https://shop.example.evil.example", "http://shop.example", "https://eu.shop.example", ""] {
            assert_forbidden(&marked.with_header("origin", origin).gql(UPDATE, json!({})).await, origin);
        }
        assert_forbidden(&plain.gql(UPDATE, json!({})).await, "no mark");
        assert_forbidden(&plain.with_header("graphql-require-preflight", "").gql(UPDATE, json!({})).await, "an empty mark");
        assert_forbidden(&plain.with_header("x-requested-with", "XMLHttpRequest").gql(UPDATE, json!({})).await, "another header");
        assert_forbidden(&marked.with_header("sec-fetch-site", "cross-site").gql(UPDATE, json!({})).await, "another site");
        let graphql = plain.with_header("accept", "application/graphql-response+json");
        assert_forbidden(&graphql.gql(UPDATE, json!({})).await, "the other media type");
        let answer = me(&marked).await.ok();
        assert_eq!(answer.str("me.id"), id);
    }
}

on_both! {
    async fn a_refresh_cookie_alone_is_held_to_the_same(shop: &Shop) {
        let (mut jar, _) = registered(shop).await;
        jar.cookies.remove("patronage-access");
        let plain = unmarked(shop, &jar);
        let refresh = "mutation { refreshTokens(input: {}) { customer { id } userErrors { code field message } } }";
        assert_forbidden(&plain.gql(refresh, json!({})).await, "no mark");
        assert_forbidden(&plain.gql("mutation { logout { accepted } }", json!({})).await, "no mark");
        plain.with_header("graphql-require-preflight", "1").gql(refresh, json!({})).await.ok();
    }
}

on_both! {
    async fn a_link_reads_nothing(shop: &Shop) {
        let (jar, id) = registered(shop).await;
        let plain = unmarked(shop, &jar);
        let query = "/graphql?query=%7Bme%7Bid%7D%7D";
        assert_forbidden(&plain.get(query).await, "a link");
        assert_forbidden(&plain.with_header("sec-fetch-site", "none").get(query).await, "a bookmark");
        let marked = plain.with_header("apollo-require-preflight", "true");
        assert_eq!(marked.get(query).await.ok().str("me.id"), id);
    }
}

on_both! {
    async fn a_form_changes_nothing(shop: &Shop) {
        let (jar, _) = registered(shop).await;
        let body = json!({ "query": UPDATE }).to_string();
        for content_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
            assert_forbidden(&unmarked(shop, &jar).post_raw(content_type, body.clone()).await, content_type);
            let answer = jar.caller().post_raw(content_type, body.clone()).await;
            assert_eq!(answer.status.as_u16(), 415, "{content_type}");
        }
        let request = unmarked(shop, &jar).request(Method::POST, "/graphql").body(body);
        assert_forbidden(&send(request).await, "no type at all");
    }
}

on_both! {
    async fn who_brings_no_session_needs_no_mark(shop: &Shop) {
        let caller = shop.anonymous().with_header("cookie", "theme=dark; __Host-patronage-access=x");
        me(&caller.with_header("origin", "https://evil.example")).await.ok();
    }
}

on_both! {
    with ["--allowed-origins=https://app.shop.example"]
    async fn pages_may_ask_to_send_a_mark(shop: &Shop) {
        let page = shop.anonymous().with_header("origin", "https://app.shop.example");
        let request = page.request(Method::OPTIONS, "/graphql")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type,graphql-require-preflight");
        let answer = send(request).await;
        assert_eq!(answer.headers["access-control-allow-credentials"], "true");
        let allowed = answer.headers["access-control-allow-headers"].to_str().expect("a text");
        for name in ["graphql-require-preflight", "apollo-require-preflight", "x-apollo-operation-name", "content-type"] {
            assert!(allowed.split(", ").any(|header| header == name), "{name}: {allowed}");
        }
    }
}
