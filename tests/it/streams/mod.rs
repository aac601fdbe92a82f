//! WebSockets and server-sent events: what of the two protocols, and the events that are subscribed to.

mod closing;
mod documents;
mod feed;
mod live;
mod logins;
mod operations;
mod places;
mod resuming;
mod sent_events;

use entity::event;
use patronage::event::store;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

use crate::harness::{Caller, Events, Shop, Socket};
use crate::outbox;

const EVENTS: &str = "subscription ($filter: EventFilter, $after: String) {
    events(filter: $filter, after: $after) { id type actor customerId customerGroupId data } }";

/// Makes a customer of this id.
async fn create(staff: &Caller, id: &str) {
    let query = "mutation ($id: ID!) { createCustomer(input: {id: $id}) { userErrors { code field message } } }";
    staff.gql(query, json!({ "id": id })).await.ok();
}

/// Makes as many customers at once; each is an event.
async fn create_many(staff: &Caller, from: usize, count: usize) {
    let query = "mutation ($input: CreateCustomersInput!) {
        createCustomers(input: $input) { userErrors { code field message } } }";
    let all: Vec<_> = (from..from + count)
        .map(|n| json!({"id": format!("cus_{n:05}")}))
        .collect();
    let input = json!({"input": {"customers": all}});
    staff.gql(query, input).await.ok();
}

/// Changes a customer, who is the caller or another.
async fn rename(caller: &Caller, id: &str, name: &str) {
    let query = "mutation ($id: ID, $name: String) {
        updateCustomer(input: {id: $id, firstName: $name}) { userErrors { code field message } } }";
    caller
        .gql(query, json!({"id": id, "name": name}))
        .await
        .ok();
}

/// Subscribes on a socket of its own, to what happens from now on, by a cursor: when a subscription by
/// socket is accepted is not said.
async fn socket(shop: &Shop, caller: &Caller, filter: Value) -> Socket {
    outbox::settled(&shop.app.db).await;
    let end = store::end(&shop.app.db).await.expect("the outbox");
    let mut socket = Socket::hello(shop, caller.authorization()).await;
    let variables = json!({"filter": filter, "after": end.cursor()});
    socket.start("1", EVENTS, variables).await;
    socket
}

/// The id of the newest event.
async fn newest(shop: &Shop) -> String {
    let newest = event::Entity::find().order_by_desc(event::Column::Position);
    let newest = newest.one(shop.app.db.read()).await.expect("the outbox");
    newest.expect("an event").id.to_string()
}

/// Subscribes by server-sent events. The answer begins once the subscription is accepted.
async fn stream(caller: &Caller, variables: Value) -> Events {
    Events::post(caller, EVENTS, variables).await
}

/// The event of an answer.
fn event(answer: &Value) -> &Value {
    let event = &answer["data"]["events"];
    assert!(event.is_object(), "{answer}");
    event
}
