//! What sends traces: the HTTP client that the rest of the program uses, from a thread that is not its own.

use std::fmt;
use std::time::Duration;

use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use reqwest::{Client, redirect};
use tokio::runtime::Handle;

/// How long a connection may take; the answer has as long as `OTEL_EXPORTER_OTLP_TIMEOUT` says.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// What OpenTelemetry has for that by default.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Bytes of an answer that are looked at; it says at most what was wrong with the spans.
const MAX_BYTES: usize = 64 * 1024;

/// Sends the requests of the exporter. Its thread waits, the work is done by the runtime.
pub(super) struct Exporting {
    client: Client,
    runtime: Handle,
}

impl Exporting {
    /// A client for the current runtime.
    pub(super) fn new() -> Result<Self, reqwest::Error> {
        let timeout = [
            "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT",
            "OTEL_EXPORTER_OTLP_TIMEOUT",
        ]
        .into_iter()
        .find_map(|name| std::env::var(name).ok()?.parse().ok());
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(timeout.map_or(TIMEOUT, Duration::from_millis))
            .user_agent(concat!("patronage/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self {
            client,
            runtime: Handle::current(),
        })
    }
}

#[async_trait::async_trait]
impl HttpClient for Exporting {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let request = request.try_into()?;
        let client = self.client.clone();
        let sending = self
            .runtime
            .spawn(async move { send(&client, request).await });
        sending.await?
    }
}

async fn send(client: &Client, request: reqwest::Request) -> Result<Response<Bytes>, HttpError> {
    let mut response = client.execute(request).await?;
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        let room = MAX_BYTES - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if body.len() == MAX_BYTES {
            break;
        }
    }
    let answer = Response::builder().status(response.status());
    Ok(answer.body(body.into())?)
}

impl fmt::Debug for Exporting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Exporting")
    }
}
