//! GraphQL over server-sent events, a connection for each operation
//! (<https://github.com/graphql/graphql-over-http/blob/main/rfcs/GraphQLOverSSE.md>, "distinct
//! connections mode").

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, Method, header, request};
use axum::response::{IntoResponse, Response};
use axum::{Extension, extract};
use futures_util::{StreamExt, stream};
use secrecy::ExposeSecret;
use serde_json::json;
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;

use super::credential::{Unknown, Untold};
use super::handler::{
    client, idempotency_key, lookup_failed, method_not_allowed, request_id, sent,
};
use super::media::accepts_events;
use super::{Answer, Media, credential};
use crate::account::Standing;
use crate::app::{App, stopped};
use crate::error::Error;
use crate::graphql::Cookies;
use crate::graphql::errors::ErrorCode;
use crate::graphql::execute::{Caller, Operations, Outcome, Started};
use crate::http::observed::Observed;
use crate::http::streams::{Lost, Place, Places, Step, Told, Vigil, relay};
use crate::telemetry::metrics::{Counted, Transport};

/// Frames that wait to be sent at most.
const WAITING: usize = 32;
/// A comment, which clients pass over, and by which all in between see that the connection lives.
const SIGN_OF_LIFE: Bytes = Bytes::from_static(b":\n\n");
/// The last frame of an operation.
const COMPLETE: Bytes = Bytes::from_static(b"event: complete\ndata:\n\n");
/// Tells nginx to pass on each frame as it comes.
const UNBUFFERED: (HeaderName, HeaderValue) = (
    HeaderName::from_static("x-accel-buffering"),
    HeaderValue::from_static("no"),
);

/// Answers a request for `/graphql/stream`.
pub(in crate::http) async fn stream(
    State(app): State<Arc<App>>,
    Extension(places): Extension<Places>,
    request: extract::Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let answer = Answer(Media::GraphqlResponse);
    if !accepts_events(&parts.headers) {
        return answer.refused(ErrorCode::NotAcceptable, "Accept text/event-stream.");
    }
    open(&app, &places, &parts, body, answer)
        .await
        .unwrap_or_else(|refusal| refusal)
}

async fn open(
    app: &Arc<App>,
    places: &Places,
    parts: &request::Parts,
    body: Body,
    answer: Answer,
) -> Result<Response, Response> {
    let operations = match parts.method {
        Method::GET => Operations::Reads,
        Method::POST => Operations::Streams,
        _ => return Err(method_not_allowed(answer)),
    };
    let request_id = request_id(app, parts);
    let login = login(app, parts).await.map_err(|unknown| match unknown {
        Unknown::Forged(message) => answer.refused(ErrorCode::Forbidden, message),
        Unknown::Failed(error) => lookup_failed(answer, &error, &request_id),
    })?;
    let client = client(app, parts);
    let actor = login.as_ref().map(|login| login.actor().clone());
    let held = places
        .for_stream(app, &client, actor.as_ref())
        .ok_or_else(|| {
            let message = "There are too many streams of this login, or from this network.";
            answer.refused(ErrorCode::RateLimited, message)
        })?;
    let ask = sent(app, parts, body, actor.as_ref(), answer).await?;
    let observed = Observed::of(actor.as_ref());
    let mut told = Told::new(app, Transport::Sse, request_id.clone(), observed);
    let caller = Caller {
        actor,
        client,
        request_id,
        idempotency_key: idempotency_key(&parts.headers),
    };
    let ask = ask.of(app).data(Arc::new(Cookies::out_of_reach()));
    let starting = app.engine.start(ask, caller, operations);
    let started = told.scope.run(starting).await;
    told.observed.started(&started);
    let driver = Driver {
        open: app.metrics.requests.streaming(Transport::Sse),
        app: Arc::clone(app),
        login,
        told,
        held,
    };
    Ok(driver.answer(started, answer))
}

/// The login of a request; none when it is bad.
async fn login(app: &App, parts: &request::Parts) -> Result<Option<Standing>, Unknown> {
    let token = match credential::of_stream(app, parts).await {
        Ok(token) => token,
        Err(Untold::NotBearer) => return Ok(None),
        Err(Untold::Forged(message)) => return Err(Unknown::Forged(message)),
        Err(Untold::Failed(error)) => return Err(Unknown::Failed(error)),
    };
    let token = token.as_ref().map(ExposeSecret::expose_secret);
    match Standing::new(app, token).await {
        Ok(login) => Ok(Some(login)),
        Err(Error::Unauthenticated) => Ok(None),
        Err(error) => Err(Unknown::Failed(error)),
    }
}

/// Whether a refusal is told by the status. All others are told in the stream, since browsers show their
/// pages nothing of an answer that is none.
fn is_told_by_status(outcome: &Outcome) -> bool {
    use ErrorCode::{Forbidden, MethodNotAllowed, Unauthenticated};
    matches!(
        outcome.refused,
        Some(Unauthenticated | Forbidden | MethodNotAllowed)
    )
}

/// Sends the frames of one operation, in a task of its own: the body of an answer is asked for only as
/// fast as the client reads.
struct Driver {
    app: Arc<App>,
    login: Option<Standing>,
    told: Told,
    held: [Option<Place>; 2],
    open: Option<Counted>,
}

impl Driver {
    /// The answer to what was started, and what is told of its request.
    fn answer(mut self, started: Started, answer: Answer) -> Response {
        if let Started::Done(outcome) = &started {
            self.told.observed.failed(&outcome.response.errors);
        }
        let observed = Observed {
            goes_on: true,
            ..self.told.observed.clone()
        };
        let mut response = match started {
            Started::Done(outcome) if is_told_by_status(&outcome) => answer.outcome(&outcome),
            started => self.stream(started),
        };
        response.extensions_mut().insert(observed);
        response
    }

    fn stream(self, started: Started) -> Response {
        let (frames, mut sent) = mpsc::channel(WAITING);
        tokio::spawn(self.drive(started, frames));
        let body = stream::poll_fn(move |task| sent.poll_recv(task)).map(Ok::<_, Infallible>);
        let content_type = HeaderValue::from_static("text/event-stream; charset=utf-8");
        let headers = [(header::CONTENT_TYPE, content_type), UNBUFFERED];
        (headers, Body::from_stream(body)).into_response()
    }

    async fn drive(self, started: Started, frames: mpsc::Sender<Bytes>) {
        let Self {
            app,
            login,
            mut told,
            held,
            open,
        } = self;
        let scope = told.scope.clone();
        let mut stopping = app.stopping();
        // At once, so that the head of the answer is not held back on its way. There is room for it.
        _ = frames.send(SIGN_OF_LIFE).await;
        tokio::select! {
            () = scope.run(relay(&app, login.as_ref(), started, &mut told, &frames, frame)) => {}
            lost = live(&app, login.as_ref(), &frames) => {
                if let Some(lost) = lost {
                    told.lost(lost);
                }
            }
            () = frames.closed() => {}
            // Without a last frame, so that the client comes back, to another replica.
            () = stopped(&mut stopping) => {}
        }
        drop((held, open));
    }
}

/// Gives signs of life, until the login does not hold any more, which it tells, or the client is gone.
async fn live(app: &App, login: Option<&Standing>, frames: &mpsc::Sender<Bytes>) -> Option<Lost> {
    let mut beats = tokio::time::interval(app.settings.streams.stream_heartbeat);
    beats.reset();
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut vigil = Vigil::default();
    loop {
        beats.tick().await;
        if frames.send(SIGN_OF_LIFE).await.is_err() {
            return None;
        }
        let verdict = vigil.ask(app, login).await;
        if let Err(lost) = verdict {
            // An error means that the client is gone as well.
            _ = frames.send(frame(Step::Lost(lost))).await;
            return Some(lost);
        }
    }
}

fn frame(step: Step) -> Bytes {
    match step {
        Step::Next(json) => next(&json),
        Step::Complete => COMPLETE,
        Step::Refused(errors) => last(&json!({ "errors": errors })),
        Step::Lost(lost) => last(&json!({ "errors": [lost.error()] })),
    }
}

fn next(json: &str) -> Bytes {
    format!("event: next\ndata: {json}\n\n").into()
}

/// A last answer, and the end.
fn last(answer: &serde_json::Value) -> Bytes {
    [next(&answer.to_string()), COMPLETE].concat().into()
}
