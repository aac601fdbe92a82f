//! Sessions in cookies.

mod credential;
mod forged;
mod login;
mod logout;
mod renewal;
mod streams;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::PASSWORD;
use crate::harness::{Answer, Caller, Shop};

/// A browser, as far as cookies go.
#[derive(Clone)]
struct Jar {
    caller: Caller,
    cookies: BTreeMap<String, String>,
}

impl Jar {
    /// One without cookies, whose requests carry a mark.
    fn new(caller: &Caller) -> Self {
        Self {
            caller: caller.with_header("graphql-require-preflight", "1"),
            cookies: BTreeMap::new(),
        }
    }

    /// The caller with the cookies so far.
    fn caller(&self) -> Caller {
        let pairs: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if pairs.is_empty() {
            return self.caller.clone();
        }
        self.caller.with_header("cookie", &pairs.join("; "))
    }

    /// Runs an operation, and does to the cookies what the answer says.
    async fn gql(&mut self, query: &str, variables: Value) -> Answer {
        let answer = self.caller().gql(query, variables).await;
        for (name, value, _) in set_cookies(&answer) {
            if value.is_empty() {
                self.cookies.remove(&name);
            } else {
                self.cookies.insert(name, value);
            }
        }
        answer
    }

    async fn me(&mut self) -> Answer {
        self.gql("{ me { id } }", json!({})).await
    }
}

/// The cookies that an answer sets: name, value, attributes.
fn set_cookies(answer: &Answer) -> Vec<(String, String, String)> {
    let lines = answer.headers.get_all("set-cookie").into_iter();
    let parted = lines.map(|line| {
        let line = line.to_str().expect("a line of ASCII");
        let (pair, attributes) = line.split_once("; ").expect("attributes");
        let (name, value) = pair.split_once('=').expect("a pair");
        (name.to_owned(), value.to_owned(), attributes.to_owned())
    });
    parted.collect()
}

/// The names of the cookies that an answer drops.
fn dropped(answer: &Answer) -> Vec<String> {
    let cookies = set_cookies(answer).into_iter();
    cookies
        .filter(|(_, value, attributes)| value.is_empty() && attributes.starts_with("Max-Age=0; "))
        .map(|(name, ..)| name)
        .collect()
}

const REGISTER: &str =
    "mutation ($input: RegisterCustomerInput!) { registerCustomer(input: $input) {
    customer { id } tokens { accessToken } userErrors { code field message } } }";
const LOGIN: &str = "mutation ($input: LoginInput!) { login(input: $input) {
    customer { id } tokens { accessToken } userErrors { code field message } } }";
const REFRESH: &str = "mutation ($input: RefreshTokensInput!) { refreshTokens(input: $input) {
    customer { id } tokens { accessToken } userErrors { code field message } } }";
const LOGOUT: &str = "mutation { logout { accepted userErrors { code field message } } }";

/// A browser that has registered by cookie, and the customer's id.
async fn registered(shop: &Shop) -> (Jar, String) {
    let mut jar = Jar::new(&shop.anonymous());
    let input = json!({"email": "mina@shop.example", "password": PASSWORD, "useCookie": true});
    let answer = jar.gql(REGISTER, json!({ "input": input })).await.ok();
    let id = answer.str("registerCustomer.customer.id").to_owned();
    (jar, id)
}

/// Another browser, that logs in to the same account.
async fn again(shop: &Shop) -> (Jar, String) {
    let mut jar = Jar::new(&shop.anonymous());
    let input = json!({"email": "mina@shop.example", "password": PASSWORD, "useCookie": true});
    let answer = jar.gql(LOGIN, json!({ "input": input })).await.ok();
    let id = answer.str("login.customer.id").to_owned();
    (jar, id)
}
