//! What surrounds every request: its id, the headers of every answer, one line in the log, and the net
//! under a panic.

mod line;

use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use axum::body::HttpBody;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt;
use tokio::sync::OwnedSemaphorePermit;

use self::line::Line;
use super::graphql::{Answer, Media};
use super::problem::problem;
use super::router::{GRAPHQL, STREAM};
use crate::actor::RequestId;
use crate::app::App;
use crate::graphql::errors::{ErrorCode, coded, panicked};
use crate::telemetry::Remote;

/// The address of the peer, put into the request's extensions by the accept loop.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub(super) SocketAddr);

/// What a connection holds of the room for connections, put there likewise: a WebSocket holds it for as
/// long as it lasts.
#[derive(Clone)]
pub(super) struct Slot(
    #[expect(dead_code, reason = "held, and given back by being dropped")]
    pub(super)  Arc<OwnedSemaphorePermit>,
);

/// Bytes of a URI at most (security.md 39).
const MAX_URI: usize = 8 * 1024;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// On every answer, unless the handler has set its own.
const HEADERS: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CACHE_CONTROL, "no-store"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'",
    ),
];

/// Runs a request within all of that.
pub(super) async fn middleware(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response {
    let began = Instant::now();
    let id = request_id(&app, request.headers());
    request.extensions_mut().insert(id.clone());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    let line = Line {
        id: &id,
        method: request.method().clone(),
        route,
        body: request.body().size_hint().exact(),
        began,
        scope: app.traces.request(remote(request.headers())),
    };
    let mut response = if uri_length(&request) > MAX_URI {
        failed(
            route,
            StatusCode::URI_TOO_LONG,
            &coded(ErrorCode::BadRequest, "The URL is longer than 8 KiB."),
        )
    } else {
        let running = line.scope.run(next.run(request));
        AssertUnwindSafe(running)
            .catch_unwind()
            .await
            .unwrap_or_else(|panic| {
                let error = panicked(panic.as_ref(), &id);
                failed(route, StatusCode::INTERNAL_SERVER_ERROR, &error)
            })
    };
    finish(response.headers_mut(), &id);
    line.tell(&app, &mut response);
    response
}

/// The caller's id where it is well formed, else a new one.
fn request_id(app: &App, headers: &HeaderMap) -> RequestId {
    let given = headers
        .get(REQUEST_ID)
        .and_then(|value| RequestId::parse(value.to_str().ok()?));
    given.unwrap_or_else(|| app.clock.ulid().into())
}

/// The span that the request is below, by W3C's headers; none where there is more than one `traceparent`.
fn remote(headers: &HeaderMap) -> Option<Remote> {
    let mut parents = headers.get_all("traceparent").into_iter();
    let parent = parents.next()?.to_str().ok()?;
    if parents.next().is_some() {
        return None;
    }
    let states = headers.get_all("tracestate").into_iter();
    let states: Vec<_> = states.filter_map(|value| value.to_str().ok()).collect();
    // Several headers are one with commas between (RFC 9110, 5.3).
    let state = (!states.is_empty()).then(|| states.join(","));
    Remote::parse(parent, state.as_deref())
}

fn uri_length(request: &Request) -> usize {
    request
        .uri()
        .path_and_query()
        .map_or(0, |path| path.as_str().len())
}

/// The headers alone, for the listener of the operators.
pub(super) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    add(response.headers_mut());
    response
}

/// An answer that no handler made: GraphQL's where a GraphQL client waits for it.
fn failed(route: &str, status: StatusCode, error: &async_graphql::ServerError) -> Response {
    if [GRAPHQL, STREAM].contains(&route) {
        Answer(Media::Json).error(status, ErrorCode::Internal, error)
    } else {
        problem(status)
    }
}

fn finish(headers: &mut HeaderMap, id: &RequestId) {
    if let Ok(id) = HeaderValue::from_str(id.as_str()) {
        headers.insert(REQUEST_ID, id);
    }
    add(headers);
}

fn add(headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests;
