//! The addresses.

use std::sync::Arc;

use axum::middleware::from_fn_with_state;
use axum::routing::{any, get};
use axum::{Extension, Router};

use super::cors::{self, Origins};
use super::graphiql::{self, Demo};
use super::streams::Places;
use super::{edge, graphql, health, problem, socket, well_known};
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
    pages
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
