//! The way out: one request to somebody else's server, within bounds of size and time.

use std::error::Error as StdError;
use std::time::Duration;

use entity::Timestamp;
use reqwest::{Client, Response, StatusCode, redirect};
use tokio::sync::OnceCell;
use tokio::time::{Instant, timeout_at};

use super::resolver::Guarded;
use super::schedule;
use crate::telemetry::calls;
use crate::webhook::target::{Policy, Refused};

/// How long a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long an attempt may take.
pub(super) const TIMEOUT: Duration = Duration::from_secs(15);
/// How long a connection is kept for the next delivery.
const KEEP: Duration = Duration::from_secs(30);
/// Bytes of an answer that are read, so that the connection can be used again; nobody gets to see them.
const MAX_BYTES: usize = 64 * 1024;
/// How long that may take.
const DRAIN: Duration = Duration::from_secs(1);
/// Characters that are kept of the system's word why a connection failed.
const MAX_REASON: usize = 200;

/// Sends requests to receivers.
pub(in crate::webhook) struct Sender {
    policy: Policy,
    /// Made with the first request: it reads the system's certificate authorities.
    client: OnceCell<Client>,
}

/// What is sent.
pub(super) struct Outgoing<'a> {
    pub(super) url: &'a str,
    pub(super) id: &'a str,
    pub(super) now: Timestamp,
    pub(super) signature: String,
    pub(super) body: Vec<u8>,
}

/// What came of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Answer {
    /// The status, where there was an answer.
    pub(super) status: Option<u16>,
    /// What its `Retry-After` asks for.
    pub(super) retry_after: Option<Duration>,
    /// Why it was no success, in one sentence without anything that the receiver has written.
    pub(super) failure: Option<String>,
}

impl Answer {
    /// No answer.
    pub(super) fn none(reason: impl Into<String>) -> Self {
        Self {
            failure: Some(reason.into()),
            ..Self::default()
        }
    }

    fn of(response: &Response, now: Timestamp) -> Self {
        let status = response.status();
        let wait = response.headers().get("retry-after");
        let wait = wait.and_then(|value| value.to_str().ok());
        Self {
            status: Some(status.as_u16()),
            retry_after: wait.and_then(|value| schedule::retry_after(value, now)),
            failure: failure(status),
        }
    }
}

fn failure(status: StatusCode) -> Option<String> {
    if status.is_success() {
        return None;
    }
    let code = status.as_u16();
    Some(if status.is_redirection() {
        format!("The answer was {code}; redirects are not followed.")
    } else {
        format!("The answer was {code}.")
    })
}

impl Sender {
    pub(in crate::webhook) fn new(policy: Policy) -> Self {
        Self {
            policy,
            client: OnceCell::new(),
        }
    }

    /// Sends a request. Never to an address that may not be called.
    pub(super) async fn send(&self, outgoing: Outgoing<'_>) -> Answer {
        // Settings may be stricter than they were when the endpoint was made.
        let url = match self.policy.url(outgoing.url) {
            Ok(url) => url,
            Err(refused) => return Answer::none(refused.to_string()),
        };
        let client = match self.client.get_or_try_init(async || self.client()).await {
            Ok(client) => client,
            Err(error) => return Answer::none(reason(&error)),
        };
        let deadline = Instant::now() + TIMEOUT;
        let call = calls("POST", &url);
        let mut request = client.post(url);
        for (name, value) in call.headers() {
            request = request.header(name, value);
        }
        let seconds = outgoing.now.0 / 1000;
        let request = request
            .header("content-type", "application/json")
            .header("webhook-id", outgoing.id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", outgoing.signature)
            .body(outgoing.body);
        let sent = timeout_at(deadline, request.send()).await;
        let answer = match &sent {
            Ok(Ok(response)) => Answer::of(response, outgoing.now),
            Ok(Err(error)) => Answer::none(reason(error)),
            Err(_) => Answer::none(TOO_LONG),
        };
        call.answered(answer.status);
        if let Ok(Ok(response)) = sent {
            drain(response).await;
        }
        answer
    }

    /// No redirects, and no proxy of the surroundings, which would resolve names by itself.
    fn client(&self) -> reqwest::Result<Client> {
        Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .dns_resolver(Guarded(self.policy))
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(KEEP)
            .user_agent(concat!("patronage/", env!("CARGO_PKG_VERSION")))
            .build()
    }
}

const TOO_LONG: &str = "There was no answer within 15 s.";

/// Reads what came with an answer, as far as that is short and quick.
async fn drain(mut response: Response) {
    let reading = async {
        let mut read = 0;
        while let Ok(Some(chunk)) = response.chunk().await {
            read += chunk.len();
            if read > MAX_BYTES {
                return;
            }
        }
    };
    // An error means that it went on for too long; the connection is given up then.
    _ = tokio::time::timeout(DRAIN, reading).await;
}

/// Why there was no answer: our own refusal, or the innermost word of the system or of TLS. Never the
/// URL, which may hold a secret.
fn reason(error: &reqwest::Error) -> String {
    let mut innermost: &dyn StdError = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    if let Some(refused) = innermost.downcast_ref::<Refused>() {
        return refused.to_string();
    }
    if error.is_timeout() {
        return TOO_LONG.to_owned();
    }
    if error.source().is_none() {
        return "The request could not be made.".to_owned();
    }
    let word: String = innermost.to_string().chars().take(MAX_REASON).collect();
    format!("There was no answer: {word}.")
}
