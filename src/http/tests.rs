//! Against a real listener, by a real client.

mod graphql;
mod persisted;
mod protocol;
mod service;
mod wrong_input;

use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::{Client, RequestBuilder, Response, StatusCode};
use secrecy::ExposeSecret;
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::account::api_key;
use crate::actor::Scope;
use crate::app::App;
use crate::clock::Clock;
use crate::graphql::execute::tests::{Probe, engine};
use crate::testing::{database, settings, settings_in};
use crate::value::Text;

const JSON: &str = "application/json";
const GRAPHQL: &str = "application/graphql-response+json";

struct Server {
    address: SocketAddr,
    app: Arc<App>,
    probe: Arc<Probe>,
    client: Client,
    /// The bearer token of staff.
    staff: String,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
    _folder: TempDir,
}

impl Server {
    async fn start(args: &[&str]) -> Self {
        let settings = settings(args);
        let (engine, probe) = engine(&settings);
        let folder = tempfile::tempdir().unwrap();
        let db = database(&settings_in(&folder)).await;
        let app = App::assemble(settings, Clock::default(), db, engine);
        let app = app.await.unwrap();
        let name = Text::required("test").unwrap();
        let key = api_key::create(&app, name, &[Scope::Admin], None).await;
        let staff = key.unwrap().secret.expose_secret().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let shutdown = async {
            let _ = stopped.await;
        };
        let task = tokio::spawn(super::serve(Arc::clone(&app), None, listener, shutdown));
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            address,
            app,
            probe,
            client,
            staff,
            stop,
            task,
            _folder: folder,
        }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(self.url(path))
    }

    fn post(&self, body: impl Into<reqwest::Body>) -> RequestBuilder {
        self.client
            .post(self.url("/graphql"))
            .header("content-type", JSON)
            .body(body)
    }

    /// Posts a document.
    fn query(&self, query: &str) -> RequestBuilder {
        self.post(serde_json::json!({ "query": query }).to_string())
    }
}

/// Status, code of the first error, and whether there is a member `data`.
async fn outcome(request: RequestBuilder) -> (u16, String, bool) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let body: Value = response.json().await.unwrap();
    let code = body
        .pointer("/errors/0/extensions/code")
        .and_then(Value::as_str)
        .unwrap_or_default();
    (status, code.to_owned(), body.get("data").is_some())
}

#[track_caller]
fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

async fn status(request: RequestBuilder) -> StatusCode {
    request.send().await.unwrap().status()
}
