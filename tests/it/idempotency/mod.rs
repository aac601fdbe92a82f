//! Mutations that are sent again under their idempotency key.

mod accounts;
mod every;
mod kept;
mod keys;
mod replay;
mod several;
mod twins;

use entity::idempotency::{Entity, Model};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::harness::{Answer, Caller, Shop};

/// The same one, sending an idempotency key.
fn keyed(caller: &Caller, key: &str) -> Caller {
    caller.with_header("idempotency-key", key)
}

/// What is kept.
async fn rows(shop: &Shop) -> Vec<Model> {
    let all = Entity::find().all(shop.app.db.read()).await;
    all.expect("the kept outcomes")
}

/// Makes a group.
async fn group(caller: &Caller, name: &str) -> Answer {
    let query = "mutation ($name: String!) { createCustomerGroup(input: {name: $name}) {
        customerGroup { id name } userErrors { code field message } } }";
    caller.gql(query, json!({ "name": name })).await
}

/// The id of the group that an answer of [`group`] tells.
fn id(answer: &Answer) -> &str {
    answer.str("createCustomerGroup.customerGroup.id")
}

/// How many groups there are.
async fn groups(staff: &Caller) -> Value {
    let answer = staff.gql("{ customerGroups { totalCount } }", json!({}));
    answer.await.ok().data("customerGroups.totalCount").clone()
}
