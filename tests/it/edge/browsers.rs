//! Browsers: cross-origin requests, and the way to GraphiQL.

use reqwest::{Client, Method, redirect};
use serde_json::json;

use super::header;
use crate::harness::{Answer, Caller, on_both, send};

/// The headers by which a browser lets a page read an answer.
const ALLOW: [&str; 6] = [
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "access-control-expose-headers",
    "access-control-max-age",
];

async fn preflight(from: &Caller) -> Answer {
    let request = from
        .request(Method::OPTIONS, "/graphql")
        .header("access-control-request-method", "POST")
        .header(
            "access-control-request-headers",
            "content-type, authorization",
        );
    send(request).await
}

on_both! {
    with ["--allowed-origins=https://shop.example,https://admin.shop.example:8443", "--storefront-url=https://store.example/de"]
    async fn pages_of_the_listed_origins_may_call(shop: &Shop) {
        for origin in ["https://shop.example", "https://admin.shop.example:8443", "https://store.example", "http://localhost:8080"] {
            let page = shop.anonymous().with_header("origin", origin);
            let asked = preflight(&page).await;
            assert_eq!(asked.status.as_u16(), 204, "{origin}");
            assert_eq!(header(&asked, "access-control-allow-origin"), Some(origin));
            assert_eq!(header(&asked, "access-control-allow-credentials"), Some("true"));
            assert_eq!(header(&asked, "access-control-allow-methods"), Some("GET, POST"));
            let headers = header(&asked, "access-control-allow-headers").unwrap_or_default();
            for name in ["authorization", "content-type", "idempotency-key", "graphql-require-preflight", "x-request-id", "traceparent"] {
                assert!(headers.split(", ").any(|allowed| allowed == name), "{name}");
            }
            let answer = page.gql("{ me { id } }", json!({})).await.ok();
            assert_eq!(header(&answer, "access-control-allow-origin"), Some(origin));
            assert_eq!(header(&answer, "access-control-expose-headers"), Some("retry-after, x-request-id"));
            // Also what is refused, or the page could not tell why.
            let refused = page.bearer("nonsense").gql("{ me { id } }", json!({})).await;
            assert_eq!((refused.status.as_u16(), header(&refused, "access-control-allow-origin")), (401, Some(origin)));
        }
    }
}

on_both! {
    with ["--allowed-origins=https://shop.example"]
    async fn pages_of_other_origins_may_not(shop: &Shop) {
        for origin in [
            "null", "*", "https://evil.example", "http://shop.example", "https://shop.example:444",
            "https://shop.example.evil.example", "https://evilshop.example", "https://sub.shop.example",
            "https://shop.example/", "https://SHOP.example", "shop.example",
        ] {
            let page = shop.anonymous().with_header("origin", origin);
            for answer in [preflight(&page).await, page.gql("{ me { id } }", json!({})).await, page.get("/nowhere").await] {
                for name in ALLOW {
                    assert_eq!(header(&answer, name), None, "{origin}: {name}");
                }
                assert_eq!(header(&answer, "vary"), Some("Origin"), "{origin}");
            }
        }
        let answer = shop.anonymous().gql("{ me { id } }", json!({})).await.ok();
        assert_eq!(header(&answer, "vary"), Some("Origin"), "caches must know, also without an origin");
        assert!(ALLOW.iter().all(|name| header(&answer, name).is_none()));
    }
}

/// Gets a path of a server as a browser does that is pointed at it, without following where it leads.
async fn visit(base: &str, path: &str) -> Answer {
    let client = Client::builder()
        .redirect(redirect::Policy::none())
        .build()
        .expect("a client");
    let request = client.get(format!("{base}{path}")).header(
        "accept",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    );
    send(request).await
}

on_both! {
    async fn a_browser_is_sent_to_graphiql(shop: &Shop) {
        let sent = visit(shop.base(), "/graphql").await;
        assert_eq!((sent.status.as_u16(), header(&sent, "location")), (303, Some("/graphiql")));
        for path in ["/", "/graphiql"] {
            let page = visit(shop.base(), path).await;
            assert_eq!((page.status.as_u16(), header(&page, "content-type")), (200, Some("text/html; charset=utf-8")), "{path}");
            let policy = header(&page, "content-security-policy").expect("a policy of its own");
            assert!(policy.contains("'nonce-") && policy.contains("frame-ancestors 'none'"), "{policy}");
            assert_eq!(header(&page, "cache-control"), Some("no-store"));
        }
        // A link to a query is answered.
        let answer = visit(shop.base(), "/graphql?query=%7Bme%7Bid%7D%7D").await.ok();
        assert_eq!(answer.json, json!({"data": {"me": null}}));
    }
}

on_both! {
    with ["--public-url=https://accounts.shop.example"]
    async fn graphiql_and_introspection_are_for_development(shop: &Shop) {
        for path in ["/", "/graphiql", "/schema.graphql"] {
            assert_eq!(visit(shop.base(), path).await.status.as_u16(), 404, "{path}");
        }
        assert_eq!(visit(shop.base(), "/graphql").await.status.as_u16(), 400);
        let introspection = "{ __schema { queryType { name } } }";
        assert_eq!(shop.anonymous().gql(introspection, json!({})).await.error_code(), "GRAPHQL_VALIDATION_FAILED");
        shop.staff(&["customers:read"]).await.gql(introspection, json!({})).await.ok();
    }
}
