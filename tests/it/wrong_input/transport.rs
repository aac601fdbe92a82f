//! Requests that are no GraphQL over HTTP.

use reqwest::Method;
use serde_json::json;

use super::{GRAPHQL, JSON, Senders, request, told};
use crate::harness::{on_both, send};

const BODY: &str = r#"{"query": "{ me { id } }"}"#;
const MUTATION: &str = "/graphql?query=mutation%7Blogout%7Baccepted%7D%7D";

on_both! {
    async fn only_get_and_post_are_methods(shop: &Shop) {
        let senders = Senders::of(shop).await;
        for accept in [JSON, GRAPHQL] {
            let anyone = senders.anyone.with_header("accept", accept);
            let answer = anyone.get(MUTATION).await;
            assert_eq!(told(&answer), "405, METHOD_NOT_ALLOWED, no data");
            assert_eq!(answer.headers["allow"], "POST");
            let customer = senders.customer.with_header("accept", accept);
            assert_eq!(customer.get(MUTATION).await.status.as_u16(), 405);
            for method in [Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS] {
                let put = anyone.request(method.clone(), "/graphql").header("content-type", JSON).body(BODY);
                let answer = send(put).await;
                assert_eq!(told(&answer), "405, METHOD_NOT_ALLOWED, no data", "{method}");
                assert_eq!(answer.headers["allow"], "GET, POST");
            }
            senders.assert_goes_on("a wrong method").await;
        }
    }
}

on_both! {
    async fn a_body_is_json(shop: &Shop) {
        let senders = Senders::of(shop).await;
        let multipart = "--x\r\ncontent-disposition: form-data; name=\"operations\"\r\n\r\n{\"query\": \"{ me { id } }\"}\r\n--x--\r\n";
        for accept in [JSON, GRAPHQL] {
            let anyone = senders.anyone.with_header("accept", accept);
            for (content_type, body) in [
                ("text/plain", BODY),
                ("application/x-www-form-urlencoded", "query=%7Bme%7Bid%7D%7D"),
                ("multipart/form-data; boundary=x", multipart),
                ("application/graphql", "{ me { id } }"),
                ("application/json; charset=latin1", BODY),
                ("*/*", BODY),
            ] {
                let answer = anyone.post_raw(content_type, body).await;
                assert_eq!(told(&answer), "415, UNSUPPORTED_MEDIA_TYPE, no data", "{content_type}");
                senders.assert_goes_on(content_type).await;
            }
            let answer = send(anyone.request(Method::POST, "/graphql").body(BODY)).await;
            assert_eq!(told(&answer), "415, UNSUPPORTED_MEDIA_TYPE, no data", "without a type");
        }
    }
}

on_both! {
    async fn an_answer_is_json(shop: &Shop) {
        let senders = Senders::of(shop).await;
        for accept in ["text/html", "application/xml", "application/json;q=0", "image/*"] {
            let answer = senders.anyone.with_header("accept", accept).post_raw(JSON, BODY).await;
            assert_eq!(told(&answer), "406, NOT_ACCEPTABLE, no data", "{accept}");
            assert_eq!(answer.headers["content-type"], "application/json; charset=utf-8");
            senders.assert_goes_on(accept).await;
        }
    }
}

on_both! {
    async fn urls_and_headers_are_bounded(shop: &Shop) {
        let senders = Senders::of(shop).await;
        let path = format!("/graphql?query=%7Bme%7Bid%7D%7D%23{}", "x".repeat(9 * 1024));
        let answer = senders.anyone.get(&path).await;
        assert_eq!(told(&answer), "414, BAD_REQUEST, no data");
        senders.assert_goes_on("a long URL").await;

        let large = "x".repeat(20 * 1024);
        let answer = senders.anyone.with_header("x-large", &large).post_raw(JSON, BODY).await;
        assert_eq!(answer.status.as_u16(), 431);
        senders.assert_goes_on("a large header").await;
    }
}

on_both! {
    async fn a_url_is_checked_as_a_body_is(shop: &Shop) {
        let senders = Senders::of(shop).await;
        for accept in [JSON, GRAPHQL] {
            let anyone = senders.anyone.with_header("accept", accept);
            for path in ["/graphql", "/graphql?query=", "/graphql?query=%7Bme%7Bid%7D%7D&variables=1", "/graphql?query=%7Bme%7Bid%7D%7D&variables=%7B", "/graphql?query=a&query=b"] {
                let answer = anyone.get(path).await;
                assert_eq!(told(&answer), "400, BAD_REQUEST, no data", "{path}");
                senders.assert_goes_on(path).await;
            }
        }
        let answer = senders.anyone.with_header("accept", GRAPHQL).get("/graphql?query=%7Bnothing%7D").await;
        assert_eq!(told(&answer), "400, GRAPHQL_VALIDATION_FAILED, no data");
        let good = request("{ me { id } }", &json!({}));
        assert_eq!(told(&senders.anyone.post_raw(JSON, good).await), "200, data");
    }
}
