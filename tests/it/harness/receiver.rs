//! Somebody else's server that events are sent to, on loopback.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Response};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// How long something may take to arrive on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// How a request is answered.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    status: u16,
    header: Option<(&'static str, String)>,
    after: Duration,
}

impl Reply {
    /// With a status, at once.
    pub(crate) fn status(status: u16) -> Self {
        Self {
            status,
            header: None,
            after: Duration::ZERO,
        }
    }

    /// With a header besides.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.header = Some((name, value.to_owned()));
        self
    }

    /// After some time.
    pub(crate) fn after(mut self, time: Duration) -> Self {
        self.after = time;
        self
    }
}

/// A request that came.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    headers: HeaderMap,
    /// Its body as it came.
    pub(crate) body: Vec<u8>,
}

impl Heard {
    /// A header.
    ///
    /// # Panics
    /// When it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        let value = value.unwrap_or_else(|| panic!("no {name} in {:?}", self.headers));
        value.to_str().expect("text")
    }

    /// The body.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// What it tells: the type, and the customer or else the group.
    pub(crate) fn told(&self) -> (String, String) {
        let json = self.json();
        let data = &json["data"];
        let about = [&data["customerId"], &data["customerGroupId"]];
        let about = about.iter().find_map(|id| id.as_str());
        (text(&json["type"]), about.expect("an id").to_owned())
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}

#[derive(Default)]
struct Inner {
    heard: Vec<Heard>,
    next: VecDeque<Reply>,
    otherwise: Option<Reply>,
}

/// A server that runs. It ends with the test.
pub(crate) struct Receiver {
    /// Where it takes requests.
    pub(crate) url: String,
    inner: Arc<Mutex<Inner>>,
    server: JoinHandle<()>,
}

impl Receiver {
    /// Starts one that answers 204.
    pub(crate) async fn start() -> Self {
        let inner: Arc<Mutex<Inner>> = Arc::default();
        let router = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&inner));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound port");
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("a server");
        });
        Self {
            url: format!("http://{address}/hooks"),
            inner,
            server,
        }
    }

    /// Answers the next request so, and those behind it as before.
    pub(crate) fn next(&self, reply: Reply) {
        self.inner.lock().expect("replies").next.push_back(reply);
    }

    /// Answers every request so from now on.
    pub(crate) fn always(&self, reply: Reply) {
        self.inner.lock().expect("replies").otherwise = Some(reply);
    }

    /// Every request so far.
    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.inner.lock().expect("requests").heard.clone()
    }

    /// What the requests so far have told.
    pub(crate) fn told(&self) -> Vec<(String, String)> {
        self.heard().iter().map(Heard::told).collect()
    }

    /// Waits for so many requests.
    ///
    /// # Panics
    /// When they do not come.
    pub(crate) async fn wait_for(&self, count: usize) -> Vec<Heard> {
        let begun = Instant::now();
        loop {
            let heard = self.heard();
            if heard.len() >= count {
                return heard;
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "{} instead of {count}",
                heard.len()
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer(
    State(inner): State<Arc<Mutex<Inner>>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let reply = {
        let mut inner = inner.lock().expect("requests");
        inner.heard.push(Heard {
            headers,
            body: body.to_vec(),
        });
        let next = inner.next.pop_front();
        next.or_else(|| inner.otherwise.clone())
            .unwrap_or_else(|| Reply::status(204))
    };
    tokio::time::sleep(reply.after).await;
    let mut response = Response::builder().status(reply.status);
    if let Some((name, value)) = reply.header {
        response = response.header(name, value);
    }
    response.body(Body::empty()).expect("an answer")
}
