//! Fetching the keys of an issuer, within bounds of size and time.

use std::time::Duration;

use reqwest::{Client, StatusCode, Url, redirect};
use serde_json::Value;

use crate::error::{Error, Result};
use crate::telemetry::calls;
use crate::value::KeySet;

/// How long a connection may take, and the whole answer. Far below the time-out of a request, which
/// waits for it.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
const TIMEOUT: Duration = Duration::from_secs(4);
/// Bytes of a key set at most; those of the large providers have some thousand.
const MAX_BYTES: usize = 256 * 1024;

/// Why there are no keys. For the log.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    /// No connection, no answer in time, or no HTTP.
    #[error("the issuer does not answer")]
    Request(#[from] reqwest::Error),
    /// A redirect counts as well: the address is the operator's word, and nobody else's.
    #[error("the issuer answers {0}")]
    Status(StatusCode),
    /// The answer goes on and on.
    #[error("the key set is larger than 256 KiB")]
    TooLarge,
    /// The answer is no JSON.
    #[error("the answer is no JSON")]
    NotJson(#[from] serde_json::Error),
    /// The answer is no key set.
    #[error("{0}")]
    NoKeys(String),
}

/// What fetches, with the system's certificate authorities.
///
/// # Errors
/// When the system has none.
pub(super) fn client() -> Result<Client> {
    Client::builder()
        .redirect(redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(TIMEOUT)
        .user_agent(concat!("patronage/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| Error::Internal(Box::new(error)))
}

/// The key set at an address.
///
/// # Errors
/// When there is none to be had.
pub(super) async fn key_set(client: &Client, url: &Url) -> Result<KeySet, FetchError> {
    let call = calls("GET", url);
    let request = call
        .headers()
        .into_iter()
        .fold(client.get(url.clone()), |request, (name, value)| {
            request.header(name, value)
        });
    let answer = request.send().await;
    let status = answer.as_ref().ok().map(|answer| answer.status().as_u16());
    call.answered(status);
    let mut response = answer?;
    if response.status() != StatusCode::OK {
        return Err(FetchError::Status(response.status()));
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > MAX_BYTES {
            return Err(FetchError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    let set: Value = serde_json::from_slice(&body)?;
    KeySet::parse(&set).map_err(FetchError::NoKeys)
}
