//! Our objects as parts of a larger graph, as a router of Apollo Federation asks for them.

mod batched;
mod schema;
mod seen;

use serde_json::{Value, json};

use crate::harness::{Answer, Caller};

/// What a router asks, of each type something of its own and something that is read along.
const ENTITIES: &str =
    "query ($representations: [_Any!]!) { _entities(representations: $representations) {
    __typename
    ... on Customer { id email deletedAt addresses { id } groups { id } }
    ... on CustomerAddress { id city customer { id } }
    ... on CustomerGroup { id name deletedAt } } }";

async fn entities(caller: &Caller, representations: &[Value]) -> Answer {
    let variables = json!({ "representations": representations });
    caller.gql(ENTITIES, variables).await
}

/// What another service knows of something: its type and its id.
fn of(id: &str) -> Value {
    let name = match id.split('_').next() {
        Some("cus") => "Customer",
        Some("addr") => "CustomerAddress",
        Some("cgroup") => "CustomerGroup",
        other => panic!("no entity has ids of {other:?}"),
    };
    json!({"__typename": name, "id": id})
}

/// Customers `cus_0000` and so on, each with an address `addr_0000` and a group they are all in, `cgroup_1`.
async fn stock(staff: &Caller, count: usize) {
    let customer = |n: usize| {
        json!({"id": format!("cus_{n:04}"), "email": format!("{n}@shop.example"), "groupIds": ["cgroup_1"],
            "addresses": [{"id": format!("addr_{n:04}"), "city": "Rome"}]})
    };
    let query = "mutation ($customers: [CreateCustomerInput!]!) {
        createCustomerGroup(input: {id: \"cgroup_1\", name: \"vip\"}) { userErrors { code field message } }
        createCustomers(input: {customers: $customers}) { userErrors { code field message } } }";
    let customers: Vec<_> = (0..count).map(customer).collect();
    staff
        .gql(query, json!({ "customers": customers }))
        .await
        .ok();
}
