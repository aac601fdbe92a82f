//! A server that is killed at any moment: nothing is lost, nothing is told that did not happen.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::json;

use crate::cli::binary::Binary;
use crate::harness::{Backend, Database, Receiver, Reply};

const ANYWHERE: [&str; 2] = ["--listen", "127.0.0.1:0"];
const CREATE: &str = "mutation ($url: String!) { createWebhookEndpoint(input: {url: $url, eventTypes: [\"customer.created\"]}) {
    webhookEndpoint { id } userErrors { code field message } } }";
const CUSTOMER: &str = "mutation ($id: ID!) { createCustomer(input: {id: $id}) { userErrors { code field message } } }";

/// Each time the server is killed after a while that is a little longer than the last, so that this meets
/// events in the outbox, in the queue, under way, and answered but not noted.
async fn survives(backend: Backend) {
    let Some(database) = Database::fresh(backend).await else {
        return;
    };
    let binary = Binary::new().with("DATABASE_URL", database.url());
    let create_key = ["api-key", "create", "--name", "admin", "--scope", "admin"];
    let secret = binary.run(&create_key).ok();
    let receiver = Receiver::start().await;
    receiver.always(Reply::status(200).after(Duration::from_millis(15)));
    let mut expected = BTreeSet::new();
    for round in 0..8_u64 {
        let server = binary.serve(&ANYWHERE);
        let staff = server.anonymous().bearer(secret.trim());
        if round == 0 {
            staff.gql(CREATE, json!({"url": receiver.url})).await.ok();
        }
        for number in 0..4 {
            let id = format!("cus_{round}_{number}");
            staff.gql(CUSTOMER, json!({ "id": id })).await.ok();
            expected.insert(id);
        }
        tokio::time::sleep(Duration::from_millis(round * 9)).await;
        server.signal("KILL");
        assert_eq!(server.wait().0, None, "it was killed");
    }
    let server = binary.serve(&ANYWHERE);
    let mut count = expected.len();
    let told = loop {
        let heard = receiver.wait_for(count).await;
        let told: BTreeSet<_> = heard.iter().map(|heard| heard.told().1).collect();
        if told.len() >= expected.len() {
            break told;
        }
        count = heard.len() + 1;
    };
    assert_eq!(told, expected);
    drop(server);
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_on_sqlite() {
    survives(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_on_postgres() {
    survives(Backend::Postgres).await;
}
