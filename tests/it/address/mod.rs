//! Addresses: who may write and read them, what becomes of their text, and their defaults.

mod bulk;
mod bulk_many;
mod create;
mod default;
mod delete;
mod forms;
mod limit;
mod list;
mod parallel;
mod read;
mod text;
mod update;

use serde_json::{Value, json};

use crate::harness::{Answer, Caller};

const CREATE: &str = "mutation ($input: CreateCustomerAddressInput!) {
    createCustomerAddress(input: $input) {
        address { id customerId addressName isDefaultShipping isDefaultBilling company firstName lastName
            address1 address2 city countryCode province postalCode phone metadata version
            country { iso2 iso3 numericCode displayName } }
        customer { id version }
        userErrors { code field message }
    } }";

const CREATE_ALL: &str = "mutation ($addresses: [CreateCustomerAddressInput!]!) {
    createCustomerAddresses(input: {addresses: $addresses}) {
        addresses { id customerId city province isDefaultShipping isDefaultBilling version }
        userErrors { code field message }
    } }";

const UPDATE: &str = "mutation ($input: UpdateCustomerAddressInput!) {
    updateCustomerAddress(input: $input) {
        address { id addressName isDefaultShipping isDefaultBilling city countryCode province phone
            metadata version updatedAt }
        customer { id version defaultShippingAddressId defaultBillingAddressId }
        userErrors { code field message }
    } }";

const DELETE: &str = "mutation ($ids: [ID!]!) {
    deleteCustomerAddresses(input: {ids: $ids}) { deletedIds userErrors { code field message } }
}";

async fn create(caller: &Caller, input: Value) -> Answer {
    caller.gql(CREATE, json!({ "input": input })).await
}

async fn create_all(caller: &Caller, addresses: Value) -> Answer {
    caller
        .gql(CREATE_ALL, json!({ "addresses": addresses }))
        .await
}

async fn update(caller: &Caller, input: Value) -> Answer {
    caller.gql(UPDATE, json!({ "input": input })).await
}

async fn delete(caller: &Caller, ids: &[&str]) -> Answer {
    caller.gql(DELETE, json!({ "ids": ids })).await
}

/// Adds an address and answers its id.
async fn added(caller: &Caller, input: Value) -> String {
    let answer = create(caller, input).await.ok();
    answer.str("createCustomerAddress.address.id").to_owned()
}

/// The refusals of a write, in the order of their text, once it is sure that nothing else was answered.
#[track_caller]
fn refusals(answer: &Answer) -> Vec<String> {
    assert!(answer.json["errors"].is_null(), "{}", answer.text);
    let mut refusals = answer.user_errors();
    refusals.sort();
    refusals
}
