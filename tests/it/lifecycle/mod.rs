//! What ends customers: removing accounts, merging, erasing, ending sessions.

mod end_sessions;
mod erase;
mod merge;
mod merge_fills;
mod merge_moves;
mod merge_parallel;
mod remove_account;
mod traces;

use entity::{auth_identity, session};
use reqwest::StatusCode;
use sea_orm::{ConnectionTrait, EntityTrait, Statement};
use serde_json::{Value, json};

use crate::harness::{Answer, Caller, Shop};
use crate::outbox::recorded;

/// What the tests look at of a customer, as staff sees it.
const FIELDS: &str =
    "id email firstName lastName companyName phone hasAccount emailVerifiedAt metadata
    privateMetadata createdBy externalId version createdAt updatedAt deletedAt
    addresses { id customerId city isDefaultShipping isDefaultBilling version }
    defaultShippingAddressId defaultBillingAddressId groups { name }";

/// Runs a mutation that takes an `input`, and asks for all of its payload.
async fn call(caller: &Caller, mutation: &str, input: Value) -> Answer {
    let (of, payload) = match mutation {
        "createCustomer" => ("CreateCustomerInput", "customer { id }".to_owned()),
        "createCustomerGroup" => (
            "CreateCustomerGroupInput",
            "customerGroup { id }".to_owned(),
        ),
        "createCustomerAddress" => ("CreateCustomerAddressInput", "address { id }".to_owned()),
        "updateCustomer" => ("UpdateCustomerInput", "customer { id }".to_owned()),
        "updateCustomerAddress" => ("UpdateCustomerAddressInput", "address { id }".to_owned()),
        "deleteCustomers" | "deleteCustomerAddresses" => ("NodesInput", "deletedIds".to_owned()),
        "restoreCustomers" => ("NodesInput", format!("customers {{ {FIELDS} }}")),
        "removeCustomerAccount" | "eraseCustomer" => ("NodeInput", "deletedIds".to_owned()),
        "endCustomerSessions" => ("NodeInput", "accepted".to_owned()),
        "requestEmailChange" => ("RequestEmailChangeInput", "accepted".to_owned()),
        "mergeCustomers" => ("MergeCustomersInput", format!("customer {{ {FIELDS} }}")),
        other => panic!("no document for {other}"),
    };
    let document = format!(
        "mutation ($input: {of}!) {{ {mutation}(input: $input) {{ {payload} userErrors {{ code field message }} }} }}"
    );
    caller.gql(&document, json!({ "input": input })).await
}

async fn merge(staff: &Caller, from: &str, into: &str) -> Answer {
    call(
        staff,
        "mergeCustomers",
        json!({"fromId": from, "intoId": into}),
    )
    .await
}

/// Staff that may write customers and groups.
async fn staff(shop: &Shop) -> Caller {
    shop.staff(&["customers:write", "groups:write"]).await
}

/// Makes a customer and gives its id.
async fn made(staff: &Caller, input: Value) -> String {
    let answer = call(staff, "createCustomer", input).await.ok();
    answer.str("createCustomer.customer.id").to_owned()
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
    let query =
        format!("query ($id: ID!) {{ customer(id: $id, includeDeleted: true) {{ {FIELDS} }} }}");
    let answer = staff.gql(&query, json!({ "id": id })).await.ok();
    answer.data("customer").clone()
}

/// Logs in with an e-mail and a password.
async fn log_in(anyone: &Caller, email: &str, password: &str) -> Answer {
    const LOGIN: &str = "mutation ($input: LoginInput!) { login(input: $input) {
        customer { id } tokens { accessToken } userErrors { code field message } } }";
    let input = json!({"email": email, "password": password});
    anyone.gql(LOGIN, json!({ "input": input })).await
}

/// How many logins and sessions there are, of whomever.
async fn logins_and_sessions(shop: &Shop) -> (usize, usize) {
    let db = shop.app.db.read();
    let logins = auth_identity::Entity::find().all(db).await.expect("logins");
    let sessions = session::Entity::find().all(db).await.expect("sessions");
    (logins.len(), sessions.len())
}

/// The numbers or texts in the first column of what a statement gives.
async fn asked<T: sea_orm::TryGetable>(shop: &Shop, sql: &str) -> Vec<T> {
    let db = shop.app.db.write();
    let statement = Statement::from_string(shop.app.db.backend(), sql);
    let rows = db.query_all_raw(statement).await.expect("rows");
    rows.iter()
        .map(|row| row.try_get_by_index(0).expect("a column"))
        .collect()
}

/// Asserts that nobody but staff with `customers:write` gets to a mutation, and that nothing comes of
/// trying.
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
    let ((), events) = recorded(shop, async {
        for (caller, code) in refused {
            let answer = call(&caller, mutation, input.clone()).await;
            assert_eq!(answer.error_code(), code, "{}", answer.text);
        }
    })
    .await;
    assert!(events.is_empty(), "a refused call changes nothing");
    let admin = shop.staff(&["admin"]).await;
    let answer = call(&admin, mutation, input.clone()).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.ok();
}

/// Asserts that ids that no live customer has are not found, whatever is wrong with them.
async fn assert_misses_unknown(shop: &Shop, mutation: &str) {
    let staff = staff(shop).await;
    let deleted = made(&staff, json!({})).await;
    call(&staff, "deleteCustomers", json!({"ids": [deleted]}))
        .await
        .ok();
    let (answers, events) = recorded(shop, async {
        let mut answers = Vec::new();
        for id in ["cus_unknown", "nonsense", "", "addr_1", deleted.as_str()] {
            answers.push(call(&staff, mutation, json!({ "id": id })).await);
        }
        answers
    })
    .await;
    for answer in answers {
        assert_eq!(answer.user_errors(), ["NOT_FOUND input.id"]);
    }
    assert!(events.is_empty(), "{events:?}");
}
