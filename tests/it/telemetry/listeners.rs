//! Where `/metrics` answers, and for whom.

use std::time::Duration;

use serde_json::json;

use super::scrape::Scrape;
use crate::cli::binary::Binary;
use crate::harness::{Caller, free_port};

/// A server as in production, with its operators' listener.
fn production() -> (Binary, u16, [String; 3]) {
    let port = free_port();
    let flags = [
        "--listen=127.0.0.1:0".to_owned(),
        format!("--ops-listen=127.0.0.1:{port}"),
        "--public-url=https://accounts.shop.example".to_owned(),
    ];
    (Binary::new(), port, flags)
}

#[tokio::test]
async fn in_production_metrics_are_on_the_listener_of_the_operators_alone() {
    let (binary, port, flags) = production();
    let flags: Vec<_> = flags.iter().map(String::as_str).collect();
    let server = binary.serve(&flags);
    let ops = Caller::anonymous(format!("http://127.0.0.1:{port}"));
    server
        .anonymous()
        .gql("{ me { id } }", json!({}))
        .await
        .ok();
    assert_eq!(
        server.anonymous().get("/metrics").await.status.as_u16(),
        404
    );
    let scrape = Scrape::of(&ops).await;
    let requests = "http_server_request_duration_seconds_count{http_request_method=\"POST\",http_response_status_code=\"200\",http_route=\"/graphql\"}";
    assert_eq!(scrape.get(requests).to_string(), "1");
    for path in ["/healthz", "/readyz"] {
        let health = ops.get(path).await;
        assert_eq!(health.status.as_u16(), 200, "{path}");
        assert_eq!(health.headers["x-content-type-options"], "nosniff");
    }
    for path in ["/graphql?query={me{id}}", "/schema.graphql", "/"] {
        assert_eq!(ops.get(path).await.status.as_u16(), 404, "{path}");
    }
    assert!(
        server
            .said()
            .contains(&format!("metrics and health on http://127.0.0.1:{port}\n"))
    );
    server.signal("TERM");
    assert_eq!(server.wait().0, Some(0));
}

#[tokio::test]
async fn the_listener_of_the_operators_answers_while_the_server_drains() {
    let (binary, port, flags) = production();
    let mut flags: Vec<_> = flags.iter().map(String::as_str).collect();
    flags.push("--drain-delay=3s");
    let server = binary.serve(&flags);
    let ops = Caller::anonymous(format!("http://127.0.0.1:{port}"));
    assert_eq!(ops.get("/readyz").await.status.as_u16(), 200);
    server.signal("TERM");
    let draining = async {
        while ops.get("/readyz").await.status.as_u16() == 200 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(2), draining)
        .await
        .expect("readiness fails before the listener closes");
    assert_eq!(ops.get("/healthz").await.status.as_u16(), 200);
    Scrape::of(&ops).await;
    assert_eq!(server.wait().0, Some(0));
}
