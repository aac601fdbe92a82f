//! Groups and who is in them.

mod bulk;
mod change;
mod customers;
mod customers_many;
mod customers_pages;
mod list;
mod members;
mod parallel;
mod read;
mod remove;
mod room;

use serde_json::{Value, json};

use crate::harness::{Answer, Caller};

async fn create(caller: &Caller, input: Value) -> Answer {
    let query = "mutation ($input: CreateCustomerGroupInput!) { createCustomerGroup(input: $input) {
        customerGroup { id name metadata createdBy version deletedAt } userErrors { code field message } } }";
    caller.gql(query, json!({ "input": input })).await
}

async fn create_all(caller: &Caller, groups: Value) -> Answer {
    let query = "mutation ($groups: [CreateCustomerGroupInput!]!) { createCustomerGroups(input: {groups: $groups}) {
        customerGroups { id name metadata createdBy version } userErrors { code field message } } }";
    caller.gql(query, json!({ "groups": groups })).await
}

async fn update(caller: &Caller, input: Value) -> Answer {
    let query =
        "mutation ($input: UpdateCustomerGroupInput!) { updateCustomerGroup(input: $input) {
        customerGroup { id name metadata version updatedAt } userErrors { code field message } } }";
    caller.gql(query, json!({ "input": input })).await
}

async fn delete(caller: &Caller, ids: &[&str]) -> Answer {
    let query = "mutation ($ids: [ID!]!) { deleteCustomerGroups(input: {ids: $ids}) {
        deletedIds userErrors { code field message } } }";
    caller.gql(query, json!({ "ids": ids })).await
}

async fn restore(caller: &Caller, ids: &[&str]) -> Answer {
    let query = "mutation ($ids: [ID!]!) { restoreCustomerGroups(input: {ids: $ids}) {
        customerGroups { id name version deletedAt } userErrors { code field message } } }";
    caller.gql(query, json!({ "ids": ids })).await
}

fn pairs(pairs: &[(&str, &str)]) -> Value {
    let pair = |(customer, group): &(&str, &str)| json!({"customerId": customer, "customerGroupId": group});
    json!({"input": {"pairs": pairs.iter().map(pair).collect::<Vec<_>>()}})
}

async fn add(caller: &Caller, of: &[(&str, &str)]) -> Answer {
    let query = "mutation ($input: GroupCustomerPairsInput!) { addCustomersToGroup(input: $input) {
        memberships { id customerId customerGroupId customer { id } customerGroup { id } createdBy createdAt }
        userErrors { code field message } } }";
    caller.gql(query, pairs(of)).await
}

async fn take_out(caller: &Caller, of: &[(&str, &str)]) -> Answer {
    let query =
        "mutation ($input: GroupCustomerPairsInput!) { removeCustomersFromGroup(input: $input) {
        deletedIds userErrors { code field message } } }";
    caller.gql(query, pairs(of)).await
}

/// Makes a group and answers its id.
async fn made(caller: &Caller, name: &str) -> String {
    let answer = create(caller, json!({ "name": name })).await.ok();
    answer
        .str("createCustomerGroup.customerGroup.id")
        .to_owned()
}

/// The names of the groups that a customer is in, as the customer tells them.
async fn groups_of(customer: &Caller) -> Vec<String> {
    let answer = customer
        .gql("{ me { groups { name } } }", json!({}))
        .await
        .ok();
    let groups = answer.data("me.groups").as_array().expect("a list").iter();
    groups
        .map(|group| group["name"].as_str().expect("a name").to_owned())
        .collect()
}

/// The refusals of a write, in their order, once it is sure that nothing failed.
#[track_caller]
fn refusals(answer: &Answer) -> Vec<String> {
    assert!(answer.json["errors"].is_null(), "{}", answer.text);
    answer.user_errors()
}
