//! Sessions in cookies: setting them, what they are good for, and how they go. What a page of somebody
//! else may not do with them is in `forged_requests`.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};

use super::oidc;
use super::{PASSWORD, event_types, login, me};
use crate::harness::{Answer, Caller, Shop, on_both, send};

/// A browser, as far as cookies go.
#[derive(Clone)]
pub(super) struct Jar {
    caller: Caller,
    pub(super) cookies: BTreeMap<String, String>,
}

impl Jar {
    /// One without cookies, whose requests carry a mark.
    pub(super) fn new(caller: &Caller) -> Self {
        Self {
            caller: caller.with_header("graphql-require-preflight", "1"),
            cookies: BTreeMap::new(),
        }
    }

    /// The caller with the cookies so far.
    pub(super) fn caller(&self) -> Caller {
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
    pub(super) async fn gql(&mut self, query: &str, variables: Value) -> Answer {
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
pub(super) fn set_cookies(answer: &Answer) -> Vec<(String, String, String)> {
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
pub(super) async fn registered(shop: &Shop) -> (Jar, String) {
    let mut jar = Jar::new(&shop.anonymous());
    let input = json!({"email": "mina@shop.example", "password": PASSWORD, "useCookie": true});
    let answer = jar.gql(REGISTER, json!({ "input": input })).await.ok();
    let id = answer.str("registerCustomer.customer.id").to_owned();
    (jar, id)
}

on_both! {
    async fn tokens_go_into_cookies_instead(shop: &Shop) {
        let input = json!({"email": "mina@shop.example", "password": PASSWORD, "useCookie": true});
        let answer = shop.anonymous().gql(REGISTER, json!({ "input": input })).await.ok();
        assert_eq!(answer.data("registerCustomer.tokens"), &Value::Null);
        let cookies = set_cookies(&answer);
        let names: Vec<_> = cookies.iter().map(|(name, ..)| name.as_str()).collect();
        assert_eq!(names, ["patronage-access", "patronage-refresh"]);
        // Whole seconds, and a moment has passed since the tokens were made.
        for ((.., attributes), seconds) in cookies.iter().zip([600, 14 * 24 * 3600]) {
            let (age, rest) = attributes.split_once("; ").expect("several");
            let age: i64 = age.strip_prefix("Max-Age=").expect("an age").parse().expect("a number");
            assert!((seconds - 30..=seconds).contains(&age), "{attributes}");
            assert_eq!(rest, "Path=/; HttpOnly; SameSite=Lax");
        }
        // The values are nowhere else.
        assert!(cookies.iter().all(|(_, value, _)| !answer.text.contains(value)));

        for input in [json!({"email": "mina@shop.example", "password": PASSWORD, "useCookie": true}), json!({"email": "mina@shop.example", "password": PASSWORD, "useCookie": null})] {
            let answer = shop.anonymous().gql(LOGIN, json!({ "input": input })).await.ok();
            let by_cookie = input["useCookie"] == json!(true);
            assert_eq!(answer.data("login.tokens").is_null(), by_cookie);
            assert_eq!(set_cookies(&answer).len(), if by_cookie { 2 } else { 0 });
        }
        let wrong = json!({"email": "mina@shop.example", "password": "wrong-one-77-wrong", "useCookie": true});
        let answer = shop.anonymous().gql(LOGIN, json!({ "input": wrong })).await;
        assert_eq!(answer.user_errors(), ["INVALID_CREDENTIALS"]);
        assert!(set_cookies(&answer).is_empty());
    }
}

on_both! {
    with ["--public-url=https://accounts.shop.example"]
    async fn over_https_no_other_host_can_set_them(shop: &Shop) {
        let (mut jar, id) = registered(shop).await;
        let names: Vec<_> = jar.cookies.keys().map(String::as_str).collect();
        assert_eq!(names, ["__Host-patronage-access", "__Host-patronage-refresh"]);
        assert_eq!(jar.me().await.ok().str("me.id"), id);
        let answer = jar.gql(LOGOUT, json!({})).await.ok();
        for (_, value, attributes) in set_cookies(&answer) {
            assert_eq!((value.as_str(), attributes.as_str()), ("", "Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure"));
        }
        // A plain name is what a neighbouring host could set.
        let (jar, _) = registered_again(shop).await;
        let planted: Vec<_> = jar.cookies.iter().map(|(name, value)| format!("{}={value}", name.trim_start_matches("__Host-"))).collect();
        let caller = shop.anonymous().with_header("cookie", &planted.join("; "));
        assert_eq!(me(&caller).await.ok().data("me"), &Value::Null);
    }
}

async fn registered_again(shop: &Shop) -> (Jar, String) {
    let mut jar = Jar::new(&shop.anonymous());
    let input = json!({"email": "mina@shop.example", "password": PASSWORD, "useCookie": true});
    let answer = jar.gql(LOGIN, json!({ "input": input })).await.ok();
    let id = answer.str("login.customer.id").to_owned();
    (jar, id)
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn an_id_token_opens_a_session_in_cookies_too(shop: &Shop) {
        const LOGIN: &str = "mutation ($input: LoginWithIdTokenInput!) { loginWithIdToken(input: $input) {
            customer { id } tokens { accessToken } userErrors { code field message } } }";
        let mut jar = Jar::new(&shop.anonymous());
        let token = oidc::token(shop, "1", "mina@shop.example");
        let input = json!({"provider": "google", "idToken": token, "useCookie": true});
        let answer = jar.gql(LOGIN, json!({ "input": input })).await.ok();
        assert_eq!(answer.data("loginWithIdToken.tokens"), &Value::Null);
        assert_eq!(jar.me().await.ok().str("me.id"), answer.str("loginWithIdToken.customer.id"));
    }
}

on_both! {
    async fn cookies_log_in_by_post_and_by_get(shop: &Shop) {
        const UPDATE: &str = "mutation { updateCustomer(input: {firstName: \"Mina\"}) { customer { firstName } userErrors { code field message } } }";
        let (mut jar, id) = registered(shop).await;
        assert_eq!(jar.me().await.ok().str("me.id"), id);
        let answer = jar.caller().get("/graphql?query=%7Bme%7Bid%7D%7D").await.ok();
        assert_eq!(answer.str("me.id"), id);
        jar.gql(UPDATE, json!({})).await.ok();
        assert!(set_cookies(&jar.me().await).is_empty(), "what is good is left alone");
        // Other cookies of the shop do not disturb, nor does a second header.
        let request = jar.caller().request(Method::POST, "/graphql").header("cookie", "theme=dark; patronage-access=x").json(&json!({"query": "{ me { id } }"}));
        assert_eq!(send(request).await.ok().str("me.id"), id);
    }
}

on_both! {
    async fn tokens_are_renewed_by_cookie(shop: &Shop) {
        let (mut jar, id) = registered(shop).await;
        let before = jar.cookies.clone();
        let answer = jar.gql(REFRESH, json!({"input": {}})).await.ok();
        assert_eq!(answer.str("refreshTokens.customer.id"), id);
        assert_eq!(answer.data("refreshTokens.tokens"), &Value::Null);
        for (name, value) in &before {
            assert_ne!(jar.cookies[name], *value, "{name}");
        }
        // Also when the access token has gone, as it does after ten minutes.
        jar.cookies.remove("patronage-access");
        assert_eq!(jar.me().await.ok().data("me"), &Value::Null);
        jar.gql(REFRESH, json!({"input": {"refreshToken": null}})).await.ok();
        assert_eq!(jar.me().await.ok().str("me.id"), id);
    }
}

on_both! {
    async fn a_refresh_token_that_is_given_counts_before_the_cookie(shop: &Shop) {
        let (mut jar, _) = registered(shop).await;
        let before = jar.cookies.clone();
        let answer = jar.gql(REFRESH, json!({"input": {"refreshToken": "made-up"}})).await;
        assert_eq!(answer.user_errors(), ["INVALID_TOKEN input.refreshToken"]);
        assert!(set_cookies(&answer).is_empty(), "the cookie has nothing to do with it");

        let customer = shop.customer().await;
        let answer = jar.gql(REFRESH, json!({"input": {"refreshToken": customer.refresh_token}})).await.ok();
        assert_eq!(answer.str("refreshTokens.customer.id"), customer.id);
        assert!(answer.data("refreshTokens.tokens.accessToken").is_string());
        assert_eq!(jar.cookies, before);
    }
}

on_both! {
    async fn a_refresh_cookie_that_does_not_work_goes(shop: &Shop) {
        let (mut jar, id) = registered(shop).await;
        let spent = jar.clone();
        jar.gql(REFRESH, json!({"input": {}})).await.ok();
        shop.clock.advance(std::time::Duration::from_secs(11));
        let mut thief = spent;
        let answer = thief.gql(REFRESH, json!({"input": {}})).await;
        assert_eq!(answer.user_errors(), ["INVALID_TOKEN input.refreshToken"]);
        assert_eq!(dropped(&answer), ["patronage-access", "patronage-refresh"]);
        assert!(event_types(shop, &id).await.contains(&"customer.session_compromised".to_owned()));
        // Nobody has the session any more.
        assert_eq!(jar.me().await.ok().data("me"), &Value::Null);
    }
}

on_both! {
    async fn a_bad_access_cookie_goes_and_counts_as_none(shop: &Shop) {
        let (mut jar, id) = registered(shop).await;
        let staff = shop.staff(&["admin"]).await;
        drop(staff);
        for bad in ["nonsense", "a.b.c", "sk_unknown", "é"] {
            let mut bad_jar = jar.clone();
            bad_jar.cookies.insert("patronage-access".to_owned(), bad.to_owned());
            let answer = bad_jar.gql("{ me { id } }", json!({})).await.ok();
            assert_eq!(answer.data("me"), &Value::Null, "{bad}");
            let gone: &[&str] = if bad == "é" { &[] } else { &["patronage-access"] };
            assert_eq!(dropped(&answer), gone, "{bad}");
        }
        // An expired one as well; the refresh token gets another.
        shop.clock.advance(std::time::Duration::from_mins(12));
        let answer = jar.me().await.ok();
        assert_eq!(dropped(&answer), ["patronage-access"]);
        jar.gql(REFRESH, json!({"input": {}})).await.ok();
        assert_eq!(jar.me().await.ok().str("me.id"), id);
    }
}

on_both! {
    async fn an_api_key_is_no_cookie(shop: &Shop) {
        let name = patronage::value::Text::required("test").expect("a name");
        let created = patronage::account::api_key::create(&shop.app, name, &[patronage::actor::Scope::Admin], None).await;
        let (_, secret) = created.expect("a key");
        let mut jar = Jar::new(&shop.anonymous());
        let secret = secrecy::ExposeSecret::expose_secret(&secret).to_owned();
        jar.cookies.insert("patronage-access".to_owned(), secret);
        let answer = jar.gql("{ customers { nodes { id } } }", json!({})).await;
        assert_eq!(answer.error_code(), "UNAUTHENTICATED");
    }
}

on_both! {
    async fn a_bearer_token_counts_alone(shop: &Shop) {
        let (jar, _) = registered(shop).await;
        let customer = shop.customer().await;
        let answer = login(&shop.anonymous(), &customer.email, &customer.password).await.ok();
        let both = jar.caller().bearer(answer.str("login.tokens.accessToken"));
        assert_eq!(me(&both).await.ok().str("me.id"), customer.id);
        // Without a mark too: a page of somebody else cannot send this header.
        let unmarked = both.with_header("graphql-require-preflight", "");
        assert_eq!(me(&unmarked).await.ok().str("me.id"), customer.id);
        let bad = jar.caller().bearer("nonsense");
        super::assert_unauthenticated(&bad).await;
        let refresh = both.gql(REFRESH, json!({"input": {}})).await;
        assert_eq!(refresh.user_errors(), ["INVALID_TOKEN input.refreshToken"], "identities do not mix");

        let answer = both.gql(LOGOUT, json!({})).await.ok();
        assert!(set_cookies(&answer).is_empty());
        super::assert_unauthenticated(&both).await;
        me(&jar.caller()).await.ok().str("me.id");
    }
}

on_both! {
    async fn logging_out_clears_the_cookies_and_ends_the_session(shop: &Shop) {
        let (mut jar, _) = registered(shop).await;
        let kept = jar.clone();
        let answer = jar.gql(LOGOUT, json!({})).await.ok();
        assert_eq!(dropped(&answer), ["patronage-access", "patronage-refresh"]);
        assert!(jar.cookies.is_empty());
        assert_eq!(kept.clone().me().await.ok().data("me"), &Value::Null);
        let answer = kept.clone().gql(REFRESH, json!({"input": {}})).await;
        assert_eq!(answer.user_errors(), ["INVALID_TOKEN input.refreshToken"]);
    }
}

on_both! {
    async fn a_refresh_cookie_alone_logs_out(shop: &Shop) {
        let (mut jar, _) = registered(shop).await;
        jar.cookies.remove("patronage-access");
        let kept = jar.clone();
        let answer = jar.gql(LOGOUT, json!({})).await.ok();
        assert_eq!(dropped(&answer), ["patronage-access", "patronage-refresh"]);
        let answer = kept.clone().gql(REFRESH, json!({"input": {}})).await;
        assert_eq!(answer.user_errors(), ["INVALID_TOKEN input.refreshToken"]);
        // Made up, it ends nothing, and is accepted.
        let (jar, id) = registered_again(shop).await;
        let mut forged = jar.clone();
        forged.cookies.remove("patronage-access");
        let refresh = forged.cookies.get_mut("patronage-refresh").expect("a cookie");
        let end = refresh.split_off(refresh.len() - 4);
        refresh.push_str(if end == "AAAA" { "BBBB" } else { "AAAA" });
        forged.gql(LOGOUT, json!({})).await.ok();
        assert_eq!(me(&jar.caller()).await.ok().str("me.id"), id);
    }
}

on_both! {
    async fn a_login_gives_new_tokens_whatever_was_planted_before(shop: &Shop) {
        let (planted, _) = registered(shop).await;
        let mut jar = planted.clone();
        let input = json!({"email": "mina@shop.example", "password": PASSWORD, "useCookie": true});
        jar.gql(LOGIN, json!({ "input": input })).await.ok();
        for (name, value) in &planted.cookies {
            assert_ne!(jar.cookies[name], *value, "{name}");
        }
    }
}
