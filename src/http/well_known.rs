//! What is published for other services: signing keys, and the schema.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::graphql::credential;
use super::problem::problem;
use crate::app::App;
use crate::graphql::SDL;

/// A minute less than the time by which keys are published before they sign: another replica may be some
/// seconds late to publish one, and its clock a little off.
const CACHED: HeaderValue = HeaderValue::from_static("public, max-age=240");

/// `GET /.well-known/jwks.json`: the public signing keys (RFC 7517).
pub(super) async fn jwks(State(app): State<Arc<App>>) -> Response {
    match app.keys.jwks().await {
        Ok(keys) => ([(header::CACHE_CONTROL, CACHED)], Json(keys)).into_response(),
        Err(error) => {
            tracing::error!(error = %error, "signing keys cannot be read");
            problem(StatusCode::SERVICE_UNAVAILABLE)
        }
    }
}

/// `GET /.well-known/openid-configuration`: who issues the access tokens, and where the keys are.
pub(super) async fn openid_configuration(State(app): State<Arc<App>>) -> Response {
    let issuer = &app.settings.listen.public_url;
    let body = json!({
        "issuer": issuer,
        "jwks_uri": format!("{issuer}/.well-known/jwks.json"),
        "id_token_signing_alg_values_supported": ["EdDSA"],
        "subject_types_supported": ["public"],
        "response_types_supported": [],
    });
    ([(header::CACHE_CONTROL, CACHED)], Json(body)).into_response()
}

/// `GET /schema.graphql`: the SDL, for those who may introspect; for others there is nothing here.
pub(super) async fn sdl(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let allowed = match credential::actor(&app, &headers).await {
        Ok(Some(actor)) => app.engine.may_introspect(&actor),
        _ => false,
    };
    if !allowed {
        return problem(StatusCode::NOT_FOUND);
    }
    let headers = [
        (header::CONTENT_TYPE, "application/graphql; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, SDL.as_str()).into_response()
}
