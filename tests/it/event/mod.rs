//! Events: their replay, histories of customers, and single ones by id.

mod filters;
mod history;
mod node;
mod order;
mod replay;
mod statements;

use std::time::Duration;

use entity::{api_key, event};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::harness::{Answer, Caller, Shop};
use crate::outbox;

/// How long what goes on beside an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

const EVENTS: &str = "query ($first: Int, $after: String, $filter: EventFilter) {
    events(first: $first, after: $after, filter: $filter) {
        edges { cursor node { id type occurredAt actor customerId customerGroupId data } }
        nodes { id }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";

const HISTORY: &str = "query ($id: ID!, $first: Int, $after: String) {
    customer(id: $id, includeDeleted: true) { history(first: $first, after: $after) {
        edges { cursor node { id } }
        nodes { id type }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }";

async fn events(caller: &Caller, args: Value) -> Answer {
    caller.gql(EVENTS, args).await
}

async fn call(caller: &Caller, mutation: &str, input: Value) -> Answer {
    let mut chars = mutation.chars();
    let name: String = chars
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(chars)
        .collect();
    let name = match mutation {
        "deleteCustomers" | "restoreCustomers" => "Nodes".to_owned(),
        "addCustomersToGroup" => "GroupCustomerPairs".to_owned(),
        _ => name,
    };
    let query = format!(
        "mutation ($input: {name}Input!) {{ {mutation}(input: $input) {{ userErrors {{ code field message }} }} }}"
    );
    caller.gql(&query, json!({ "input": input })).await.ok()
}

/// Makes customers of these ids.
async fn customers(staff: &Caller, ids: &[&str]) {
    for id in ids {
        call(staff, "createCustomer", json!({ "id": id })).await;
    }
}

/// The ids of the nodes at a path.
fn ids(answer: &Answer, path: &str) -> Vec<String> {
    let nodes = answer.data(&format!("{path}.nodes")).as_array();
    let ids = nodes.expect("a list").iter();
    ids.map(|node| node["id"].as_str().expect("an id").to_owned())
        .collect()
}

/// Whether there is something ahead of a page and behind it.
fn sides(answer: &Answer, path: &str) -> (bool, bool) {
    let info = answer.data(&format!("{path}.pageInfo"));
    (info["hasPreviousPage"] == true, info["hasNextPage"] == true)
}

/// Every event, in the order in which a replay has to give them.
async fn stored(shop: &Shop) -> Vec<event::Model> {
    let mut all = event::Entity::find();
    if shop.app.db.backend() == DbBackend::Postgres {
        all = all.order_by_asc(Expr::cust("xact"));
    }
    let all = all.order_by_asc(event::Column::Position);
    all.all(shop.app.db.read()).await.expect("the outbox")
}

fn ids_of(events: &[event::Model]) -> Vec<String> {
    events.iter().map(|event| event.id.to_string()).collect()
}

/// Waits until every event is to be replayed.
async fn settled(shop: &Shop) {
    outbox::settled(&shop.app.db).await;
}

/// Staff with every scope, whose key's first use is noted, which happens beside the answer.
async fn admin(shop: &Shop) -> Caller {
    let staff = shop.staff(&["admin"]).await;
    staff.gql("{ me { id } }", json!({})).await.ok();
    let noted = async {
        let unnoted = || api_key::Entity::find().filter(api_key::Column::LastUsedAt.is_null());
        while unnoted().count(shop.app.db.read()).await.expect("the keys") > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let waited = tokio::time::timeout(PATIENCE, noted).await;
    waited.expect("the use of the key is noted");
    staff
}
