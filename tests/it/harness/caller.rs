//! Those who call the server: anyone, a customer, staff. They differ in what they carry along and have
//! the same helpers.

use std::ops::Deref;

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Body, Client, Method, RequestBuilder};
use serde_json::{Value, json};

use super::Answer;

/// Somebody who calls the server, with the headers they always send. Cheap to clone into a task.
#[derive(Clone)]
pub(crate) struct Caller {
    client: Client,
    base: String,
    headers: HeaderMap,
}

impl Caller {
    /// Somebody without credentials, at a server.
    pub(crate) fn anonymous(base: String) -> Self {
        Self {
            client: Client::new(),
            base,
            headers: HeaderMap::new(),
        }
    }

    /// The same one, calling another server.
    pub(crate) fn at(&self, base: &str) -> Self {
        let mut caller = self.clone();
        base.clone_into(&mut caller.base);
        caller
    }

    /// The same one with a token or key.
    pub(crate) fn bearer(&self, token: &str) -> Self {
        self.with_header("authorization", &format!("Bearer {token}"))
    }

    /// The same one, sending one more header, or another value of it.
    pub(crate) fn with_header(&self, name: &'static str, value: &str) -> Self {
        let mut caller = self.clone();
        let value = HeaderValue::from_str(value).expect("a header's value");
        caller.headers.insert(HeaderName::from_static(name), value);
        caller
    }

    /// What it sends as `Authorization`, for a connection that is not made of requests.
    pub(crate) fn authorization(&self) -> Value {
        let value = self.headers.get("authorization");
        let value = value.map(|value| value.to_str().expect("a token of ASCII"));
        json!({ "authorization": value })
    }

    /// Runs an operation, as any client would.
    pub(crate) async fn gql(&self, query: &str, variables: Value) -> Answer {
        let body = json!({"query": query, "variables": variables}).to_string();
        self.post_raw("application/json", body).await
    }

    /// Posts to `/graphql` whatever it is given.
    pub(crate) async fn post_raw(&self, content_type: &str, body: impl Into<Body>) -> Answer {
        let request = self
            .request(Method::POST, "/graphql")
            .header(CONTENT_TYPE, content_type);
        send(request.body(body)).await
    }

    /// Gets a path.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        send(self.request(Method::GET, path)).await
    }

    /// A request with this one's headers, to go on with; [`send`] it.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.base);
        self.client
            .request(method, url)
            .headers(self.headers.clone())
    }
}

/// Sends a request and reads the answer.
pub(crate) async fn send(request: RequestBuilder) -> Answer {
    Answer::read(request.send().await.expect("an answer of the server")).await
}

/// Somebody who has an account and is logged in.
#[derive(Clone)]
pub(crate) struct Customer {
    caller: Caller,
    /// The customer's id.
    pub(crate) id: String,
    /// The e-mail they log in with.
    pub(crate) email: String,
    /// What they log in with besides.
    pub(crate) password: String,
    /// What gets them new tokens.
    pub(crate) refresh_token: String,
}

impl Customer {
    /// Registers by the API, as a storefront does.
    pub(crate) async fn register(anyone: &Caller, email: String) -> Self {
        const REGISTER: &str =
            "mutation ($input: RegisterCustomerInput!) { registerCustomer(input: $input) {
            customer { id } tokens { accessToken refreshToken } userErrors { code field message }
        } }";
        let password = "violet-anchor-91-teapot".to_owned();
        let input = json!({"email": email, "password": password, "firstName": "Vera"});
        let answer = anyone.gql(REGISTER, json!({ "input": input })).await.ok();
        Self {
            caller: anyone.bearer(answer.str("registerCustomer.tokens.accessToken")),
            id: answer.str("registerCustomer.customer.id").to_owned(),
            refresh_token: answer
                .str("registerCustomer.tokens.refreshToken")
                .to_owned(),
            email,
            password,
        }
    }
}

impl Deref for Customer {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}
