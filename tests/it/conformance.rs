//! What the GraphQL specification promises and this API leans on, so that another release of the
//! framework cannot take it away unnoticed.

mod errors;
mod merged;
mod selection;
mod variables;

use serde_json::json;

use crate::harness::{Customer, Shop};

/// A customer who is in the groups a and b, and has the default address `addr_1`.
async fn member(shop: &Shop) -> Customer {
    let customer = shop.customer().await;
    let admin = shop.staff(&["admin"]).await;
    let query = "mutation ($id: ID!) {
        createCustomerAddress(input: {id: \"addr_1\", customerId: $id, city: \"Rome\", isDefaultShipping: true}) { userErrors { code field message } }
        a: createCustomerGroup(input: {id: \"cgroup_a\", name: \"a\"}) { userErrors { code field message } }
        b: createCustomerGroup(input: {id: \"cgroup_b\", name: \"b\"}) { userErrors { code field message } }
        addCustomersToGroup(input: {pairs: [
            {customerId: $id, customerGroupId: \"cgroup_a\"}, {customerId: $id, customerGroupId: \"cgroup_b\"},
        ]}) { userErrors { code field message } } }";
    admin.gql(query, json!({"id": customer.id})).await.ok();
    customer
}
