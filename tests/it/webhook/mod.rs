//! Webhooks: endpoints by the API, and what arrives at real receivers.
//!
//! No worker runs beside a test but where it says so: [`deliver`] does what one does, once.

mod endpoints;
mod failing;
mod killed;
mod ordered;
mod pruned;
mod refused;
mod retried;
mod secrets;
mod sent;
mod several;

use std::time::Duration;

use entity::{webhook_delivery, webhook_endpoint};
use patronage::app::App;
use patronage::webhook::{deliver_next, due, fan_out};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

use crate::harness::{Answer, Caller, Receiver, Shop};
use crate::outbox;

const HOUR: Duration = Duration::from_hours(1);

const CREATE: &str =
    "mutation ($input: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $input) {
    webhookEndpoint { id url eventTypes enabled disabledReason description createdAt } secret
    userErrors { code field message } } }";

const UPDATE: &str =
    "mutation ($input: UpdateWebhookEndpointInput!) { updateWebhookEndpoint(input: $input) {
    webhookEndpoint { id url eventTypes enabled disabledReason description }
    userErrors { code field message } } }";

const LOG: &str = "query ($id: ID!, $first: Int, $after: String) { node(id: $id) { ... on WebhookEndpoint {
    enabled disabledReason deliveries(first: $first, after: $after) {
        nodes { id state attempts responseStatus lastError lastAttemptAt nextAttemptAt event { type customerId } }
        pageInfo { hasNextPage endCursor } } } } }";

/// Staff who may manage webhooks and nothing else.
async fn staff(shop: &Shop) -> Caller {
    shop.staff(&["webhooks"]).await
}

/// An endpoint at a URL for some types: its id and its secret.
async fn endpoint(shop: &Shop, url: &str, types: &[&str]) -> (String, String) {
    outbox::settled(&shop.app.db).await;
    let input = json!({"url": url, "eventTypes": types});
    let staff = staff(shop).await;
    let made = staff.gql(CREATE, json!({ "input": input })).await.ok();
    (
        made.str("createWebhookEndpoint.webhookEndpoint.id")
            .to_owned(),
        made.str("createWebhookEndpoint.secret").to_owned(),
    )
}

/// A receiver with an endpoint for some types.
async fn receiver(shop: &Shop, types: &[&str]) -> (Receiver, String) {
    let receiver = Receiver::start().await;
    let (id, _) = endpoint(shop, &receiver.url, types).await;
    (receiver, id)
}

async fn update(shop: &Shop, input: Value) -> Answer {
    let staff = staff(shop).await;
    staff.gql(UPDATE, json!({ "input": input })).await
}

/// Runs a mutation that takes an id.
async fn act(shop: &Shop, mutation: &str, id: &str) -> Answer {
    let (payload, fields) = match mutation {
        "deleteWebhookEndpoint" => ("deletedIds", ""),
        "rotateWebhookSecret" => ("secret", "webhookEndpoint { id }"),
        _ => ("accepted", ""),
    };
    let query = format!(
        "mutation ($id: ID!) {{ {mutation}(input: {{id: $id}}) {{ {payload} {fields} userErrors {{ code field message }} }} }}"
    );
    staff(shop).await.gql(&query, json!({ "id": id })).await
}

/// The log of an endpoint, the newest first.
async fn log(shop: &Shop, id: &str) -> Vec<Value> {
    let answer = staff(shop).await.gql(LOG, json!({ "id": id })).await.ok();
    let nodes = answer.data("node.deliveries.nodes").as_array();
    nodes.expect("a list").clone()
}

/// Makes customers, or changes them, by an import-like key.
async fn customers(shop: &Shop, ids: &[&str]) {
    let staff = shop.staff(&["customers:write"]).await;
    for id in ids {
        let query = "mutation ($id: ID!) { createCustomer(input: {id: $id}) { userErrors { code field message } } }";
        staff.gql(query, json!({ "id": id })).await.ok();
    }
}

async fn rename(shop: &Shop, id: &str, name: &str) {
    let staff = shop.staff(&["customers:write"]).await;
    let query =
        "mutation ($id: ID!, $name: String) { updateCustomer(input: {id: $id, firstName: $name}) {
        userErrors { code field message } } }";
    staff.gql(query, json!({"id": id, "name": name})).await.ok();
}

/// Queues all that has happened.
async fn queue(app: &App) {
    outbox::settled(&app.db).await;
    while fan_out(app).await.expect("the outbox") {}
}

/// Queues all that has happened, and tries all that is due; says how many attempts that took.
async fn deliver(app: &App) -> usize {
    queue(app).await;
    let mut attempts = 0;
    loop {
        let due = due(app).await.expect("the queues");
        if due.is_empty() {
            return attempts;
        }
        for endpoint in due {
            while deliver_next(app, &endpoint).await.expect("the queue") {
                attempts += 1;
            }
        }
    }
}

/// The rows of deliveries, the oldest first.
async fn rows(shop: &Shop) -> Vec<webhook_delivery::Model> {
    webhook_delivery::Entity::find()
        .order_by_asc(webhook_delivery::Column::Id)
        .all(shop.app.db.write())
        .await
        .expect("the queues")
}

/// The rows of endpoints, the oldest first.
async fn endpoints(shop: &Shop) -> Vec<webhook_endpoint::Model> {
    webhook_endpoint::Entity::find()
        .order_by_asc(webhook_endpoint::Column::Id)
        .all(shop.app.db.write())
        .await
        .expect("the endpoints")
}

/// What is told of customers, as a receiver hears it.
fn told(kind: &str, ids: &[&str]) -> Vec<(String, String)> {
    let about = |id: &&str| (kind.to_owned(), (*id).to_owned());
    ids.iter().map(about).collect()
}
