//! A real streaming replica, several processes on one PostgreSQL, and a real PgBouncer before it.

mod broken;
mod nearby;
mod pooler;
mod rights;
mod several;

use std::time::Duration;

use patronage::app::App;
use patronage::telemetry::metrics::Pool;
use serde_json::json;

use crate::harness::{Caller, until};

/// The time in which who has written reads from the primary, as flags give it and as tests wait for it.
const WINDOW: (&str, Duration) = ("--read-after-write=4s", Duration::from_secs(4));

/// Gives a customer a first name, by the API.
async fn rename(caller: &Caller, id: &str, name: &str) {
    let query = "mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) {
        customer { firstName } userErrors { code } } }";
    let input = json!({"id": id, "firstName": name});
    let answer = caller.gql(query, json!({ "input": input })).await.ok();
    // What a mutation shows is the primary's.
    assert_eq!(answer.str("updateCustomer.customer.firstName"), name);
}

/// The first name of a customer, as a caller reads it.
async fn name(caller: &Caller, id: &str) -> String {
    let query = "query ($id: ID!) { customer(id: $id) { firstName } }";
    let answer = caller.gql(query, json!({ "id": id })).await.ok();
    answer.str("customer.firstName").to_owned()
}

/// Waits until the reads of a caller come from the replica: what was written before the process began to
/// listen is not known to it, so that at first nobody's do.
async fn until_read_nearby(app: &App, caller: &Caller, id: &str) {
    until("the caller reads from the replica", async || {
        name(caller, id).await;
        let pools = app.db.pools();
        let replica = pools.iter().find(|state| state.pool == Pool::Replica);
        replica.is_some_and(|state| state.open > 0)
    })
    .await;
}

/// Whether the server says that it can be used.
async fn is_ready(caller: &Caller) -> bool {
    caller.get("/readyz").await.status.is_success()
}
