//! How many SQL statements reading events takes, besides looking up the caller's credential.

use serde_json::{Value, json};

use super::{admin, call, customers, settled};
use crate::harness::{Caller, Shop, on_both};

const CREDENTIAL: u64 = 1;

async fn count(shop: &Shop, staff: &Caller, query: &str) -> (Value, u64) {
    let (answer, statements) = shop.statements(staff.gql(query, json!({}))).await;
    (answer.ok().json["data"].clone(), statements - CREDENTIAL)
}

on_both! {
    async fn histories_of_a_page_are_read_at_once(shop: &Shop) {
        let staff = admin(shop).await;
        let all: Vec<_> = (0..50).map(|n| format!("cus_{n:02}")).collect();
        customers(&staff, &all.iter().map(String::as_str).collect::<Vec<_>>()).await;
        for id in &all {
            call(&staff, "updateCustomer", json!({"id": id, "firstName": "A"})).await;
            call(&staff, "updateCustomer", json!({"id": id, "firstName": "B"})).await;
        }
        let fields = "nodes { id type } pageInfo { hasNextPage hasPreviousPage endCursor }";
        for size in [1, 2, 50] {
            let query = format!("{{ customers(first: {size}) {{ nodes {{ id history(first: 2) {{ {fields} }} }} }} }}");
            let (data, statements) = count(shop, &staff, &query).await;
            assert_eq!(statements, 2, "the page, and the histories of all");
            let rows = data["customers"]["nodes"].as_array().expect("a list");
            assert_eq!(rows.len(), size);
            for row in rows {
                let types: Vec<_> = row["history"]["nodes"].as_array().expect("a list").iter().map(|node| &node["type"]).collect();
                assert_eq!(types, ["customer.updated", "customer.updated"]);
                assert_eq!(row["history"]["pageInfo"]["hasNextPage"], true);
            }
        }
        let middle = "{ customer(id: \"cus_25\") { history(first: 1) { pageInfo { endCursor } } } }";
        let (data, _) = count(shop, &staff, middle).await;
        let after = &data["customer"]["history"]["pageInfo"]["endCursor"];
        for size in [1, 50] {
            let query = format!(
                "{{ customers(first: {size}) {{ nodes {{ id
                    a: history(first: 2) {{ {fields} }} b: history(first: 3) {{ {fields} }} c: history(after: {after}) {{ {fields} }} }} }} }}"
            );
            let (data, statements) = count(shop, &staff, &query).await;
            assert_eq!(statements, 5, "the page, three parts, and what is ahead of one of them, of {size}");
            // The first customer's last change was before that of the one in the middle.
            let first = &data["customers"]["nodes"][0]["c"];
            assert_eq!((first["nodes"].as_array().map(Vec::len), &first["pageInfo"]["hasPreviousPage"]), (Some(3), &json!(false)));
            if size == 50 {
                let of = |n: usize| {
                    let part = &data["customers"]["nodes"][n]["c"];
                    (part["nodes"].as_array().map(Vec::len), part["pageInfo"]["hasPreviousPage"] == true)
                };
                assert_eq!((of(25), of(26)), ((Some(2), true), (Some(1), true)));
            }
        }
    }
}

on_both! {
    async fn a_page_of_events_takes_one(shop: &Shop) {
        let staff = admin(shop).await;
        customers(&staff, &["cus_a", "cus_b", "cus_c"]).await;
        settled(shop).await;
        let (data, statements) = count(shop, &staff, "{ events(first: 1) { edges { cursor } pageInfo { hasNextPage hasPreviousPage } } }").await;
        assert_eq!(statements, 1, "there is nothing ahead of the start");
        let after = &data["events"]["edges"][0]["cursor"];
        for (rest, expected) in [("nodes { id } pageInfo { hasNextPage endCursor }", 1), ("nodes { id } pageInfo { hasPreviousPage }", 2)] {
            for types in ["", ", filter: {types: [\"customer.*\"]}"] {
                let query = format!("{{ events(after: {after}{types}) {{ {rest} }} }}");
                assert_eq!(count(shop, &staff, &query).await.1, expected, "{query}");
            }
        }
        let none = "{ events(filter: {types: [\"nothing\"]}) { nodes { id } } }";
        assert_eq!(count(shop, &staff, none).await.1, 0, "what nothing can match is not asked");
    }
}
