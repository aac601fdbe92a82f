//! The spans of requests, statements, outgoing calls and mails.

use serde_json::{Value, json};

use super::collector::{Collector, Spanned};
use crate::account::oidc;
use crate::harness::{Backend, Events, Issuer, Shop, Socket};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";
const SERVER: i32 = 2;
const CLIENT: i32 = 3;

fn traceparent(flags: &str) -> String {
    format!("00-{TRACE}-{PARENT}-{flags}")
}

/// A server that sends its spans to a collector, or none without the database.
async fn traced(backend: Backend, flags: &[&str]) -> Option<(Shop, Collector)> {
    let collector = Collector::start().await;
    let endpoint = collector.flag();
    let flags: Vec<_> = flags.iter().copied().chain([endpoint.as_str()]).collect();
    Some((Shop::open(backend, &flags).await?, collector))
}

fn attribute<'a>(span: &'a Spanned, name: &str) -> &'a str {
    span.attributes.get(name).map_or("", String::as_str)
}

async fn a_mutation_has_its_statements_below_it(backend: Backend, system: &str) {
    let Some((shop, collector)) = traced(backend, &[]).await else {
        return;
    };
    let customer = shop.customer().await;
    let caller = customer
        .with_header("traceparent", &traceparent("01"))
        .with_header("tracestate", "vendor=1");
    let rename = "mutation Rename($name: String) { updateCustomer(input: {firstName: $name}) {
        customer { firstName } userErrors { code field message } } }";
    let answer = caller.gql(rename, json!({"name": "Secretname"})).await.ok();
    assert!(answer.headers.get("traceparent").is_none());
    shop.app.traces.stop().await;
    let server = collector
        .span(|span| span.trace == TRACE && span.kind == SERVER)
        .await;
    assert_eq!(
        (server.name.as_str(), server.parent.as_str()),
        ("mutation", PARENT)
    );
    let expected = json!({
        "http.request.method": "POST", "http.route": "/graphql", "http.response.status_code": "200",
        "graphql.operation.type": "mutation", "graphql.operation.name": "Rename",
    });
    assert_eq!(json!(server.attributes), expected);
    assert_eq!(server.status, 0);
    let statements = collector.below(&server);
    let names: Vec<_> = statements.iter().map(|span| span.name.as_str()).collect();
    for expected in ["UPDATE customer", "INSERT event", "COMMIT"] {
        assert!(names.contains(&expected), "{expected} in {names:?}");
    }
    for statement in &statements {
        assert_eq!(statement.kind, CLIENT);
        assert_eq!(attribute(statement, "db.system.name"), system);
        assert_eq!(attribute(statement, "db.query.summary"), statement.name);
        assert!(
            statement
                .name
                .starts_with(attribute(statement, "db.operation.name"))
        );
        assert_eq!(
            statement.attributes.len(),
            3,
            "no text of a statement: {statement:?}"
        );
    }
    assert_eq!(collector.resource()["service.name"], "patronage");
    assert_eq!(
        collector.resource()["service.version"],
        env!("CARGO_PKG_VERSION")
    );
    shop.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mutation_has_its_statements_below_it_on_sqlite() {
    Box::pin(a_mutation_has_its_statements_below_it(
        Backend::Sqlite,
        "sqlite",
    ))
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mutation_has_its_statements_below_it_on_postgres() {
    Box::pin(a_mutation_has_its_statements_below_it(
        Backend::Postgres,
        "postgresql",
    ))
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trace_is_new_unless_the_caller_has_one() {
    let (shop, collector) = traced(Backend::Sqlite, &[]).await.expect("a shop");
    let ask = async |query: &str, header: &str| {
        let caller = shop.anonymous().with_header("traceparent", header);
        caller.gql(query, json!({})).await;
    };
    for (number, bad) in ["", "00-1-2-01", "00-xyz", &traceparent("01").to_uppercase()]
        .iter()
        .enumerate()
    {
        ask(&format!("query Bad{number} {{ me {{ id }} }}"), bad).await;
    }
    // The caller does not want its trace to be kept.
    ask("query Unsampled { me { id } }", &traceparent("00")).await;
    ask("{ nothing }", &traceparent("01")).await;
    shop.anonymous()
        .with_header("traceparent", &traceparent("01"))
        .get("/nowhere")
        .await;
    shop.app.traces.stop().await;
    let spans = collector.spans();
    let mut traces: Vec<_> = spans
        .iter()
        .filter(|span| attribute(span, "graphql.operation.name").starts_with("Bad"))
        .map(|span| &span.trace)
        .collect();
    traces.sort();
    traces.dedup();
    assert_eq!(traces.len(), 4, "each has a trace of its own: {spans:?}");
    assert!(!traces.contains(&&TRACE.to_owned()));
    assert!(
        spans
            .iter()
            .all(|span| attribute(span, "graphql.operation.name") != "Unsampled")
    );
    let of_caller: Vec<_> = spans.iter().filter(|span| span.trace == TRACE).collect();
    let told: Vec<_> = of_caller
        .iter()
        .map(|span| {
            (
                span.name.as_str(),
                attribute(span, "error.type"),
                span.status,
            )
        })
        .collect();
    assert_eq!(
        told,
        [("query", "GRAPHQL_VALIDATION_FAILED", 0), ("GET", "", 0)],
        "the caller's errors are no faults"
    );
    shop.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn operations_of_streams_have_spans_of_their_own() {
    let (shop, collector) = traced(Backend::Sqlite, &[]).await.expect("a shop");
    let customer = shop.customer().await;
    let caller = customer.with_header("traceparent", &traceparent("01"));
    Events::post(&caller, "query Streamed { me { firstName } }", json!({}))
        .await
        .answer()
        .await;
    let mut socket = Socket::hello(&shop, customer.authorization()).await;
    socket
        .start("1", "query Socketed { me { firstName } }", Value::Null)
        .await;
    socket.answer("1", "next").await;
    socket.answer("1", "complete").await;
    socket.bye().await;
    shop.app.stop().await;
    shop.app.traces.stop().await;
    let request = collector
        .span(|span| span.trace == TRACE && span.parent == PARENT)
        .await;
    assert_eq!(request.name, "POST /graphql/stream");
    let [operation] = &collector
        .below(&request)
        .into_iter()
        .filter(|span| span.name == "query")
        .collect::<Vec<_>>()[..]
    else {
        panic!("{:?}", collector.spans());
    };
    assert_eq!(attribute(operation, "graphql.operation.name"), "Streamed");
    assert_eq!(collector.below(operation)[0].name, "SELECT customer");
    let socketed = collector
        .span(|span| attribute(span, "graphql.operation.name") == "Socketed")
        .await;
    assert_eq!(
        (
            socketed.name.as_str(),
            socketed.parent.as_str(),
            socketed.kind
        ),
        ("query", "", SERVER)
    );
    assert_eq!(collector.below(&socketed)[0].name, "SELECT customer");
    shop.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_to_others_are_told_of_the_trace() {
    let provider = crate::harness::issuer::provider();
    let (shop, collector) = traced(Backend::Sqlite, &[&provider]).await.expect("a shop");
    let caller = shop
        .anonymous()
        .with_header("traceparent", &traceparent("01"))
        .with_header("tracestate", "vendor=1");
    let token = oidc::token(&shop, "1", "mina@shop.example");
    oidc::enter(&caller, &token).await.ok();
    shop.app.traces.stop().await;
    let call = collector
        .span(|span| span.name == "GET" && span.kind == CLIENT)
        .await;
    let server = collector
        .span(|span| span.kind == SERVER && span.trace == TRACE)
        .await;
    assert_eq!((&call.trace, &call.parent), (&server.trace, &server.id));
    assert_eq!(attribute(&call, "http.response.status_code"), "200");
    assert_eq!(attribute(&call, "server.address"), "127.0.0.1");
    let issuer = Issuer::provider_of(&shop);
    assert_eq!(
        issuer.heard("traceparent"),
        Some(format!("00-{TRACE}-{}-01", call.id))
    );
    assert_eq!(issuer.heard("tracestate").as_deref(), Some("vendor=1"));
    shop.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sending_a_mail_is_a_trace_of_its_own() {
    let (shop, collector) = traced(Backend::Sqlite, &[]).await.expect("a shop");
    let mut tx = shop.app.db.begin().await.expect("a transaction");
    let mail = patronage::mail::Mail {
        to: patronage::value::Email::parse("vera@shop.example").expect("an e-mail"),
        first_name: None,
        content: patronage::mail::Content::AccountExists,
    };
    let queued = patronage::mail::queue(&shop.app, &mut tx, &mail)
        .await
        .expect("the queue");
    assert_eq!(queued, patronage::mail::Queued::Accepted);
    tx.commit().await.expect("a commit");
    assert_eq!(shop.mails().await.len(), 1);
    shop.app.traces.stop().await;
    let [span] = &collector.spans()[..] else {
        panic!("{:?}", collector.spans());
    };
    assert_eq!(
        (span.name.as_str(), span.parent.as_str(), span.kind),
        ("send mail", "", CLIENT)
    );
    shop.finish().await;
}
