//! Health, for orchestrators and load balancers: no login, no detail.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::app::App;
use crate::db::{self, Pending};

/// How long the database may take to answer a health check.
const PING_TIMEOUT: Duration = Duration::from_secs(1);

/// `GET /healthz`: the process answers.
pub(super) async fn live() -> Response {
    Json(json!({ "status": "ok" })).into_response()
}

/// `GET /readyz`: the process takes work, that is, its database answers and has the schema that this
/// binary knows, and it is not about to stop.
pub(super) async fn ready(State(app): State<Arc<App>>) -> Response {
    let ready = !app.is_draining()
        && matches!(
            tokio::time::timeout(PING_TIMEOUT, db::pending(&app.db)).await,
            Ok(Ok(Pending(0)))
        );
    if ready {
        Json(json!({ "status": "ready" })).into_response()
    } else {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            Json(json!({ "status": "unavailable" })),
        )
            .into_response()
    }
}
