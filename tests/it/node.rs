//! Any object by its global id.

use std::time::Duration;

use entity::api_key;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use crate::harness::{Answer, Caller, Customer, Shop, on_both};

const NODES: &str = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id
    ... on Customer { email } ... on CustomerAddress { customer { id } }
    ... on CustomerGroup { name } ... on CustomerGroupCustomer { customerGroup { name } } } }";

async fn nodes(caller: &Caller, ids: &[String]) -> Answer {
    caller.gql(NODES, json!({ "ids": ids })).await
}

/// Ids of a customer, an address of theirs, a group they are in and that membership.
async fn belongings(shop: &Shop, owner: &Customer, name: &str) -> [String; 4] {
    let staff = shop.staff(&["groups:write", "customers:write"]).await;
    let query = "mutation ($address: CreateCustomerAddressInput!, $group: CreateCustomerGroupInput!) {
        createCustomerAddress(input: $address) { address { id } userErrors { code field message } }
        createCustomerGroup(input: $group) { customerGroup { id } userErrors { code field message } } }";
    let variables = json!({"address": {"customerId": owner.id}, "group": {"name": name}});
    let made = staff.gql(query, variables).await.ok();
    let group = made.str("createCustomerGroup.customerGroup.id");
    let query = "mutation ($input: GroupCustomerPairsInput!) { addCustomersToGroup(input: $input) {
        memberships { id } userErrors { code field message } } }";
    let pair = json!({"input": {"pairs": [{"customerId": owner.id, "customerGroupId": group}]}});
    let added = staff.gql(query, pair).await.ok();
    [
        owner.id.clone(),
        made.str("createCustomerAddress.address.id").to_owned(),
        group.to_owned(),
        added.str("addCustomersToGroup.memberships.0.id").to_owned(),
    ]
}

/// Waits until the first use of every key is noted, which the server does beside its answer.
async fn uses_are_noted(shop: &Shop) {
    let noted = async {
        let unnoted = || api_key::Entity::find().filter(api_key::Column::LastUsedAt.is_null());
        while unnoted().count(shop.app.db.read()).await.expect("the keys") > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(10), noted).await;
    waited.expect("the use of every key is noted");
}

on_both! {
    async fn each_type_is_there_for_those_who_may_see_it(shop: &Shop) {
        let (owner, other) = (shop.customer().await, shop.customer().await);
        let ids = belongings(shop, &owner, "vip").await;
        let whole = json!([
            {"__typename": "Customer", "id": ids[0], "email": owner.email},
            {"__typename": "CustomerAddress", "id": ids[1], "customer": {"id": owner.id}},
            {"__typename": "CustomerGroup", "id": ids[2], "name": "vip"},
            {"__typename": "CustomerGroupCustomer", "id": ids[3], "customerGroup": {"name": "vip"}},
        ]);
        let callers = [
            ("owner", (*owner).clone(), [true; 4]),
            ("other", (*other).clone(), [false; 4]),
            ("anonymous", shop.anonymous(), [false; 4]),
            ("customers:read", shop.staff(&["customers:read"]).await, [true, true, false, false]),
            ("customers:write", shop.staff(&["customers:write"]).await, [true, true, false, false]),
            ("groups:read", shop.staff(&["groups:read"]).await, [false, false, true, true]),
            ("groups:write", shop.staff(&["groups:write"]).await, [false, false, true, true]),
            ("events:read", shop.staff(&["events:read"]).await, [false; 4]),
            ("admin", shop.staff(&["admin"]).await, [true; 4]),
        ];
        for (who, caller, seen) in callers {
            let expected: Vec<_> = seen.iter().enumerate()
                .map(|(index, seen)| if *seen { whole[index].clone() } else { Value::Null })
                .collect();
            let answer = nodes(&caller, &ids).await.ok();
            assert_eq!(answer.data("nodes"), &json!(expected), "{who}");
            for (id, expected) in ids.iter().zip(&expected) {
                let one = caller.gql("query ($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await.ok();
                assert_eq!(one.data("node").get("id"), expected.get("id"), "{who} {id}");
            }
        }
    }
}

on_both! {
    async fn ids_of_nothing_are_null(shop: &Shop) {
        let admin = shop.staff(&["admin"]).await;
        let long = format!("cus_{}", "x".repeat(65));
        let ids = [
            "", "cus_", "cus_unknown", "addr_unknown", "cgroup_unknown", "cgc_unknown", "evt_1", "key_1", "sess_1",
            "customer:1", "CUS_1", "cus_ä", "cus_\u{0}", "' OR 1=1 --", &long,
        ];
        let answer = nodes(&admin, &ids.map(str::to_owned)).await.ok();
        assert_eq!(answer.data("nodes"), &json!(vec![Value::Null; ids.len()]));
        for id in ids {
            let one = admin.gql("query ($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await.ok();
            assert_eq!(one.data("node"), &Value::Null, "{id}");
        }
        let none = nodes(&admin, &[]).await.ok();
        assert_eq!(none.data("nodes"), &json!([]));
    }
}

on_both! {
    async fn what_is_deleted_is_null_for_staff_too(shop: &Shop) {
        let owner = shop.customer().await;
        let ids = belongings(shop, &owner, "vip").await;
        let admin = shop.staff(&["admin"]).await;
        let drop = "mutation ($ids: [ID!]!) { deleteCustomers(input: {ids: $ids}) { userErrors { code field message } } }";
        admin.gql(drop, json!({"ids": [owner.id]})).await.ok();
        let answer = nodes(&admin, &ids).await.ok();
        let types: Vec<_> = answer.data("nodes").as_array().expect("a list").iter().map(|node| &node["__typename"]).collect();
        assert_eq!(json!(types), json!([null, null, "CustomerGroup", null]));
    }
}

on_both! {
    async fn a_hundred_ids_are_taken_in_their_order(shop: &Shop) {
        let owner = shop.customer().await;
        let ids = belongings(shop, &owner, "vip").await;
        // Repeated ones are answered each time.
        let hundred: Vec<_> = (0..100).map(|n| if n % 7 == 6 { "cus_unknown".to_owned() } else { ids[(n * 3) % 4].clone() }).collect();
        let answer = nodes(&owner, &hundred).await.ok();
        let found = answer.data("nodes").as_array().expect("a list");
        assert_eq!(found.len(), 100);
        for (id, node) in hundred.iter().zip(found) {
            let expected = if id == "cus_unknown" { Value::Null } else { json!(id) };
            assert_eq!(node.get("id").unwrap_or(&Value::Null), &expected);
        }
        let more: Vec<_> = hundred.iter().cloned().chain([owner.id.clone()]).collect();
        let answer = nodes(&owner, &more).await;
        assert_eq!(answer.error_code(), "BAD_USER_INPUT");
        assert_eq!(answer.json["data"], Value::Null, "the field cannot be null");
    }
}

on_both! {
    async fn any_number_of_ids_takes_the_same_statements(shop: &Shop) {
        let mut all = Vec::new();
        for n in 0..12 {
            all.extend(belongings(shop, &shop.customer().await, &format!("group {n}")).await);
        }
        all.extend(["cus_unknown".to_owned(), "addr_unknown".to_owned()]);
        assert_eq!(all.len(), 50);
        let admin = shop.staff(&["admin"]).await;
        nodes(&admin, &all[..4]).await.ok();
        uses_are_noted(shop).await;
        let (few, of_few) = shop.statements(nodes(&admin, &all[..4])).await;
        let (many, of_many) = shop.statements(nodes(&admin, &all)).await;
        few.ok();
        let many = many.ok();
        let found = many.data("nodes").as_array().expect("a list").iter().filter(|node| !node.is_null());
        assert_eq!(found.count(), 48);
        assert_eq!(of_few, of_many, "statements for 4 and for 50 ids");
    }
}
