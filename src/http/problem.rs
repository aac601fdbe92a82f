//! Errors outside the GraphQL endpoint: RFC 9457 problem details.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A status as problem details.
pub(super) fn problem(status: StatusCode) -> Response {
    let title = status.canonical_reason().unwrap_or("Error");
    let body =
        serde_json::json!({ "type": "about:blank", "title": title, "status": status.as_u16() });
    let json = HeaderValue::from_static("application/problem+json");
    (status, [(header::CONTENT_TYPE, json)], body.to_string()).into_response()
}

/// There is nothing at this address.
pub(super) async fn not_found() -> Response {
    problem(StatusCode::NOT_FOUND)
}

/// The address is right, the method is not; axum adds `Allow`.
pub(super) async fn method_not_allowed() -> Response {
    problem(StatusCode::METHOD_NOT_ALLOWED)
}
