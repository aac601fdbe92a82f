//! Headers of every answer, and the addresses besides GraphQL.

use serde_json::json;

use super::header;
use crate::harness::{Answer, Shop, on_both};

const QUERY: &str = "/graphql?query=query%20Q(%24n:Int!)%7Bme%7Bid%7Dnodes(ids:%5B%5D)%7Bid%7Dcustomers(first:%24n)%7BtotalCount%7D%7D&operationName=Q&variables=%7B%22n%22:1%7D";

/// An answer of every kind: good ones, refusals at each stage, and what no handler made.
async fn every_kind(shop: &Shop) -> Vec<(&'static str, Answer)> {
    let anyone = shop.anonymous();
    let mut answers = vec![
        ("a query", anyone.gql("{ me { id } }", json!({})).await),
        ("a refusal", anyone.gql("{ nothing }", json!({})).await),
        (
            "a bad token",
            anyone.bearer("x").gql("{ me { id } }", json!({})).await,
        ),
        (
            "a body of another type",
            anyone.post_raw("text/plain", "x").await,
        ),
        (
            "a large body",
            anyone
                .post_raw("application/json", " ".repeat(300_000))
                .await,
        ),
        (
            "a long URL",
            anyone.get(&format!("/healthz?{}", "x".repeat(9_000))).await,
        ),
    ];
    for path in [
        "/nowhere",
        "/healthz",
        "/readyz",
        "/schema.graphql",
        "/.well-known/jwks.json",
        "/graphiql",
        MUTATION,
    ] {
        answers.push((path, anyone.get(path).await));
    }
    answers
}

const MUTATION: &str = "/graphql?query=mutation%7Blogout%7Baccepted%7D%7D";

on_both! {
    async fn every_answer_has_the_headers_of_safety(shop: &Shop) {
        for (what, answer) in every_kind(shop).await {
            assert_eq!(header(&answer, "x-content-type-options"), Some("nosniff"), "{what}");
            assert_eq!(header(&answer, "referrer-policy"), Some("no-referrer"), "{what}");
            let policy = header(&answer, "content-security-policy").unwrap_or_default();
            assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{what}: {policy}");
            let cached = match what {
                "/.well-known/jwks.json" => "public, max-age=240",
                "/schema.graphql" => "no-cache",
                _ => "no-store",
            };
            assert_eq!(header(&answer, "cache-control"), Some(cached), "{what}");
            // Nothing that a cache could ask for again, and nothing about what we are made of.
            for name in ["etag", "last-modified", "server", "x-powered-by"] {
                assert_eq!(header(&answer, name), None, "{what}: {name}");
            }
            assert_eq!(header(&answer, "x-request-id").map(str::len), Some(26), "{what}");
        }
    }
}

on_both! {
    async fn a_request_keeps_its_id_where_it_is_well_formed(shop: &Shop) {
        let anyone = shop.anonymous();
        for id in ["till-7", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "a.b_c-d", &"x".repeat(64)] {
            for path in ["/healthz", "/nowhere", "/graphql?query=%7Bme%7Bid%7D%7D"] {
                let answer = anyone.with_header("x-request-id", id).get(path).await;
                assert_eq!(header(&answer, "x-request-id"), Some(id), "{path}");
            }
        }
        let mut made = Vec::new();
        for id in ["", "with blank", "<script>", "a\"b", &"x".repeat(500)] {
            let answer = anyone.with_header("x-request-id", id).get("/healthz").await;
            let given = header(&answer, "x-request-id").expect("an id").to_owned();
            assert!(given != id && given.len() == 26, "{id}: {given}");
            made.push(given);
        }
        made.dedup();
        assert_eq!(made.len(), 5, "each request has an id of its own");
    }
}

on_both! {
    async fn a_query_may_come_by_get(shop: &Shop) {
        let answer = shop.staff(&["customers:read"]).await.get(QUERY).await.ok();
        assert_eq!(answer.json["data"], json!({"me": null, "nodes": [], "customers": {"totalCount": 0}}));
        let customer = shop.customer().await;
        let answer = customer.get("/graphql?query=%7Bme%7Bid%7D%7D").await.ok();
        assert_eq!(answer.str("me.id"), customer.id);
    }
}

on_both! {
    async fn other_addresses_answer_in_their_own_way(shop: &Shop) {
        let anyone = shop.anonymous();
        let health = anyone.get("/healthz").await;
        assert_eq!((health.status.as_u16(), health.json), (200, json!({"status": "ok"})));
        let ready = anyone.get("/readyz").await;
        assert_eq!((ready.status.as_u16(), ready.json), (200, json!({"status": "ready"})));

        let sdl = anyone.get("/schema.graphql").await;
        assert_eq!(header(&sdl, "content-type"), Some("application/graphql; charset=utf-8"));
        assert_eq!(sdl.text, include_str!("../../../schema.graphql"));

        let nowhere = anyone.get("/nowhere").await;
        assert_eq!(header(&nowhere, "content-type"), Some("application/problem+json"));
        assert_eq!((nowhere.status.as_u16(), nowhere.json), (404, json!({"type": "about:blank", "title": "Not Found", "status": 404})));
        for path in ["/healthz", "/readyz", "/schema.graphql", "/.well-known/jwks.json"] {
            let post = anyone.request(reqwest::Method::POST, path);
            let answer = crate::harness::send(post).await;
            assert_eq!(answer.status.as_u16(), 405, "{path}");
            assert_eq!(header(&answer, "content-type"), Some("application/problem+json"), "{path}");
            assert_eq!(header(&answer, "allow"), Some("GET,HEAD"), "{path}");
        }
    }
}

on_both! {
    async fn a_server_that_stops_is_not_ready(shop: &Shop) {
        shop.app.drain();
        let ready = shop.anonymous().get("/readyz").await;
        assert_eq!((ready.status.as_u16(), ready.json), (503, json!({"status": "unavailable"})));
        assert_eq!(shop.anonymous().get("/healthz").await.status.as_u16(), 200);
        shop.anonymous().gql("{ me { id } }", json!({})).await.ok();
    }
}
