//! Everything held about one customer, as one document.

mod planted;
mod read;

use serde_json::{Value, json};

use crate::harness::{Answer, Caller, Customer, Shop};

const EXPORT: &str = "query ($id: ID!) { customerDataExport(customerId: $id) }";

async fn ask(caller: &Caller, id: &str) -> Answer {
    caller.gql(EXPORT, json!({ "id": id })).await
}

/// The document, which is there.
async fn export(caller: &Caller, id: &str) -> Value {
    let answer = ask(caller, id).await.ok();
    let held = answer.data("customerDataExport").clone();
    assert!(held.is_object(), "{}", answer.text);
    held
}

/// Runs a mutation of a document of its own, which goes well.
async fn done(caller: &Caller, mutation: &str, variables: Value) {
    caller.gql(mutation, variables).await.ok();
}

/// A registered customer with a live and a deleted address, in a live and in a deleted group.
async fn stocked(shop: &Shop) -> Customer {
    let owner = shop.customer().await;
    let staff = shop.staff(&["admin"]).await;
    for city in ["Rome", "Oslo"] {
        let make = "mutation ($id: ID!, $new: ID!, $city: String!) { createCustomerAddress(input: {
            customerId: $id, id: $new, city: $city, countryCode: \"it\", isDefaultShipping: true, metadata: {a: 1} }) {
            userErrors { code field message } } }";
        let variables = json!({"id": owner.id, "new": format!("addr_{city}"), "city": city});
        done(&staff, make, variables).await;
    }
    for name in ["vip", "gone"] {
        let make = "mutation ($id: ID!, $group: ID!, $name: String!) {
            createCustomerGroup(input: {id: $group, name: $name, metadata: {b: 2}}) { userErrors { code field message } }
            addCustomersToGroup(input: {pairs: [{customerId: $id, customerGroupId: $group}]}) { userErrors { code field message } } }";
        let variables = json!({"id": owner.id, "group": format!("cgroup_{name}"), "name": name});
        done(&staff, make, variables).await;
    }
    let tidy = "mutation ($id: ID!) {
        updateCustomer(input: {id: $id, lastName: \"Lind\", privateMetadata: {risk: \"low\"}, externalId: \"crm-1\"}) {
            userErrors { code field message } }
        deleteCustomerAddresses(input: {ids: [\"addr_Rome\"]}) { userErrors { code field message } }
        deleteCustomerGroups(input: {ids: [\"cgroup_gone\"]}) { userErrors { code field message } } }";
    done(&staff, tidy, json!({"id": owner.id})).await;
    owner
}
