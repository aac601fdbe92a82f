use std::io::Write;
use std::sync::{Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use serde_json::{Value, json};

use super::*;
use crate::testing::app;

/// What is logged, one line a write. By every test of the binary: a subscriber of one thread would
/// race with the others for what `tracing` keeps of each place that logs.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    /// The lines of one request.
    fn of(&self, request_id: &str) -> String {
        let logged = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let logged = String::from_utf8_lossy(&logged).into_owned();
        logged
            .lines()
            .filter(|line| line.contains(request_id))
            .collect()
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

async fn call(router: Router, request: Request) -> Response {
    match TowerToHyperService::new(router).call(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

async fn broken() {
    panic!("secret of a handler");
}

#[tokio::test]
async fn a_panic_anywhere_is_a_500() {
    let (app, _folder) = app().await;
    for (path, kind) in [
        ("/graphql", "application/json; charset=utf-8"),
        ("/other", "application/problem+json"),
    ] {
        let router = Router::new()
            .route(path, get(broken))
            .layer(from_fn_with_state(Arc::clone(&app), middleware));
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = call(router, request).await;
        assert_eq!(response.status(), 500);
        assert_eq!(response.headers()["content-type"], kind);
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        let body = axum::body::to_bytes(response.into_body(), 10_000)
            .await
            .unwrap();
        assert!(serde_json::from_slice::<Value>(&body).is_ok());
        assert!(!String::from_utf8_lossy(&body).contains("secret"));
    }
}

#[tokio::test]
async fn one_line_a_request_without_what_was_sent() {
    let (app, _folder) = app().await;
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let body = json!({
        "query": "query Looking($v: ID!) { me { id } node(id: $v) { id } }",
        "variables": {"v": "secret5", "other": "secret2@shop.example"},
    });
    let request = Request::post("/graphql?secret=3")
        .header("content-type", "application/json")
        .header("x-request-id", "of-one-line")
        .header("user-agent", "secret4")
        .body(Body::from(body.to_string()))
        .unwrap();
    assert_eq!(
        call(crate::http::router(app, None), request).await.status(),
        200
    );
    let logged = lines.of("of-one-line");
    assert!(!logged.to_lowercase().contains("secret"), "{logged}");
    let line: Value = serde_json::from_str(&logged).unwrap();
    let mut fields = line["fields"].clone();
    assert!(fields["duration_ms"].as_f64().is_some_and(|ms| ms > 0.0));
    fields["duration_ms"] = Value::Null;
    let expected = json!({
        "message": "request", "http.request.method": "POST", "http.route": "/graphql",
        "http.response.status_code": 200, "http.request.body.size": body.to_string().len(),
        "http.response.body.size": br#"{"data":{"me":null,"node":null}}"#.len(), "transport": "http",
        "graphql.operation.type": "query", "graphql.operation.name": "Looking", "outcome": "ok",
        "actor.kind": "anonymous", "request.id": "of-one-line", "db.statements": 0, "db.duration_ms": 0.0,
        "duration_ms": null,
    });
    assert_eq!(fields, expected);
}
