//! Customers, as their API promises them.

mod bulk_create;
mod bulk_many;
mod bulk_refused;
mod bulk_select;
mod bulk_update;
mod cells;
mod create;
mod create_ids;
mod create_refused;
mod delete;
mod filters;
mod find_or_create;
mod guarded;
mod orders;
mod paging;
mod race;
mod restore;
mod search;
pub(crate) mod statements;
mod three_valued;
mod update;
mod update_rights;

use entity::event;
use reqwest::StatusCode;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

use crate::harness::{Answer, Caller, Shop};

/// What the tests look at of a customer, without what only staff may see.
const FIELDS: &str =
    "id email firstName lastName companyName phone hasAccount emailVerifiedAt metadata
    version createdAt updatedAt deletedAt
    addresses { id city countryCode province phone isDefaultShipping isDefaultBilling }
    groups { id name }";

/// Runs a mutation that takes an `input`, and asks for all of its payload.
async fn call(caller: &Caller, mutation: &str, input: Value) -> Answer {
    caller
        .gql(&document(mutation), json!({ "input": input }))
        .await
}

fn document(mutation: &str) -> String {
    let customer = format!("customer {{ {FIELDS} }}");
    let (input, payload) = match mutation {
        "createCustomer" => ("CreateCustomerInput", customer),
        "updateCustomer" => ("UpdateCustomerInput", customer),
        "createCustomers" => ("CreateCustomersInput", format!("customers {{ {FIELDS} }}")),
        "updateCustomers" => ("UpdateCustomersInput", format!("customers {{ {FIELDS} }}")),
        "findOrCreateCustomer" => (
            "FindOrCreateCustomerInput",
            format!("{customer} email created matchedBy"),
        ),
        "deleteCustomers" => ("NodesInput", "deletedIds".to_owned()),
        "restoreCustomers" => ("NodesInput", format!("customers {{ {FIELDS} }}")),
        "createCustomerGroup" => (
            "CreateCustomerGroupInput",
            "customerGroup { id }".to_owned(),
        ),
        "createCustomerAddress" => ("CreateCustomerAddressInput", "address { id }".to_owned()),
        other => panic!("no document for {other}"),
    };
    format!(
        "mutation ($input: {input}!) {{ {mutation}(input: $input) {{ {payload} userErrors {{ code field message }} }} }}"
    )
}

/// Makes a customer and gives its id.
async fn made(staff: &Caller, input: Value) -> String {
    let answer = call(staff, "createCustomer", input).await.ok();
    answer.str("createCustomer.customer.id").to_owned()
}

/// The refusals of a bulk write, once it is sure that it answered nothing else.
#[track_caller]
fn refusals(answer: &Answer, mutation: &str) -> Vec<String> {
    assert!(answer.error_codes().is_empty(), "{}", answer.text);
    assert_eq!(answer.data(&format!("{mutation}.customers")), &Value::Null);
    answer.user_errors()
}

/// Makes a group and gives its id.
async fn group(staff: &Caller, name: &str) -> String {
    let answer = call(staff, "createCustomerGroup", json!({ "name": name })).await;
    answer
        .ok()
        .str("createCustomerGroup.customerGroup.id")
        .to_owned()
}

/// A customer as staff sees it, deleted or not; null when there is none.
async fn read(staff: &Caller, id: &str) -> Value {
    let query = format!(
        "query ($id: ID!) {{ customer(id: $id, includeDeleted: true) {{ {FIELDS} privateMetadata createdBy externalId }} }}"
    );
    let answer = staff.gql(&query, json!({ "id": id })).await.ok();
    answer.data("customer").clone()
}

/// Logs in with an e-mail and a password.
async fn log_in(shop: &Shop, email: &str, password: &str) -> Answer {
    const LOGIN: &str = "mutation ($input: LoginInput!) { login(input: $input) { customer { id } userErrors { code field message } } }";
    let input = json!({"email": email, "password": password});
    shop.anonymous().gql(LOGIN, json!({ "input": input })).await
}

/// Every event so far, in order.
async fn events(shop: &Shop) -> Vec<event::Model> {
    event::Entity::find()
        .order_by_asc(event::Column::Position)
        .all(shop.app.db.read())
        .await
        .expect("the events")
}

/// The types of all events but the first so many.
async fn kinds_after(shop: &Shop, passed: usize) -> Vec<String> {
    let events = events(shop).await;
    events
        .into_iter()
        .skip(passed)
        .map(|event| event.kind)
        .collect()
}

/// Asserts that nobody but staff with `customers:write` gets to a mutation.
async fn assert_needs_customers_write(shop: &Shop, mutation: &str, input: &Value) {
    let customer = shop.customer().await;
    let refused = [
        (shop.anonymous(), "UNAUTHENTICATED"),
        ((*customer).clone(), "FORBIDDEN"),
        (shop.staff(&["customers:read"]).await, "FORBIDDEN"),
        (
            shop.staff(&["groups:write", "webhooks", "events:read"])
                .await,
            "FORBIDDEN",
        ),
    ];
    let before = events(shop).await.len();
    for (caller, code) in refused {
        let answer = call(&caller, mutation, input.clone()).await;
        assert_eq!(answer.error_code(), code, "{}", answer.text);
    }
    assert_eq!(
        events(shop).await.len(),
        before,
        "a refused call changes nothing"
    );
    for scope in ["customers:write", "admin"] {
        let answer = call(&shop.staff(&[scope]).await, mutation, input.clone()).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.error_codes().is_empty(), "{scope}: {}", answer.text);
    }
}
