//! GraphQL over WebSocket, by graphql-transport-ws
//! (<https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md>). A loop of our own, since the
//! framework's closes with other codes than the protocol's, never pings, and bounds nothing
//! (docs/adr/0011-streams.md).

mod login;
mod message;
mod running;
mod session;

use std::sync::Arc;

use axum::Extension;
use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderValue, StatusCode, header, request};
use axum::response::Response;

use self::login::{BadLogin, Visitor};
use self::message::SUBPROTOCOL;
use self::session::Session;
use super::cors::PageOrigin;
use super::edge::Slot;
use super::graphql::client;
use super::graphql::credential::{self, Untold};
use super::problem::problem;
use super::streams::Places;
use crate::app::App;
use crate::error::Error;
use crate::telemetry::metrics::{Rule, Transport};

/// Bytes read ahead and written together, for each socket: its messages are small, and sockets are many.
const BUFFER: usize = 8 * 1024;

/// Answers `GET /graphql/ws`.
pub(super) async fn handle(
    State(app): State<Arc<App>>,
    Extension(places): Extension<Places>,
    request: Request,
) -> Response {
    let (mut parts, _) = request.into_parts();
    let Ok(upgrade) = WebSocketUpgrade::from_request_parts(&mut parts, &app).await else {
        let mut response = problem(StatusCode::UPGRADE_REQUIRED);
        let websocket = HeaderValue::from_static("websocket");
        response.headers_mut().insert(header::UPGRADE, websocket);
        return response;
    };
    if is_foreign(&parts) {
        return problem(StatusCode::FORBIDDEN);
    }
    let bearer = match credential::of_stream(&app, &parts).await {
        Ok(token) => Ok(token),
        Err(Untold::NotBearer) => Err(BadLogin),
        Err(Untold::Forged(_)) => return problem(StatusCode::FORBIDDEN),
        Err(Untold::Failed(error)) => return unknown(&error),
    };
    let client = client(&app, &parts);
    let limits = &app.settings.streams;
    let Some(place) = places.for_address(client.ip, limits) else {
        return too_many(&app);
    };
    let visitor = Visitor {
        client,
        bearer,
        places,
        _place: place,
        _slot: parts.extensions.remove::<Slot>(),
    };
    upgrade
        .protocols([SUBPROTOCOL])
        .max_message_size(limits.socket_max_message)
        .max_frame_size(limits.socket_max_message)
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .on_upgrade(move |socket| serve(app, visitor, socket))
}

async fn serve(app: Arc<App>, visitor: Visitor, socket: WebSocket) {
    let open = app.metrics.requests.streaming(Transport::WebSocket);
    Session::new(app, visitor, socket).run().await;
    drop(open);
}

fn too_many(app: &App) -> Response {
    app.metrics.accounts.throttled(Rule::StreamsOfNetwork);
    problem(StatusCode::TOO_MANY_REQUESTS)
}

/// The answer where nobody could be asked whose a cookie is.
fn unknown(error: &Error) -> Response {
    if matches!(error, Error::Unavailable) {
        return problem(StatusCode::SERVICE_UNAVAILABLE);
    }
    let error = error as &dyn std::error::Error;
    tracing::error!(error, "the login of a stream could not be looked up");
    problem(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Whether the request comes from a page that may not call us. Browsers let any page open a socket, so
/// that nobody but we can refuse it.
fn is_foreign(parts: &request::Parts) -> bool {
    let same = parts.headers.get("sec-fetch-site");
    parts.extensions.get() == Some(&PageOrigin::Foreign)
        && same.is_none_or(|site| site != "same-origin")
}
