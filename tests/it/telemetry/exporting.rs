//! Sending traces by OpenTelemetry's variables, and what comes of it when nobody takes them.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::collector::Collector;
use crate::cli::binary::Binary;
use crate::harness::free_port;

const ANYWHERE: [&str; 2] = ["--listen", "127.0.0.1:0"];

// The collector has to answer while the test waits for the end of the program.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_variables_of_opentelemetry_count() {
    let collector = Collector::start().await;
    let binary = Binary::new()
        .with("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.endpoint)
        .with("OTEL_EXPORTER_OTLP_HEADERS", "x-token=abc")
        .with("OTEL_SERVICE_NAME", "shop")
        .with(
            "OTEL_RESOURCE_ATTRIBUTES",
            "deployment.environment.name=test,service.version=7",
        )
        .with("OTEL_BSP_SCHEDULE_DELAY", "50")
        .with("PATRONAGE_LOG_FORMAT", "json");
    let server = binary.serve(&ANYWHERE);
    server
        .anonymous()
        .gql("query First { me { id } }", json!({}))
        .await
        .ok();
    let span = collector.span(|span| span.name == "query").await;
    assert_eq!(collector.header("x-token").as_deref(), Some("abc"));
    let resource = collector.resource();
    let told = [
        "service.name",
        "service.version",
        "deployment.environment.name",
    ]
    .map(|name| resource[name].as_str());
    assert_eq!(told, ["shop", "7", "test"]);
    // What was asked for just before the end is sent as well.
    server
        .anonymous()
        .gql("mutation Last { logout { accepted } }", json!({}))
        .await;
    server.signal("TERM");
    let (status, said) = server.wait();
    assert_eq!(status, Some(0));
    collector.span(|span| span.name == "mutation").await;
    let line = said
        .lines()
        .find(|line| line.contains("First"))
        .expect("a line");
    let line: Value = serde_json::from_str(line).expect("JSON");
    assert_eq!(
        (&line["trace_id"], &line["span_id"]),
        (&json!(span.trace), &json!(span.id))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sampler_that_wants_none_gets_none() {
    let collector = Collector::start().await;
    let binary = Binary::new()
        .with("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.endpoint)
        .with("OTEL_TRACES_SAMPLER", "always_off");
    let server = binary.serve(&ANYWHERE);
    server
        .anonymous()
        .gql("{ me { id } }", json!({}))
        .await
        .ok();
    server.signal("TERM");
    assert_eq!(server.wait().0, Some(0));
    assert!(collector.spans().is_empty(), "{:?}", collector.spans());
}

/// Asks many times of a server whose spans nobody takes, and says how long its end took.
async fn unheard(endpoint: &str) -> Duration {
    let binary = Binary::new()
        .with("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
        .with("OTEL_BSP_SCHEDULE_DELAY", "20")
        .with("OTEL_BSP_MAX_QUEUE_SIZE", "16")
        .with("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "8");
    let server = binary.serve(&ANYWHERE);
    let anyone = server.anonymous();
    for _ in 0..100 {
        let began = Instant::now();
        anyone.gql("{ me { id } }", json!({})).await.ok();
        assert!(
            began.elapsed() < Duration::from_secs(2),
            "{:?}",
            began.elapsed()
        );
    }
    let began = Instant::now();
    server.signal("TERM");
    assert_eq!(server.wait().0, Some(0));
    began.elapsed()
}

#[tokio::test]
async fn a_collector_that_is_down_holds_up_nobody() {
    let took = unheard(&format!("http://127.0.0.1:{}", free_port())).await;
    assert!(took < Duration::from_secs(8), "{took:?}");
}

#[tokio::test]
async fn a_collector_that_never_answers_holds_up_nobody() {
    // Connections are taken by the system and nobody reads them.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = silent.local_addr().expect("a bound port");
    let took = unheard(&format!("http://{address}")).await;
    assert!(took < Duration::from_secs(8), "{took:?}");
}
