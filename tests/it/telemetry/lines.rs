//! The line that each request and each operation of a stream has in the log.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::login;
use crate::cli::binary::{Binary, Serving};
use crate::harness::{Customer, Events};

fn logging() -> Binary {
    Binary::new().with("PATRONAGE_LOG_FORMAT", "json")
}

/// Stops a server, and gives the lines of its log.
fn lines(server: Serving) -> Vec<Value> {
    server.signal("TERM");
    let (status, said) = server.wait();
    assert_eq!(status, Some(0));
    let lines = said.lines().filter(|line| line.starts_with('{'));
    lines
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

fn of<'a>(lines: &'a [Value], message: &str, name: &str) -> &'a Value {
    let found: Vec<_> = lines
        .iter()
        .filter(|line| line["message"] == message && line["graphql.operation.name"] == name)
        .collect();
    let [line] = found[..] else {
        panic!("{name} has {} lines: {lines:#?}", found.len())
    };
    line
}

#[tokio::test]
async fn a_request_is_one_wide_line() {
    let binary = logging();
    let server = binary.serve(&["--listen", "127.0.0.1:0"]);
    let anyone = server.anonymous();
    let customer = Customer::register(&anyone, "vera@shop.example".to_owned()).await;
    let query = "query Mine { me { firstName addresses { id } } }";
    let caller = customer.with_header("x-request-id", "of-mine").with_header(
        "traceparent",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    );
    let answer = caller.gql(query, json!({})).await.ok();
    let lines = lines(server);
    let mut line = of(&lines, "request", "Mine").clone();
    for (number, least) in [
        ("duration_ms", 0.0),
        ("db.duration_ms", 0.0),
        ("http.request.body.size", 60.0),
    ] {
        assert!(
            line[number].as_f64().is_some_and(|value| value > least),
            "{number}: {line}"
        );
        line[number] = Value::Null;
    }
    let expected = json!({
        "level": "INFO", "target": line["target"], "timestamp": line["timestamp"], "message": "request",
        "http.request.method": "POST", "http.route": "/graphql", "http.response.status_code": 200,
        "http.request.body.size": null, "http.response.body.size": answer.text.len(), "transport": "http",
        "graphql.operation.type": "query", "graphql.operation.name": "Mine", "outcome": "ok",
        "actor.kind": "customer", "actor.id": customer.id, "request.id": "of-mine",
        "trace_id": "0af7651916cd43dd8448eb211c80319c", "span_id": "b7ad6b7169203331",
        "db.statements": 3, "db.duration_ms": null, "duration_ms": null,
    });
    assert_eq!(line, expected);
    let requests = lines
        .iter()
        .filter(|line| line["message"] == "request")
        .count();
    assert_eq!(requests, 2, "each has one line");
}

#[tokio::test]
async fn lines_tell_what_went_wrong_by_codes() {
    let binary = logging();
    let server = binary.serve(&["--listen", "127.0.0.1:0"]);
    let anyone = server.anonymous();
    let long = "L".repeat(100);
    anyone
        .gql(
            &format!("query {long} {{ customers {{ nodes {{ id }} }} }}"),
            json!({}),
        )
        .await;
    login(&anyone, "nobody@shop.example", "a wrong password").await;
    anyone
        .bearer("bad")
        .gql("query Bad { me { id } }", json!({}))
        .await;
    anyone.post_raw("text/plain", "{}").await;
    let lines = lines(server);
    let cut = of(&lines, "request", &long[..64]);
    assert_eq!(
        (&cut["outcome"], &cut["error.codes"]),
        (&json!("error"), &json!("UNAUTHENTICATED"))
    );
    assert_eq!(
        of(&lines, "request", "LogIn")["outcome"],
        "ok",
        "a user error is an answer"
    );
    let codes: BTreeSet<_> = lines
        .iter()
        .filter_map(|line| line["error.codes"].as_str())
        .collect();
    assert_eq!(
        codes,
        BTreeSet::from(["UNAUTHENTICATED", "UNSUPPORTED_MEDIA_TYPE"])
    );
}

#[tokio::test]
async fn an_operation_of_a_stream_has_a_line_when_it_has_ended() {
    let binary = logging();
    let server = binary.serve(&["--listen", "127.0.0.1:0"]);
    let customer = Customer::register(&server.anonymous(), "vera@shop.example".to_owned()).await;
    let mut once = Events::post(&customer, "query Once { me { firstName } }", json!({})).await;
    let answer = once.answer().await;
    once.complete().await;
    let open = Events::post(&customer, "subscription Open { events { id } }", json!({})).await;
    let lines = lines(server);
    drop(open);
    let line = of(&lines, "operation", "Once");
    let told = [
        "transport",
        "graphql.operation.type",
        "outcome",
        "actor.id",
        "answers",
        "response.body.size",
    ]
    .map(|field| &line[field]);
    let size = json!(answer.to_string().len());
    assert_eq!(
        told,
        [
            &json!("sse"),
            &json!("query"),
            &json!("ok"),
            &json!(customer.id),
            &json!(1),
            &size
        ]
    );
    assert!(
        line["db.statements"]
            .as_u64()
            .is_some_and(|count| count >= 1),
        "{line}"
    );
    assert_eq!(
        of(&lines, "request", "Once")["http.route"],
        "/graphql/stream"
    );
    let line = of(&lines, "operation", "Open");
    assert_eq!(
        (&line["answers"], &line["outcome"]),
        (&json!(0), &json!("ok")),
        "the server has ended it"
    );
}
