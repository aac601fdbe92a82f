//! `/graphql`, in the order of the checks.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, header, request};
use axum::response::{IntoResponse, Redirect, Response};

use super::cookies::Names;
use super::credential::{Credentials, Unknown};
use super::media::{accepts_html, is_json};
use super::params::{self, Malformed};
use super::turn::{read_in_turn, turn};
use super::{Answer, Media, credential, revalidate};
use crate::actor::{Actor, Client, RequestId};
use crate::app::App;
use crate::error::Error;
use crate::graphql::errors::{ErrorCode, internal};
use crate::graphql::execute::{Ask, Caller, Operations};
use crate::http::body::{self, Unread};
use crate::http::edge::Peer;
use crate::http::forwarded;
use crate::http::observed::Observed;

/// How long a client may take to send a body (security.md 82).
const BODY_TIMEOUT: Duration = Duration::from_secs(30);
/// Staff may send this many times as much (clarification 5).
const STAFF_BODY_FACTOR: usize = 16;

/// Answers a request for `/graphql`.
pub(in crate::http) async fn handle(
    State(app): State<Arc<App>>,
    request: axum::extract::Request,
) -> Response {
    let (parts, body) = request.into_parts();
    if is_page_visit(&app, &parts) {
        return Redirect::to("/graphiql").into_response();
    }
    let Some(media) = Media::negotiate(&parts.headers) else {
        let message = "Accept application/graphql-response+json or application/json.";
        return Answer(Media::Json).refused(ErrorCode::NotAcceptable, message);
    };
    answer(&app, &parts, body, Answer(media))
        .await
        .unwrap_or_else(|refusal| refusal)
}

/// A browser that was pointed at the endpoint is sent to GraphiQL.
fn is_page_visit(app: &App, parts: &request::Parts) -> bool {
    let listen = &app.settings.listen;
    let names_document = |pair: &str| {
        let name = pair.split_once('=').map_or(pair, |(name, _)| name);
        ["query", "documentId", "extensions"].contains(&name)
    };
    let has_query = || {
        let query = parts.uri.query();
        query.is_some_and(|query| query.split('&').any(names_document))
    };
    parts.method == Method::GET
        && listen.graphiql.is_on(listen.development())
        && accepts_html(&parts.headers)
        && !has_query()
}

async fn answer(
    app: &Arc<App>,
    parts: &request::Parts,
    body: Body,
    answer: Answer,
) -> Result<Response, Response> {
    let request_id = request_id(app, parts);
    let operations = operations(&parts.method).ok_or_else(|| method_not_allowed(answer))?;
    let turn = turn(app, answer).await?;
    let Credentials { actor, cookies } =
        credential::credentials(app, parts)
            .await
            .map_err(|unknown| match unknown {
                Unknown::Forged(message) => answer.refused(ErrorCode::Forbidden, message),
                Unknown::Failed(error) => lookup_failed(answer, &error, &request_id),
            })?;
    let mut observed = Observed::of(actor.as_ref());
    let reading = sent(app, parts, body, actor.as_ref(), answer);
    let (ask, turn) = read_in_turn(app, turn, reading, answer).await?;
    let caller = Caller {
        actor,
        client: client(app, parts),
        request_id,
        idempotency_key: idempotency_key(&parts.headers),
    };
    let ask = ask.of(app).data(Arc::clone(&cookies));
    let may_be_kept = revalidate::may_be_kept(&parts.method, &ask);
    let outcome = app.engine.execute(ask, caller, operations, turn).await;
    let may_be_kept = may_be_kept && revalidate::is_sound(&outcome);
    observed.came(&outcome);
    let mut response = answer.outcome(&outcome);
    let names = Names::of(&app.settings.listen);
    names.write(response.headers_mut(), cookies.changes(), app.clock.now());
    if may_be_kept {
        response = revalidate::tagged(&parts.headers, response).await;
    }
    response.extensions_mut().insert(observed);
    Ok(response)
}

/// What the method lets run; none for a method that lets nothing.
fn operations(method: &Method) -> Option<Operations> {
    match *method {
        Method::GET => Some(Operations::Queries),
        Method::POST => Some(Operations::All),
        _ => None,
    }
}

pub(super) fn method_not_allowed(answer: Answer) -> Response {
    let mut response = answer.refused(ErrorCode::MethodNotAllowed, "Use GET or POST.");
    response
        .headers_mut()
        .insert(header::ALLOW, HeaderValue::from_static("GET, POST"));
    response
}

/// The request in the URL of a GET, or in the body of a POST.
pub(super) async fn sent(
    app: &App,
    parts: &request::Parts,
    body: Body,
    actor: Option<&Actor>,
    answer: Answer,
) -> Result<Ask, Response> {
    if parts.method == Method::GET {
        return params::of_uri(&parts.uri).map_err(|malformed| refuse(answer, malformed));
    }
    posted(app, parts, body, actor, answer).await
}

/// The request in the body of a POST.
async fn posted(
    app: &App,
    parts: &request::Parts,
    body: Body,
    actor: Option<&Actor>,
    answer: Answer,
) -> Result<Ask, Response> {
    if !is_json(&parts.headers) {
        let message = "Send the request as application/json in UTF-8.";
        return Err(answer.refused(ErrorCode::UnsupportedMediaType, message));
    }
    let max = app.settings.limits.max_body;
    let limit = if actor.is_some_and(Actor::is_staff) {
        max.saturating_mul(STAFF_BODY_FACTOR)
    } else {
        max
    };
    let body = body::read(&parts.headers, body, limit, BODY_TIMEOUT)
        .await
        .map_err(|unread| match unread {
            Unread::TooLarge => answer.refused(
                ErrorCode::PayloadTooLarge,
                &format!("The body is larger than {limit} bytes."),
            ),
            Unread::TooSlow => answer.refused(ErrorCode::Timeout, "The body did not come in time."),
            Unread::Broken => answer.refused(ErrorCode::BadRequest, "The body broke off."),
        })?;
    params::of_body(&body).map_err(|malformed| refuse(answer, malformed))
}

fn refuse(answer: Answer, malformed: Malformed) -> Response {
    answer.refused(malformed.code, malformed.message)
}

pub(super) fn lookup_failed(answer: Answer, error: &Error, request_id: &RequestId) -> Response {
    if matches!(error, Error::Unavailable) {
        return answer.refused(
            ErrorCode::Unavailable,
            "Not available right now; try again.",
        );
    }
    let error = internal(error, request_id);
    answer.error(
        axum::http::StatusCode::INTERNAL_SERVER_ERROR,
        ErrorCode::Internal,
        &error,
    )
}

/// The id that the edge gave the request.
pub(super) fn request_id(app: &App, parts: &request::Parts) -> RequestId {
    parts
        .extensions
        .get()
        .cloned()
        .unwrap_or_else(|| app.clock.ulid().into())
}

pub(in crate::http) fn client(app: &App, parts: &request::Parts) -> Client {
    let user_agent = parts
        .headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok());
    let trusted = &app.settings.protection.trusted_proxies;
    let peer = parts.extensions.get::<Peer>();
    Client {
        ip: peer.map(|peer| forwarded::caller(peer.0.ip(), &parts.headers, trusted)),
        user_agent: user_agent.map(|text| text.chars().take(255).collect()),
    }
}

/// The key as it was sent. Several headers are one with commas between (RFC 9110, 5.3), and no key then.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Option<Vec<u8>> {
    let mut values = headers.get_all("idempotency-key").into_iter();
    let first = values.next()?.as_bytes().to_vec();
    Some(values.fold(first, |all, more| {
        [&all, &b", "[..], more.as_bytes()].concat()
    }))
}
