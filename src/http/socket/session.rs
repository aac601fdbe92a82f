//! One socket, from its upgrade to its close.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use serde_json::{Map, Value};
use tokio::sync::watch;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval};
use tokio_tungstenite::tungstenite;

use super::login::{Known, Visitor};
use super::message::{self, Close, Incoming};
use super::running::{Running, Work};
use crate::app::{App, stopped};
use crate::graphql::errors::{ErrorCode, coded};
use crate::http::graphql::params;
use crate::http::streams::{Lost, Step, Vigil};
use crate::telemetry::metrics::Rule;

/// Signs of life that a peer may leave out.
const SILENT_BEATS: u8 = 2;
/// How long a peer may take to answer a close.
const GOODBYE: Duration = Duration::from_secs(2);

/// Why a socket ends.
enum End {
    /// We close it.
    Close(Close),
    /// The peer has closed it, or is gone.
    Gone,
}

impl From<Close> for End {
    fn from(close: Close) -> Self {
        Self::Close(close)
    }
}

/// One socket.
pub(super) struct Session {
    app: Arc<App>,
    visitor: Visitor,
    socket: WebSocket,
    known: Option<Known>,
    running: Running,
    init_until: Instant,
    beats: Interval,
    silent: u8,
    vigil: Vigil,
    stopping: watch::Receiver<bool>,
}

impl Session {
    /// A socket that was just opened.
    pub(super) fn new(app: Arc<App>, visitor: Visitor, socket: WebSocket) -> Self {
        let limits = &app.settings.streams;
        let mut beats = interval(limits.stream_heartbeat);
        beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // The first tick comes at once.
        beats.reset();
        Self {
            init_until: Instant::now() + limits.socket_init_timeout,
            stopping: app.stopping(),
            app,
            visitor,
            socket,
            known: None,
            running: Running::new(),
            beats,
            silent: 0,
            vigil: Vigil::default(),
        }
    }

    /// Serves the socket until it ends.
    pub(super) async fn run(mut self) {
        let end = match self.socket.protocol() {
            Some(_) => self.serve().await,
            None => Close::BAD_PROTOCOL.into(),
        };
        if let End::Close(close) = end {
            self.close(close).await;
        }
    }

    async fn serve(&mut self) -> End {
        loop {
            let result = tokio::select! {
                frame = self.socket.recv() => self.hear(frame).await,
                (id, step) = self.running.next() => self.tell(&id, step).await,
                _ = self.beats.tick() => self.beat().await,
                () = tokio::time::sleep_until(self.init_until), if self.known.is_none() => {
                    Err(Close::INIT_TIMEOUT.into())
                }
                () = stopped(&mut self.stopping) => Err(Close::STOPPING.into()),
            };
            if let Err(end) = result {
                return end;
            }
        }
    }

    async fn hear(&mut self, frame: Option<Result<Message, axum::Error>>) -> Result<(), End> {
        self.silent = 0;
        match frame {
            Some(Ok(Message::Text(text))) => {
                let message = Incoming::parse(&text).ok_or(Close::BAD_MESSAGE)?;
                self.obey(message).await
            }
            Some(Ok(Message::Binary(_))) => Err(Close::BAD_MESSAGE.into()),
            // Pings are answered by the library.
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(()),
            Some(Ok(Message::Close(_))) | None => Err(End::Gone),
            Some(Err(error)) => Err(broken(error)),
        }
    }

    async fn obey(&mut self, message: Incoming) -> Result<(), End> {
        match message {
            Incoming::Init(payload) => self.init(&payload).await,
            Incoming::Ping(payload) => self.send(message::pong(payload)).await,
            Incoming::Pong => Ok(()),
            Incoming::Subscribe(id, payload) => self.subscribe(id, payload).await,
            Incoming::Complete(id) => {
                self.running.end(&id);
                Ok(())
            }
        }
    }

    async fn init(&mut self, payload: &Map<String, Value>) -> Result<(), End> {
        if self.known.is_some() {
            return Err(Close::SECOND_INIT.into());
        }
        self.known = Some(self.visitor.known(&self.app, payload).await?);
        self.send(message::ack()).await
    }

    async fn subscribe(&mut self, id: String, payload: Value) -> Result<(), End> {
        let known = self.known.as_ref().ok_or(Close::NO_INIT)?;
        if self.running.has(&id) {
            return Err(Close::TAKEN.into());
        }
        let refused = match params::of_message(payload) {
            Ok(ask) => {
                let most = usize::from(self.app.settings.streams.socket_max_operations);
                if self.running.len() < most {
                    let work = Work {
                        app: Arc::clone(&self.app),
                        login: Arc::clone(&known.login),
                        client: self.visitor.client.clone(),
                        ask,
                    };
                    self.running.start(id, work);
                    return Ok(());
                }
                self.app.metrics.accounts.throttled(Rule::SocketOperations);
                let message = format!("There are {most} operations under way on this socket.");
                coded(ErrorCode::RateLimited, &message)
            }
            Err(malformed) if malformed.code == ErrorCode::BadRequest => {
                return Err(Close::BAD_MESSAGE.into());
            }
            Err(malformed) => coded(malformed.code, malformed.message),
        };
        self.send(message::error(&id, &[refused])).await
    }

    async fn tell(&mut self, id: &str, step: Step) -> Result<(), End> {
        self.send(match step {
            Step::Next(answer) => message::next(id, &answer),
            Step::Complete => message::complete(id),
            Step::Refused(errors) => message::error(id, &errors),
            Step::Lost(lost) => return Err(lost.into()),
        })
        .await
    }

    /// A sign of life in both of its forms: browsers answer the frame, but show their page the message
    /// alone.
    async fn beat(&mut self) -> Result<(), End> {
        let Some(known) = &self.known else {
            return Ok(());
        };
        if self.silent >= SILENT_BEATS {
            return Err(End::Gone);
        }
        self.silent += 1;
        self.vigil.ask(&self.app, Some(&known.login)).await?;
        let frame = self.socket.send(Message::Ping(Vec::new().into())).await;
        frame.map_err(|_| End::Gone)?;
        self.send(message::ping()).await
    }

    async fn send(&mut self, message: String) -> Result<(), End> {
        let sent = self.socket.send(Message::Text(message.into())).await;
        sent.map_err(|_| End::Gone)
    }

    /// Says why, and waits for the peer's goodbye: a connection that is closed on unread bytes takes the
    /// reason along.
    async fn close(mut self, close: Close) {
        drop(self.running);
        let frame = CloseFrame {
            code: close.code,
            reason: close.reason.into(),
        };
        let goodbye = async {
            if self.socket.send(Message::Close(Some(frame))).await.is_ok() {
                while let Some(Ok(_)) = self.socket.recv().await {}
            }
        };
        if tokio::time::timeout(GOODBYE, goodbye).await.is_err() {
            tracing::debug!("a WebSocket's peer did not say goodbye");
        }
    }
}

impl From<Lost> for End {
    fn from(lost: Lost) -> Self {
        Self::Close(match lost {
            Lost::Login => Close::LOGGED_OUT,
            Lost::Sight => Close::UNAVAILABLE,
        })
    }
}

/// What a frame that cannot be read is answered with; nothing, where the connection has broken.
fn broken(error: axum::Error) -> End {
    use tungstenite::Error as E;
    let error = error.into_inner();
    match error.downcast_ref() {
        Some(E::Capacity(_)) => Close::TOO_LARGE.into(),
        Some(E::Utf8(_)) => Close::NO_TEXT.into(),
        Some(E::Protocol(_)) => Close::BROKEN.into(),
        _ => End::Gone,
    }
}
