//! The members of a group: who sees them, and which they are.

use serde_json::{Value, json};

use super::{add, create_all, delete, restore};
use crate::harness::{Answer, Caller, Shop, on_both};

const MEMBERS: &str =
    "query ($group: ID!, $first: Int, $after: String, $last: Int, $before: String, $filter: CustomerFilter, $orderBy: [CustomerOrder!]) {
    customerGroup(id: $group, includeDeleted: true) {
        customers(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy) {
            nodes { id } edges { cursor node { id } } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }";

/// A part of the members of a group.
pub(super) async fn members(caller: &Caller, group: &str, mut arguments: Value) -> Answer {
    arguments["group"] = json!(group);
    caller.gql(MEMBERS, arguments).await
}

/// The ids on a page.
#[track_caller]
pub(super) fn ids(answer: &Answer) -> Vec<&str> {
    assert!(answer.json["errors"].is_null(), "{}", answer.text);
    let nodes = answer
        .data("customerGroup.customers.nodes")
        .as_array()
        .expect("a list");
    nodes
        .iter()
        .map(|node| node["id"].as_str().expect("an id"))
        .collect()
}

/// Makes customers.
pub(super) async fn customers(staff: &Caller, customers: Value) {
    let query = "mutation ($customers: [CreateCustomerInput!]!) { createCustomers(input: {customers: $customers}) {
        userErrors { code field message } } }";
    staff
        .gql(query, json!({ "customers": customers }))
        .await
        .ok();
}

/// Customers in the groups `cgroup_1` and `cgroup_2`, of whom one is deleted.
async fn stock(shop: &Shop) -> Caller {
    let staff = shop.staff(&["customers:write", "groups:write"]).await;
    create_all(
        &staff,
        json!([{"id": "cgroup_1", "name": "one"}, {"id": "cgroup_2", "name": "two"}]),
    )
    .await
    .ok();
    let rows = json!([
        {"id": "cus_c", "lastName": "Doe", "groupIds": ["cgroup_1"]},
        {"id": "cus_a", "lastName": "Lind", "groupIds": ["cgroup_1", "cgroup_2"], "addresses": [{"city": "Rome"}]},
        {"id": "cus_b", "groupIds": ["cgroup_1"]},
        {"id": "cus_d", "lastName": "Doe", "groupIds": ["cgroup_1"]},
        {"id": "cus_e", "lastName": "Doe"},
    ]);
    customers(&staff, rows).await;
    let drop = "mutation { deleteCustomers(input: {ids: [\"cus_d\"]}) { userErrors { code field message } } }";
    staff.gql(drop, json!({})).await.ok();
    staff
}

on_both! {
    async fn members_are_the_living_in_the_order_of_their_ids(shop: &Shop) {
        let staff = stock(shop).await;
        let answer = members(&staff, "cgroup_1", json!({})).await;
        assert_eq!(ids(&answer), ["cus_a", "cus_b", "cus_c"]);
        let list = answer.data("customerGroup.customers");
        assert_eq!(list["totalCount"], 3);
        let edges: Vec<_> = list["edges"].as_array().expect("a list").iter().map(|edge| &edge["node"]).collect();
        assert_eq!(json!(edges), list["nodes"]);
        assert_eq!(list["pageInfo"], json!({
            "hasNextPage": false, "hasPreviousPage": false,
            "startCursor": list["edges"][0]["cursor"], "endCursor": list["edges"][2]["cursor"],
        }));
        assert_eq!(ids(&members(&staff, "cgroup_2", json!({})).await), ["cus_a"]);
        let back = "mutation { restoreCustomers(input: {ids: [\"cus_d\"]}) { userErrors { code field message } } }";
        staff.gql(back, json!({})).await.ok();
        assert_eq!(ids(&members(&staff, "cgroup_1", json!({})).await), ["cus_a", "cus_b", "cus_c", "cus_d"]);
    }
}

on_both! {
    async fn they_are_filtered_and_ordered_like_customers(shop: &Shop) {
        let staff = stock(shop).await;
        for (arguments, expected) in [
            (json!({"filter": {"lastName": {"eq": "doe"}}}), vec!["cus_c"]),
            (json!({"filter": {"lastName": {"isNull": true}}}), vec!["cus_b"]),
            (json!({"filter": {"addresses": {"city": {"eq": "rome"}}}}), vec!["cus_a"]),
            (json!({"filter": {"groups": {"id": {"eq": "cgroup_2"}}}}), vec!["cus_a"]),
            (json!({"filter": {"not": {"id": {"eq": "cus_a"}}}}), vec!["cus_b", "cus_c"]),
            (json!({"filter": {}}), vec!["cus_a", "cus_b", "cus_c"]),
            (json!({"filter": {"id": {"in": []}}}), vec![]),
            (json!({"orderBy": [{"field": "ID", "direction": "DESC"}]}), vec!["cus_c", "cus_b", "cus_a"]),
            (json!({"orderBy": [{"field": "LAST_NAME"}]}), vec!["cus_c", "cus_a", "cus_b"]),
            (json!({"orderBy": [{"field": "LAST_NAME", "direction": "DESC"}]}), vec!["cus_a", "cus_c", "cus_b"]),
        ] {
            let answer = members(&staff, "cgroup_1", arguments.clone()).await;
            assert_eq!(ids(&answer), expected, "{arguments}");
            assert_eq!(answer.data("customerGroup.customers.totalCount"), expected.len(), "{arguments}");
        }
    }
}

on_both! {
    async fn a_deleted_group_has_none(shop: &Shop) {
        let staff = stock(shop).await;
        delete(&staff, &["cgroup_1"]).await.ok();
        let answer = members(&staff, "cgroup_1", json!({"first": 1})).await;
        assert_eq!(answer.data("customerGroup.customers"), &json!({
            "nodes": [], "edges": [], "totalCount": 0,
            "pageInfo": {"hasNextPage": false, "hasPreviousPage": false, "startCursor": null, "endCursor": null},
        }));
        assert_eq!(members(&staff, "cgroup_1", json!({"first": 101})).await.error_code(), "BAD_USER_INPUT");
        restore(&staff, &["cgroup_1"]).await.ok();
        assert_eq!(ids(&members(&staff, "cgroup_1", json!({})).await).len(), 3);
    }
}

on_both! {
    async fn they_are_for_staff_that_reads_customers(shop: &Shop) {
        let staff = stock(shop).await;
        let member = shop.customer().await;
        create_all(&staff, json!([{"id": "cgroup_3", "name": "three"}])).await.ok();
        add(&staff, &[(&member.id, "cgroup_1"), (&member.id, "cgroup_3")]).await.ok();
        let list = "{ me { groups { name customers { nodes { id } } } } }";
        let answer = member.gql(list, json!({})).await;
        assert_eq!(answer.error_code(), "FORBIDDEN", "one error for the field, not for each group");
        assert_eq!(answer.data("me.groups"), &json!([{"name": "one", "customers": null}, {"name": "three", "customers": null}]));
        let query = "{ customerGroups { nodes { name customers(first: 1) { totalCount } } } }";
        let answer = shop.staff(&["groups:write"]).await.gql(query, json!({})).await;
        assert_eq!(answer.error_code(), "FORBIDDEN");
        assert_eq!(answer.data("customerGroups.nodes.0"), &json!({"name": "one", "customers": null}));
        let reader = shop.staff(&["groups:read", "customers:read"]).await;
        let answer = reader.gql(query, json!({})).await.ok();
        assert_eq!(answer.data("customerGroups.nodes.0.customers.totalCount"), 4);
        let by_customer = "query ($id: ID!) { customer(id: $id) { groups { customers { totalCount } } } }";
        let reader = shop.staff(&["customers:read"]).await;
        let answer = reader.gql(by_customer, json!({"id": member.id})).await.ok();
        assert_eq!(answer.data("customer.groups.0.customers.totalCount"), 4, "groups of a customer need no scope for groups");
    }
}

on_both! {
    async fn arguments_have_their_bounds(shop: &Shop) {
        let staff = stock(shop).await;
        let answer = members(&staff, "cgroup_1", json!({"first": 1})).await;
        let by_id = answer.data("customerGroup.customers.pageInfo.endCursor").clone();
        let deep = (0..6).fold(json!({"id": {"eq": "cus_1"}}), |filter, _| json!({ "not": filter }));
        for arguments in [
            json!({"first": 101}), json!({"last": -1}), json!({"first": 1, "last": 1}), json!({"after": "nonsense"}),
            json!({"before": by_id, "orderBy": [{"field": "EMAIL"}]}), json!({"filter": deep}),
        ] {
            let answer = members(&staff, "cgroup_1", arguments.clone()).await;
            assert_eq!(answer.error_code(), "BAD_USER_INPUT", "{arguments}");
            assert_eq!(answer.data("customerGroup.customers"), &Value::Null);
        }
        assert_eq!(ids(&members(&staff, "cgroup_1", json!({"first": 0})).await), Vec::<&str>::new());
        // A page of pages multiplies.
        let dear = "{ customerGroups(first: 100) { nodes { customers(first: 100) { nodes { id } } } } }";
        assert_eq!(staff.gql(dear, json!({})).await.error_code(), "QUERY_TOO_COMPLEX");
    }
}
