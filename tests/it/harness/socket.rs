//! A WebSocket that says what a test wants to be said, right or wrong.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::Shop;

/// How long the server may take for anything.
const PATIENCE: Duration = Duration::from_secs(20);

/// The name of the protocol.
pub(crate) const PROTOCOL: (&str, &str) = ("sec-websocket-protocol", "graphql-transport-ws");

/// An open WebSocket.
pub(crate) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Opens one with these headers; or the status of the refusal.
    pub(crate) async fn with(shop: &Shop, headers: &[(&'static str, &str)]) -> Result<Self, u16> {
        let url = format!("{}/graphql/ws", shop.base().replace("http", "ws"));
        let mut request = url.into_client_request().expect("a URL");
        for (name, value) in headers {
            let value = HeaderValue::from_str(value).expect("a header's value");
            let name = HeaderName::from_static(name);
            request.headers_mut().append(name, value);
        }
        match connect_async(request).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// Opens one as clients do, which has not said anything yet.
    pub(crate) async fn open(shop: &Shop) -> Self {
        Self::with(shop, &[PROTOCOL]).await.expect("a socket")
    }

    /// Opens one and says hello, with a payload.
    pub(crate) async fn hello(shop: &Shop, payload: Value) -> Self {
        let mut socket = Self::open(shop).await;
        socket
            .say(json!({"type": "connection_init", "payload": payload}))
            .await;
        assert_eq!(socket.hear().await, json!({"type": "connection_ack"}));
        socket
    }

    /// Sends a message.
    pub(crate) async fn say(&mut self, message: Value) {
        self.send(Message::text(message.to_string())).await;
    }

    /// Sends a frame.
    pub(crate) async fn send(&mut self, frame: Message) {
        self.0.send(frame).await.expect("a socket that is open");
    }

    /// Starts an operation.
    pub(crate) async fn start(&mut self, id: &str, query: &str, variables: Value) {
        let payload = json!({"query": query, "variables": variables});
        self.say(json!({"id": id, "type": "subscribe", "payload": payload}))
            .await;
    }

    /// The next message that is no sign of life.
    ///
    /// # Panics
    /// When the socket is closed, or nothing comes.
    pub(crate) async fn hear(&mut self) -> Value {
        loop {
            match self.frame().await {
                Some(Message::Text(text)) => {
                    let message: Value = serde_json::from_str(&text).expect("JSON");
                    if message["type"] != "ping" {
                        return message;
                    }
                }
                Some(Message::Ping(_) | Message::Pong(_)) => {}
                other => panic!("no message but {other:?}"),
            }
        }
    }

    /// The payload of the next message, which is of this type and operation.
    #[track_caller]
    pub(crate) fn answer(&mut self, id: &str, kind: &str) -> impl Future<Output = Value> {
        let caller = std::panic::Location::caller();
        async move {
            let mut message = self.hear().await;
            let is = (&message["id"], &message["type"]) == (&json!(id), &json!(kind));
            assert!(is, "{caller}: no `{kind}` of {id} but {message}");
            message["payload"].take()
        }
    }

    /// The next frame, none where the connection has ended.
    pub(crate) async fn frame(&mut self) -> Option<Message> {
        let frame = tokio::time::timeout(PATIENCE, self.0.next()).await;
        frame.expect("a frame in time")?.ok()
    }

    /// The code and the reason with which the server closes, whatever else it says before.
    pub(crate) async fn closed(&mut self) -> (u16, String) {
        loop {
            match self.frame().await {
                Some(Message::Close(Some(CloseFrame { code, reason }))) => {
                    return (code.into(), reason.to_string());
                }
                Some(Message::Close(None)) | None => panic!("closed without a code"),
                Some(_) => {}
            }
        }
    }

    /// The code alone.
    pub(crate) async fn code(&mut self) -> u16 {
        self.closed().await.0
    }

    /// Closes it, and waits until the server has too.
    pub(crate) async fn bye(mut self) {
        self.0.close(None).await.expect("an open socket");
        while self.frame().await.is_some() {}
    }
}
