//! A server that is killed after it has committed and before anybody has read its answer.

use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::binary::{Binary, Serving};
use crate::harness::{Backend, Caller, Database};

const ANYWHERE: [&str; 2] = ["--listen", "127.0.0.1:0"];
const CREATE: &str = "mutation { createCustomer(input: {firstName: \"Vera\", addresses: [{city: \"Bari\"}]}) { customer { id } userErrors { code } } }";
const CUSTOMERS: &str = "{ customers { nodes { id addresses { id } } } }";

/// Sends a mutation under an idempotency key and never reads the answer.
fn send(server: &Serving, secret: &str) -> TcpStream {
    let body = json!({"query": CREATE, "variables": {}}).to_string();
    let mut stream = TcpStream::connect(server.address()).expect("a connection");
    write!(
        stream,
        "POST /graphql HTTP/1.1\r\nhost: shop\r\ncontent-type: application/json\r\n\
         authorization: Bearer {secret}\r\nidempotency-key: k\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .expect("a request");
    stream
}

/// The customers, once there are some.
async fn committed(staff: &Caller) -> Value {
    let begun = Instant::now();
    loop {
        let answer = staff.gql(CUSTOMERS, json!({})).await.ok();
        let customers = answer.data("customers.nodes");
        if customers != &json!([]) {
            return customers.clone();
        }
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "nothing was made"
        );
    }
}

async fn survives(backend: Backend) {
    let Some(database) = Database::fresh(backend).await else {
        return;
    };
    let binary = Binary::new().with("DATABASE_URL", database.url());
    let create_key = ["api-key", "create", "--name", "admin", "--scope", "admin"];
    let secret = binary.run(&create_key).ok();
    let secret = secret.trim();

    let server = binary.serve(&ANYWHERE);
    let _unread = send(&server, secret);
    let made = committed(&server.anonymous().bearer(secret)).await;
    server.signal("KILL");
    assert_eq!(server.wait().0, None, "it was killed");

    let server = binary.serve(&ANYWHERE);
    let staff = server.anonymous().bearer(secret);
    let again = staff.with_header("idempotency-key", "k");
    let again = again.gql(CREATE, json!({})).await.ok();
    assert_eq!(again.data("createCustomer.customer.id"), &made[0]["id"]);
    let customers = staff.gql(CUSTOMERS, json!({})).await.ok();
    assert_eq!(customers.data("customers.nodes"), &made);
    drop(server);
    database.remove().await;
}

#[tokio::test]
async fn a_change_is_not_made_twice_on_sqlite() {
    survives(Backend::Sqlite).await;
}

#[tokio::test]
async fn a_change_is_not_made_twice_on_postgres() {
    survives(Backend::Postgres).await;
}

const REGISTER: &str = "mutation ($input: RegisterCustomerInput!) { registerCustomer(input: $input) { tokens { refreshToken } userErrors { code } } }";
const REFRESH: &str = "mutation ($input: RefreshTokensInput!) { refreshTokens(input: $input) { tokens { refreshToken } userErrors { code } } }";
const LOGIN: &str =
    "mutation ($input: LoginInput!) { login(input: $input) { userErrors { code } } }";

/// An answer that got lost is given again, and guesses stay counted.
async fn remembers(backend: Backend) {
    let Some(database) = Database::fresh(backend).await else {
        return;
    };
    let binary = Binary::new().with("DATABASE_URL", database.url());
    let server = binary.serve(&ANYWHERE);
    let anyone = server.anonymous();
    let input = json!({"email": "vera@shop.example", "password": "tulip-carbon-95-mosaic"});
    let registered = anyone.gql(REGISTER, json!({ "input": input })).await.ok();
    let first = registered.str("registerCustomer.tokens.refreshToken");
    let refresh = json!({"input": {"refreshToken": first}});
    let lost = anyone.gql(REFRESH, refresh.clone()).await.ok();
    let guess = json!({"input": {"email": "vera@shop.example", "password": "not hers"}});
    while anyone.gql(LOGIN, guess.clone()).await.json["errors"].is_null() {}
    server.signal("KILL");
    assert_eq!(server.wait().0, None, "it was killed");

    let server = binary.serve(&ANYWHERE);
    let anyone = server.anonymous();
    let again = anyone.gql(REFRESH, refresh).await.ok();
    let successor = "refreshTokens.tokens.refreshToken";
    assert_eq!(again.str(successor), lost.str(successor));
    let held = anyone.gql(LOGIN, guess).await;
    assert_eq!(held.error_code(), "RATE_LIMITED", "{}", held.text);
    drop(server);
    database.remove().await;
}

#[tokio::test]
async fn a_lost_refresh_and_guesses_are_remembered_on_sqlite() {
    remembers(Backend::Sqlite).await;
}

#[tokio::test]
async fn a_lost_refresh_and_guesses_are_remembered_on_postgres() {
    remembers(Backend::Postgres).await;
}
