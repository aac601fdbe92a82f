//! The addresses.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, get};

use super::cors::{self, Origins};
use super::graphiql::{self, Demo};
use super::{edge, graphql, health, problem, well_known};
use crate::app::App;

/// The GraphQL endpoint.
pub(super) const GRAPHQL: &str = "/graphql";

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
        .layer(from_fn_with_state(origins, cors::middleware))
        .layer(from_fn_with_state(Arc::clone(&app), edge::middleware))
        .with_state(app)
}
