//! The messages of the protocol, and the codes it closes with.

use async_graphql::ServerError;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// The name of the protocol.
pub(super) const SUBPROTOCOL: &str = "graphql-transport-ws";

/// A message of a client.
#[derive(Debug, PartialEq)]
pub(super) enum Incoming {
    /// `connection_init`, with its payload.
    Init(Map<String, Value>),
    /// `ping`, with its payload.
    Ping(Option<Value>),
    /// `pong`.
    Pong,
    /// `subscribe`, with a payload that is still to be looked at.
    Subscribe(String, Value),
    /// `complete`.
    Complete(String),
}

impl Incoming {
    /// Reads a message; none for anything that the protocol does not know.
    pub(super) fn parse(text: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct Message {
            #[serde(rename = "type")]
            kind: String,
            id: Option<String>,
            payload: Option<Value>,
        }
        // serde would take an array for the members in order.
        if !text.trim_ascii_start().starts_with('{') {
            return None;
        }
        let Message { kind, id, payload } = serde_json::from_str(text).ok()?;
        let id = id.filter(|id| !id.is_empty());
        let is_object = payload.as_ref().is_none_or(Value::is_object);
        Some(match kind.as_str() {
            "subscribe" => Self::Subscribe(id?, payload?),
            "complete" => Self::Complete(id?),
            "connection_init" if is_object => Self::Init(match payload {
                Some(Value::Object(members)) => members,
                _ => Map::new(),
            }),
            "ping" if is_object => Self::Ping(payload),
            "pong" if is_object => Self::Pong,
            _ => return None,
        })
    }
}

/// `connection_ack`.
pub(super) fn ack() -> String {
    json!({ "type": "connection_ack" }).to_string()
}

/// `ping`.
pub(super) fn ping() -> String {
    json!({ "type": "ping" }).to_string()
}

/// `pong`, with what the ping brought.
pub(super) fn pong(payload: Option<Value>) -> String {
    match payload {
        Some(payload) => json!({ "type": "pong", "payload": payload }).to_string(),
        None => json!({ "type": "pong" }).to_string(),
    }
}

/// `next`, with an answer that is JSON already.
pub(super) fn next(id: &str, answer: &str) -> String {
    let id = json!(id);
    format!("{{\"id\":{id},\"type\":\"next\",\"payload\":{answer}}}")
}

/// `error`.
pub(super) fn error(id: &str, errors: &[ServerError]) -> String {
    json!({ "id": id, "type": "error", "payload": errors }).to_string()
}

/// `complete`.
pub(super) fn complete(id: &str) -> String {
    json!({ "id": id, "type": "complete" }).to_string()
}

/// Why a socket is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Close {
    /// One of the protocol's codes, or of RFC 6455, 7.4.1.
    pub(super) code: u16,
    /// For whoever debugs the client.
    pub(super) reason: &'static str,
}

impl Close {
    const fn new(code: u16, reason: &'static str) -> Self {
        Self { code, reason }
    }

    pub(super) const BAD_MESSAGE: Self = Self::new(4400, "Invalid message received");
    pub(super) const NO_INIT: Self = Self::new(4401, "Unauthorized");
    pub(super) const BAD_LOGIN: Self = Self::new(4403, "Forbidden");
    pub(super) const LOGGED_OUT: Self = Self::new(4403, "The login has ended or expired");
    pub(super) const BAD_PROTOCOL: Self = Self::new(4406, "Subprotocol not acceptable");
    pub(super) const INIT_TIMEOUT: Self = Self::new(4408, "Connection initialisation timeout");
    pub(super) const TAKEN: Self = Self::new(4409, "Subscriber already exists");
    pub(super) const SECOND_INIT: Self = Self::new(4429, "Too many initialisation requests");
    pub(super) const STOPPING: Self = Self::new(1001, "The server is stopping");
    pub(super) const BROKEN: Self = Self::new(1002, "Not a WebSocket message");
    pub(super) const NO_TEXT: Self = Self::new(1007, "Not UTF-8");
    pub(super) const TOO_LARGE: Self = Self::new(1009, "The message is too large");
    pub(super) const TOO_MANY: Self = Self::new(1013, "Too many sockets of this login");
    pub(super) const UNAVAILABLE: Self = Self::new(1013, "Not available right now");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn messages_are_read() {
        let object = json!({"a": 1});
        for (text, expected) in [
            (r#"{"type":"connection_init"}"#, Incoming::Init(Map::new())),
            (
                r#" {"type":"connection_init","payload":null}"#,
                Incoming::Init(Map::new()),
            ),
            (
                r#"{"type":"ping","payload":{"a":1},"more":0}"#,
                Incoming::Ping(Some(object.clone())),
            ),
            (r#"{"type":"pong"}"#, Incoming::Pong),
            (
                r#"{"type":"subscribe","id":"é","payload":{"a":1}}"#,
                Incoming::Subscribe("é".to_owned(), object),
            ),
            (
                r#"{"type":"complete","id":"1"}"#,
                Incoming::Complete("1".to_owned()),
            ),
        ] {
            assert_eq!(Incoming::parse(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn anything_else_is_none() {
        for text in [
            "",
            "null",
            "{}",
            r#"{"type":"connection_init"} x"#,
            r#"["complete","1"]"#,
            r#"{"type":"connection_ack"}"#,
            r#"{"type":"next","id":"1","payload":{}}"#,
            r#"{"type":"start","id":"1","payload":{}}"#,
            r#"{"type":"connection_init","payload":"x"}"#,
            r#"{"type":"ping","payload":[]}"#,
            r#"{"type":"pong","payload":1}"#,
            r#"{"type":"subscribe","payload":{}}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"subscribe","id":"","payload":{}}"#,
            r#"{"type":"subscribe","id":1,"payload":{}}"#,
            r#"{"type":"complete"}"#,
        ] {
            assert_eq!(Incoming::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken_or_refused(text in any::<String>()) {
            prop_assert_eq!(Incoming::parse(&text), None);
        }

        #[test]
        fn an_id_comes_back_as_it_was(id in "\\PC+") {
            let message: Value = serde_json::from_str(&next(&id, r#"{"data":{}}"#)).unwrap();
            prop_assert_eq!(message, json!({"id": id, "type": "next", "payload": {"data": {}}}));
        }
    }

    #[test]
    fn reasons_fit_a_frame() {
        for close in [Close::BAD_MESSAGE, Close::LOGGED_OUT, Close::INIT_TIMEOUT] {
            assert!(close.reason.len() <= 123);
        }
    }
}
