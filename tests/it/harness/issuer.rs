//! Outside issuers for tests: real HTTP servers that publish keys, and tokens signed with those.
//!
//! One server has all issuers of a test run, each below a path of its own. It runs on a thread of its
//! own, since the runtime of a test ends with the test.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use patronage::config::Settings;
use serde_json::{Value, json};

use super::Shop;
use super::signing::SigningKey;

/// How an issuer answers who asks for its keys.
#[derive(Clone, Debug)]
pub(crate) enum Answers {
    /// With its keys.
    Keys,
    /// With a status.
    Status(u16),
    /// With something else.
    Text(String),
    /// By sending the caller elsewhere, where the keys are.
    Redirect,
    /// After some time.
    Late(Duration),
}

/// Somebody outside who signs tokens.
pub(crate) struct Issuer {
    /// Its `iss`.
    pub(crate) url: String,
    keys: Mutex<Vec<Arc<SigningKey>>>,
    answers: Mutex<Answers>,
    asked: AtomicUsize,
    heard: Mutex<HeaderMap>,
}

struct Server {
    base: String,
    issuers: Arc<Mutex<HashMap<String, Arc<Issuer>>>>,
}

static SERVER: LazyLock<Server> = LazyLock::new(Server::start);

impl Server {
    fn start() -> Self {
        let issuers: Arc<Mutex<HashMap<String, Arc<Issuer>>>> = Arc::default();
        let known = Arc::clone(&issuers);
        let keys = move |Path(name): Path<String>, headers: HeaderMap| {
            let issuer = known.lock().expect("issuers").get(&name).cloned();
            async move {
                let issuer = issuer.expect("an issuer");
                *issuer.heard.lock().expect("headers") = headers;
                issuer.answer(true).await
            }
        };
        let known = Arc::clone(&issuers);
        let elsewhere = move |Path(name): Path<String>| {
            let issuer = known.lock().expect("issuers").get(&name).cloned();
            async move { issuer.expect("an issuer").answer(false).await }
        };
        let router = Router::new()
            .route("/{issuer}/jwks", get(keys))
            .route("/{issuer}/elsewhere", get(elsewhere));
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a socket");
        let base = format!("http://{}", listener.local_addr().expect("a bound port"));
        std::thread::spawn(move || serve(listener, router));
        Self { base, issuers }
    }
}

fn serve(listener: std::net::TcpListener, router: Router) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
        axum::serve(listener, router).await.expect("a server");
    });
}

/// The flag of a new issuer, named `google`, whose audience is `shop`.
pub(crate) fn provider() -> String {
    let url = &Issuer::start().url;
    let provider = json!({"name": "google", "issuer": url, "audiences": ["shop", "shop-app"],
        "jwks_uri": format!("{url}/jwks")});
    format!("--oidc-providers={}", json!([provider]))
}

/// The flag of a new issuer of staff tokens, whose audience is `patronage-staff`.
pub(crate) fn staff_issuer(scope_claim: &str) -> String {
    let url = &Issuer::start().url;
    let issuer = json!({"issuer": url, "audience": "patronage-staff", "jwks_uri": format!("{url}/jwks"),
        "scope_claim": scope_claim});
    format!("--staff-issuer={issuer}")
}

impl Issuer {
    /// A new one, with an Ed25519 key.
    fn start() -> Arc<Self> {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let name = NUMBER.fetch_add(1, Ordering::Relaxed).to_string();
        let issuer = Arc::new(Self {
            url: format!("{}/{name}", SERVER.base),
            keys: Mutex::new(vec![Arc::new(SigningKey::ed25519("first"))]),
            answers: Mutex::new(Answers::Keys),
            asked: AtomicUsize::new(0),
            heard: Mutex::default(),
        });
        let mut issuers = SERVER.issuers.lock().expect("issuers");
        issuers.insert(name, Arc::clone(&issuer));
        issuer
    }

    fn of(url: &str) -> Arc<Self> {
        let name = url.rsplit('/').next().expect("a path");
        let issuers = SERVER.issuers.lock().expect("issuers");
        Arc::clone(issuers.get(name).expect("an issuer of this run"))
    }

    /// The provider that a server was started with.
    pub(crate) fn provider_of(shop: &Shop) -> Arc<Self> {
        let Settings { accounts, .. } = &shop.app.settings;
        let providers = accounts.oidc_providers.as_ref().expect("providers");
        Self::of(&providers.0[0].issuer)
    }

    /// The issuer of staff tokens that a server was started with.
    pub(crate) fn staff_of(shop: &Shop) -> Arc<Self> {
        let Settings { accounts, .. } = &shop.app.settings;
        Self::of(&accounts.staff_issuer.as_ref().expect("an issuer").issuer)
    }

    /// Publishes these keys instead of those so far.
    pub(crate) fn publish(&self, keys: &[&Arc<SigningKey>]) {
        *self.keys.lock().expect("keys") = keys.iter().map(|key| Arc::clone(key)).collect();
    }

    /// Answers otherwise from now on.
    pub(crate) fn answers(&self, answers: Answers) {
        *self.answers.lock().expect("answers") = answers;
    }

    /// How often somebody has asked for the keys, at either address.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// A header of the last request for the keys.
    pub(crate) fn heard(&self, header: &str) -> Option<String> {
        let heard = self.heard.lock().expect("headers");
        Some(heard.get(header)?.to_str().expect("text").to_owned())
    }

    /// The key that signs.
    pub(crate) fn key(&self) -> Arc<SigningKey> {
        Arc::clone(&self.keys.lock().expect("keys")[0])
    }

    /// Signs a token with these claims.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        self.key().sign(claims)
    }

    fn key_set(&self) -> Value {
        let keys = self.keys.lock().expect("keys");
        json!({"keys": keys.iter().map(|key| key.jwk.clone()).collect::<Vec<_>>()})
    }

    async fn answer(&self, here: bool) -> Response {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let answers = self.answers.lock().expect("answers").clone();
        match answers {
            Answers::Status(status) => StatusCode::from_u16(status)
                .expect("a status")
                .into_response(),
            Answers::Text(text) => text.into_response(),
            Answers::Redirect if here => {
                Redirect::temporary(&format!("{}/elsewhere", self.url)).into_response()
            }
            Answers::Late(time) => {
                tokio::time::sleep(time).await;
                axum::Json(self.key_set()).into_response()
            }
            Answers::Keys | Answers::Redirect => axum::Json(self.key_set()).into_response(),
        }
    }
}
