//! The addresses.

use std::sync::Arc;

use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get};
use axum::{Extension, Router};

use super::cors::{self, Origins};
use super::graphiql::{self, Demo};
use super::streams::Places;
use super::{edge, graphql, health, metrics, problem, socket, well_known};
use crate::app::App;

/// The GraphQL endpoint.
pub(super) const GRAPHQL: &str = "/graphql";
/// GraphQL by server-sent events.
pub(super) const STREAM: &str = "/graphql/stream";
/// GraphQL by WebSocket.
const SOCKET: &str = "/graphql/ws";

/// Everything that is answered.
pub fn router(app: Arc<App>, demo: Option<&Demo>) -> Router {
    let listen = &app.settings.listen;
    let origins = Origins::new(listen);
    let pages = if listen.graphiql.is_on(listen.development()) {
        graphiql::routes(app.clock.clone(), demo)
    } else {
        Router::new()
    };
    let metrics = if listen.development() {
        metrics_route(&app)
    } else {
        Router::new()
    };
    pages
        .merge(metrics)
        .route(GRAPHQL, any(graphql::handle))
        .route(STREAM, any(graphql::stream))
        .route(SOCKET, get(socket::handle))
        .route("/schema.graphql", get(well_known::sdl))
        .route("/.well-known/jwks.json", get(well_known::jwks))
        .route(
            "/.well-known/openid-configuration",
            get(well_known::openid_configuration),
        )
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .fallback(problem::not_found)
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(Extension(Places::default()))
        .layer(from_fn_with_state(origins, cors::middleware))
        .layer(from_fn_with_state(Arc::clone(&app), edge::middleware))
        .with_state(app)
}

/// What is answered on the operators' own listener: metrics, and health.
pub(super) fn ops(app: Arc<App>) -> Router {
    metrics_route(&app)
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .fallback(problem::not_found)
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(from_fn(edge::headers))
        .with_state(app)
}

fn metrics_route(app: &Arc<App>) -> Router<Arc<App>> {
    let state = (Arc::clone(app), metrics::Asked::default());
    Router::new().route("/metrics", get(metrics::metrics).with_state(state))
}
