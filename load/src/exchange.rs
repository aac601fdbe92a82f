//! What is asked of a server, and the one right answer to it.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use serde_json::Value;

use crate::Result;
use crate::client::Answer;
use crate::random::Random;

/// A server, and what is asked of it.
pub(crate) struct Target {
    /// Who answers.
    pub(crate) name: &'static str,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// One of these at a time.
    pub(crate) exchanges: Vec<Exchange>,
    turn: Option<AtomicUsize>,
    answered: AtomicU64,
}

/// A request, and the one right answer to it.
#[derive(Clone)]
pub(crate) struct Exchange {
    /// Head and body.
    pub(crate) request: Vec<u8>,
    /// The body, byte for byte.
    pub(crate) expected: Vec<u8>,
}

impl Target {
    /// Nothing yet; of what is added, any comes at any time.
    pub(crate) const fn new(name: &'static str, address: SocketAddr) -> Self {
        Self {
            name,
            address,
            exchanges: Vec::new(),
            turn: None,
            answered: AtomicU64::new(0),
        }
    }

    /// Asks one after the other, over all connections, and goes on there in the next measurement: for
    /// what is to happen once, or not twice in a row.
    pub(crate) fn in_turn(self) -> Self {
        let turn = Some(AtomicUsize::new(0));
        Self { turn, ..self }
    }

    /// What to ask next.
    ///
    /// # Errors
    /// When there is nothing.
    pub(crate) fn pick(&self, random: &mut Random) -> Result<&Exchange> {
        let Some(turn) = &self.turn else {
            return random.pick(&self.exchanges);
        };
        let index = turn.fetch_add(1, Ordering::Relaxed) % self.exchanges.len().max(1);
        let exchange = self.exchanges.get(index);
        Ok(exchange.ok_or("there is nothing to ask for")?)
    }

    /// Notes a right answer.
    pub(crate) fn note(&self) {
        self.answered.fetch_add(1, Ordering::Relaxed);
    }

    /// Right answers so far, those included that no measurement counts.
    pub(crate) fn answered(&self) -> u64 {
        self.answered.load(Ordering::Relaxed)
    }
}

impl Exchange {
    /// Holds an answer against what it must be.
    ///
    /// # Errors
    /// When it is another one.
    pub(crate) fn check(&self, answer: &Answer<'_>) -> Result<()> {
        if answer.status == 200 && answer.body == self.expected {
            return Ok(());
        }
        let (found, expected) = (answer.body, self.expected.as_slice());
        let place = found
            .iter()
            .zip(expected)
            .take_while(|(a, b)| a == b)
            .count();
        Err(format!(
            "a wrong answer, status {}, {} bytes where {} are right\n  found    {}\n  expected {}",
            answer.status,
            found.len(),
            expected.len(),
            around(found, place),
            around(expected, place),
        )
        .into())
    }
}

/// What stands around the first difference.
fn around(body: &[u8], place: usize) -> String {
    let end = body.len().min(place + 120);
    let part = body.get(place.saturating_sub(60)..end).unwrap_or_default();
    format!("…{}…", String::from_utf8_lossy(part))
}

/// A request that both servers understand.
pub(crate) fn get(address: SocketAddr, path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n\r\n").into_bytes()
}

/// A body for the floor.
pub(crate) fn post(address: SocketAddr, path: &str, body: &Value) -> Vec<u8> {
    with_body(address, path, "", body)
}

/// A document for Patronage, from whoever has the token or key; from anybody without one.
pub(crate) fn graphql(address: SocketAddr, bearer: Option<&str>, body: &Value) -> Vec<u8> {
    let who = bearer.map(|bearer| format!("authorization: Bearer {bearer}\r\n"));
    let head = who.unwrap_or_default() + "accept: application/graphql-response+json\r\n";
    with_body(address, "/graphql", &head, body)
}

fn with_body(address: SocketAddr, path: &str, head: &str, body: &Value) -> Vec<u8> {
    let body = body.to_string();
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\n{head}content-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    request.into_bytes()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn exchange(expected: &str) -> Exchange {
        Exchange {
            request: Vec::new(),
            expected: expected.as_bytes().to_vec(),
        }
    }

    #[test]
    fn an_answer_is_right_to_the_byte() {
        let check = |status, body: &str| {
            let body = body.as_bytes();
            exchange("{\"a\":1}").check(&Answer { status, body })
        };
        assert!(check(200, "{\"a\":1}").is_ok());
        assert!(check(500, "{\"a\":1}").is_err());
        assert!(check(200, "{\"a\":1").is_err());
        let error = check(200, "{\"a\":2}").expect_err("another value");
        assert!(error.to_string().contains("…{\"a\":2}…"), "{error}");
    }

    #[test]
    fn turns_go_round() {
        let address = SocketAddr::from(([127, 0, 0, 1], 1));
        let mut target = Target::new("a server", address).in_turn();
        let mut random = Random(1);
        assert!(target.pick(&mut random).is_err());
        target.exchanges = ["a", "b", "c"].map(exchange).into();
        let found: Vec<_> = (0..5)
            .map(|_| &target.pick(&mut random).expect("one of three").expected)
            .collect();
        // The attempt of before took a turn.
        assert_eq!(found, [b"b", b"c", b"a", b"b", b"c"]);
    }

    #[test]
    fn a_request_tells_how_long_its_body_is() {
        let address = SocketAddr::from(([127, 0, 0, 1], 80));
        let request = graphql(address, Some("key"), &json!({"a": "é"}));
        let text = String::from_utf8(request).expect("text");
        let (head, body) = text.split_once("\r\n\r\n").expect("a head");
        assert_eq!(body, r#"{"a":"é"}"#);
        assert!(head.contains("\r\nauthorization: Bearer key\r\n"), "{head}");
        assert!(head.ends_with("\r\ncontent-length: 10"), "{head}");
        assert!(!String::from_utf8_lossy(&post(address, "/", &json!(1))).contains("Bearer"));
    }
}
