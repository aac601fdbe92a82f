//! Server-sent events: a connection for each operation.

use reqwest::Method;
use serde_json::{Value, json};

use super::{EVENTS, rename, stream};
use crate::harness::{Answer, Caller, Events, asked, on_both, send};

on_both! {
    async fn an_operation_is_answered_and_complete(shop: &Shop) {
        let customer = shop.customer().await;
        let mut query = Events::post(&customer, "{ me { id } }", Value::Null).await;
        assert_eq!(query.headers()["cache-control"], "no-store");
        assert_eq!(query.headers()["x-accel-buffering"], "no");
        assert_eq!(query.answer().await, json!({"data": {"me": {"id": customer.id}}}));
        query.complete().await;
        let change = "mutation { updateCustomer(input: {lastName: \"Lind\"}) { customer { lastName } } }";
        let mut change = Events::post(&customer, change, Value::Null).await;
        assert_eq!(change.answer().await["data"]["updateCustomer"]["customer"]["lastName"], "Lind");
        change.complete().await;
    }
}

on_both! {
    // A stream ends when its login cannot be looked up for two of these, as on a busy machine.
    with ["--event-poll=50ms", "--stream-heartbeat=300ms"]
    async fn comments_come_where_nothing_happens(shop: &Shop) {
        let customer = shop.customer().await;
        let mut events = stream(&customer, json!({})).await;
        events.alive(3).await;
        rename(&customer, &customer.id, "Ada").await;
        assert_eq!(events.answer().await["data"]["events"]["type"], "customer.updated");
        let comments = events.comments;
        events.alive(comments + 2).await;
    }
}

on_both! {
    async fn a_document_that_does_not_run_is_an_answer(shop: &Shop) {
        for (query, code) in [
            ("{", "GRAPHQL_PARSE_FAILED"), ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
            ("subscription { events { nothing } }", "GRAPHQL_VALIDATION_FAILED"),
        ] {
            let mut stream = Events::post(&shop.anonymous(), query, Value::Null).await;
            let answer = stream.answer().await;
            assert_eq!((answer.get("data"), &answer["errors"][0]["extensions"]["code"]), (None, &json!(code)));
            stream.complete().await;
        }
    }
}

fn get(caller: &Caller, query: &str) -> reqwest::RequestBuilder {
    let url = reqwest::Url::parse_with_params("http://shop/graphql/stream", &[("query", query)]);
    let url = url.expect("a URL");
    let path = format!("{}?{}", url.path(), url.query().expect("a query"));
    caller
        .request(Method::GET, &path)
        .header("accept", "text/event-stream")
}

async fn refused(request: reqwest::RequestBuilder) -> Answer {
    Events::send(request).await.err().expect("a refusal")
}

on_both! {
    async fn reading_is_done_by_get_as_well(shop: &Shop) {
        let customer = shop.customer().await;
        let mut query = Events::open(get(&customer, "{ me { id } }")).await;
        assert_eq!(query.answer().await["data"]["me"]["id"], customer.id);
        query.complete().await;
        assert!(Events::send(get(&customer, "subscription { events { id } }")).await.is_ok());
        let answer = refused(get(&customer, "mutation { logout { accepted } }")).await;
        assert_eq!((answer.status.as_u16(), answer.error_code(), &answer.headers["allow"]), (405, "METHOD_NOT_ALLOWED", &"POST".parse().expect("a header")));
        customer.gql("{ me { id } }", json!({})).await.ok().str("me.id");
    }
}

on_both! {
    async fn what_is_no_request_for_a_stream_is_told(shop: &Shop) {
        let anyone = shop.anonymous();
        let either = asked(&anyone, "{ __typename }", &Value::Null).header("accept", "application/json");
        assert!(Events::send(either).await.is_ok(), "one of two is enough");
        let plain = anyone.request(Method::POST, "/graphql/stream").header("accept", "application/json");
        let answer = send(plain.json(&json!({"query": "{ __typename }"}))).await;
        assert_eq!((answer.status.as_u16(), answer.error_code()), (406, "NOT_ACCEPTABLE"));
        let body = |body: &'static str| anyone.request(Method::POST, "/graphql/stream").header("content-type", "application/json").body(body);
        for (request, status, code) in [
            (body("{"), 400, "BAD_REQUEST"), (body("[]"), 400, "BAD_REQUEST"), (body("{}"), 400, "BAD_REQUEST"),
            (anyone.request(Method::POST, "/graphql/stream").body("{}"), 415, "UNSUPPORTED_MEDIA_TYPE"),
            (anyone.request(Method::PUT, "/graphql/stream"), 405, "METHOD_NOT_ALLOWED"),
            (anyone.request(Method::GET, "/graphql/stream"), 400, "BAD_REQUEST"),
        ] {
            let answer = refused(request).await;
            assert_eq!((answer.status.as_u16(), answer.error_code()), (status, code));
        }
    }
}

on_both! {
    async fn a_subscription_needs_a_stream(shop: &Shop) {
        let answer = shop.customer().await.gql(EVENTS, json!({})).await;
        assert_eq!((answer.status.as_u16(), answer.error_code()), (400, "BAD_REQUEST"));
    }
}
