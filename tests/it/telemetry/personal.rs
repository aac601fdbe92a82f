//! Nothing personal and nothing secret gets into the log, the traces or the metrics (requirement 90).

use std::time::Duration;

use serde_json::json;

use super::collector::Collector;
use super::login;
use crate::cli::binary::Binary;
use crate::harness::{Caller, Customer};

/// Where a value is planted, it holds this.
const MARK: &str = "zqmark";

/// Registers, logs in, adds an address, looks for it, and does the same things wrong: each value with the
/// mark in it.
async fn live_through(anyone: &Caller) {
    let email = format!("{MARK}.vera@{MARK}.example");
    let customer = Customer::register(anyone, email.clone()).await;
    login(anyone, &email, &format!("{MARK} wrong password")).await;
    login(anyone, &email, &customer.password).await.ok();
    login(anyone, &format!("{MARK} no e-mail"), MARK).await;
    let address = "mutation AddAddress($input: CreateCustomerAddressInput!) { createCustomerAddress(input: $input) {
        address { id } userErrors { code field message } } }";
    let marked = |what: &str| format!("{MARK} {what}");
    let input = json!({"address1": marked("street"), "city": marked("city"), "countryCode": "de",
        "firstName": marked("first"), "lastName": marked("last"), "phone": "+4915112345678", "postalCode": marked("1")});
    customer.gql(address, json!({ "input": input })).await.ok();
    let wrong = json!({"address1": marked("street"), "countryCode": MARK, "phone": MARK});
    customer.gql(address, json!({ "input": wrong })).await;
    let update = "mutation { updateCustomer(input: {firstName: \"zqmark literal\", lastName: \"zqmark\"}) { userErrors { code } } }";
    customer.gql(update, json!({})).await.ok();
    // Broken in each way that there is.
    for document in [
        "zqmark",
        "{ zqmark }",
        "{ me { id } ",
        "query ($zqmark: Int) { me { id } }",
        "{ node(id: \"zqmark\") { id } }",
    ] {
        customer.gql(document, json!({"zqmark": MARK})).await;
    }
    customer
        .post_raw("application/json", "{\"query\": zqmark}")
        .await;
    anyone.bearer(MARK).gql("{ me { id } }", json!({})).await;
    anyone
        .with_header(
            "cookie",
            "patronage_access=zqmark; patronage_refresh=zqmark",
        )
        .with_header("user-agent", "zqmark")
        .with_header("x-request-id", "zq mark!zqmark")
        .with_header("traceparent", "zqmark")
        .with_header("x-forwarded-for", "zqmark")
        .with_header("origin", "https://zqmark.example")
        .with_header("idempotency-key", "zqmark")
        .get("/zqmark?zqmark=zqmark")
        .await;
    anyone
        .get("/graphql?query=%7Bme%7Bid%7D%7D&zqmark=zqmark")
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neither_log_nor_traces_nor_metrics_hold_what_was_sent() {
    let collector = Collector::start().await;
    let binary = Binary::new()
        .with("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.endpoint)
        .with("PATRONAGE_LOG_FORMAT", "json")
        .with("PATRONAGE_LOG", "info,patronage=trace");
    let server = binary.serve(&["--listen", "127.0.0.1:0"]);
    let anyone = server.anonymous();
    live_through(&anyone).await;
    let metrics = anyone.get("/metrics").await.text;
    tokio::time::sleep(Duration::from_millis(100)).await;
    server.signal("TERM");
    let (status, said) = server.wait();
    assert_eq!(status, Some(0));
    let traces = collector.bytes();
    let traces = String::from_utf8_lossy(&traces);
    for (what, text) in [
        ("log", said.as_str()),
        ("traces", &traces),
        ("metrics", &metrics),
    ] {
        let lower = text.to_lowercase();
        let found = lower.lines().find(|line| line.contains(MARK));
        assert_eq!(found, None, "in the {what}");
        for secret in ["violet-anchor", "teapot", "15112345678", "eyj"] {
            assert!(!lower.contains(secret), "{secret} in the {what}");
        }
    }
    assert!(
        said.matches("\"message\":\"request\"").count() > 15,
        "{said}"
    );
    assert!(traces.contains("AddAddress") && metrics.contains("patronage_logins_total"));
}
