//! Server-sent events, as they come.

use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

use super::{Answer, Caller};

/// How long the server may take for anything.
const PATIENCE: Duration = Duration::from_secs(20);

/// A stream of server-sent events.
pub(crate) struct Events {
    response: Response,
    read: String,
    /// Comments met so far.
    pub(crate) comments: usize,
}

impl Events {
    /// Posts an operation.
    pub(crate) async fn post(caller: &Caller, query: &str, variables: Value) -> Self {
        Self::open(asked(caller, query, &variables)).await
    }

    /// Sends a request; or what it was answered instead.
    pub(crate) async fn send(request: RequestBuilder) -> Result<Self, Answer> {
        let response = request.send().await.expect("an answer of the server");
        let is_stream = response
            .headers()
            .get("content-type")
            .is_some_and(|kind| kind == "text/event-stream; charset=utf-8");
        if !is_stream {
            return Err(Answer::read(response).await);
        }
        Ok(Self {
            response,
            read: String::new(),
            comments: 0,
        })
    }

    /// Sends a request that is to be answered by a stream.
    pub(crate) async fn open(request: RequestBuilder) -> Self {
        let stream = Self::send(request).await;
        stream.unwrap_or_else(|answer| panic!("{} {}", answer.status, answer.text))
    }

    /// The headers of the answer.
    pub(crate) fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The next event with its data, none when the stream has ended.
    pub(crate) async fn event(&mut self) -> Option<(String, Value)> {
        loop {
            while let Some((frame, rest)) = self.read.split_once("\n\n") {
                let (frame, rest) = (frame.to_owned(), rest.to_owned());
                self.read = rest;
                match event_of(&frame) {
                    Some(event) => return Some(event),
                    None => self.comments += 1,
                }
            }
            self.read_on().await?;
        }
    }

    /// Waits until it has met a number of comments.
    pub(crate) async fn alive(&mut self, comments: usize) {
        while self.comments + self.read.matches(":\n\n").count() < comments {
            self.read_on().await.expect("a stream that goes on");
        }
    }

    /// Waits until it has met a number of comments, and nothing else.
    pub(crate) async fn only_alive(&mut self, comments: usize) {
        self.alive(comments).await;
        assert!(!self.read.contains("event:"), "{}", self.read);
    }

    /// The next answer.
    pub(crate) async fn answer(&mut self) -> Value {
        match self.event().await {
            Some((name, data)) if name == "next" => data,
            other => panic!("no answer but {other:?}"),
        }
    }

    /// Checks that there are no more answers.
    pub(crate) async fn complete(mut self) {
        let last = self.event().await;
        assert_eq!(last, Some(("complete".to_owned(), Value::Null)));
        assert_eq!(self.event().await, None, "the end");
    }

    async fn read_on(&mut self) -> Option<()> {
        let chunk = tokio::time::timeout(PATIENCE, self.response.chunk()).await;
        let chunk = chunk.expect("something in time").expect("a sound stream")?;
        self.read += std::str::from_utf8(&chunk).expect("whole frames of text");
        Some(())
    }
}

/// The request for an operation.
pub(crate) fn asked(caller: &Caller, query: &str, variables: &Value) -> RequestBuilder {
    let body = json!({"query": query, "variables": variables});
    caller
        .request(Method::POST, "/graphql/stream")
        .header("accept", "text/event-stream")
        .json(&body)
}

/// The name and the data of a frame; none for a comment.
fn event_of(frame: &str) -> Option<(String, Value)> {
    let field = |name: &str| frame.lines().find_map(|line| line.strip_prefix(name));
    let name = field("event: ")?.to_owned();
    let data = field("data:").expect("data").trim();
    Some((name, serde_json::from_str(data).unwrap_or_default()))
}
