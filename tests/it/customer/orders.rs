//! `customers(orderBy:)`, and pages through every order.

use std::time::Duration;

use serde_json::{Value, json};

use super::{call, made};
use crate::harness::{Caller, Shop, on_both};

const PAGE: &str =
    "query ($order: [CustomerOrder!], $first: Int, $after: String, $last: Int, $before: String) {
    customers(orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
        nodes { id } edges { cursor node { id } } totalCount
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";

/// Customers 1 to 6 with gaps and ties in every column.
async fn stock(shop: &Shop) -> Caller {
    let staff = shop.staff(&["customers:write"]).await;
    for input in [
        json!({"id": "cus_1", "firstName": "b", "lastName": "x", "email": "d@x.com", "companyName": "Zeta"}),
        json!({"id": "cus_2", "firstName": "A", "email": "c@x.com"}),
        json!({"id": "cus_3", "lastName": "y", "companyName": "alpha"}),
        json!({"id": "cus_4", "firstName": "a", "lastName": "Z", "email": "c@x.com", "companyName": "Alpha"}),
        json!({"id": "cus_5"}),
        json!({"id": "cus_6", "firstName": "é", "lastName": "x", "email": "e@x.com"}),
    ] {
        made(&staff, input).await;
        shop.clock.advance(Duration::from_secs(1));
    }
    let touch = json!({"id": "cus_2", "metadata": {"touched": true}});
    call(&staff, "updateCustomer", touch).await.ok();
    staff
}

fn cases() -> Vec<(Value, &'static str)> {
    let by = |field: &str, direction: &str| json!({"field": field, "direction": direction});
    vec![
        (json!([]), "123456"),
        (json!([by("ID", "DESC")]), "654321"),
        (json!([{"field": "FIRST_NAME"}]), "241635"),
        (json!([by("FIRST_NAME", "ASC")]), "241635"),
        (json!([by("FIRST_NAME", "DESC")]), "614253"),
        (
            json!([by("FIRST_NAME", "ASC"), by("LAST_NAME", "DESC")]),
            "421635",
        ),
        (
            json!([by("FIRST_NAME", "DESC"), by("LAST_NAME", "ASC")]),
            "614235",
        ),
        (json!([by("FIRST_NAME", "ASC"), by("ID", "DESC")]), "421653"),
        (
            json!([by("LAST_NAME", "ASC"), by("FIRST_NAME", "DESC")]),
            "613425",
        ),
        (
            json!([by("LAST_NAME", "DESC"), by("FIRST_NAME", "DESC")]),
            "436125",
        ),
        (json!([by("EMAIL", "ASC")]), "241635"),
        (json!([by("EMAIL", "DESC")]), "614253"),
        (
            json!([by("COMPANY_NAME", "ASC"), by("EMAIL", "ASC")]),
            "431265",
        ),
        (
            json!([
                by("COMPANY_NAME", "DESC"),
                by("EMAIL", "DESC"),
                by("ID", "ASC")
            ]),
            "143625",
        ),
        (json!([by("CREATED_AT", "DESC")]), "654321"),
        (json!([by("UPDATED_AT", "ASC")]), "134562"),
        (json!([by("UPDATED_AT", "DESC")]), "265431"),
    ]
}

fn ids(page: &Value) -> String {
    let nodes = page["nodes"].as_array().expect("a page").iter();
    nodes
        .filter_map(|row| row["id"].as_str()?.strip_prefix("cus_"))
        .collect()
}

on_both! {
    async fn every_field_in_both_directions_with_nulls_last(shop: &Shop) {
        let staff = stock(shop).await;
        for (order, expected) in cases() {
            let answer = staff.gql(PAGE, json!({ "order": order })).await.ok();
            assert_eq!(ids(answer.data("customers")), expected, "{order}");
        }
    }
}

on_both! {
    async fn pages_cover_every_row_once_in_every_order(shop: &Shop) {
        let staff = stock(shop).await;
        for (order, expected) in cases() {
            for size in [1, 2, 4, 6] {
                assert_eq!(forward(&staff, &order, size).await, expected, "{order} by {size}");
                assert_eq!(backward(&staff, &order, size).await, expected, "{order} by {size}, backward");
            }
        }
    }
}

async fn forward(staff: &Caller, order: &Value, size: usize) -> String {
    let (mut met, mut after) = (String::new(), Value::Null);
    loop {
        let variables = json!({"order": order, "first": size, "after": after});
        let answer = staff.gql(PAGE, variables).await.ok();
        let page = answer.data("customers");
        assert_eq!(page["pageInfo"]["hasPreviousPage"], !met.is_empty());
        met += &ids(page);
        assert_page(page, size);
        after = page["pageInfo"]["endCursor"].clone();
        assert_eq!(page["pageInfo"]["hasNextPage"], met.len() < 6, "{order}");
        if met.len() >= 6 {
            return met;
        }
    }
}

async fn backward(staff: &Caller, order: &Value, size: usize) -> String {
    let (mut met, mut before) = (String::new(), Value::Null);
    loop {
        let variables = json!({"order": order, "last": size, "before": before});
        let answer = staff.gql(PAGE, variables).await.ok();
        let page = answer.data("customers");
        assert_eq!(page["pageInfo"]["hasNextPage"], !met.is_empty());
        met.insert_str(0, &ids(page));
        assert_page(page, size);
        before = page["pageInfo"]["startCursor"].clone();
        assert_eq!(page["pageInfo"]["hasPreviousPage"], met.len() < 6);
        if met.len() >= 6 {
            return met;
        }
    }
}

/// Asserts that nodes, edges and the ends of a page agree, and that the count is of the whole list.
fn assert_page(page: &Value, size: usize) {
    let (nodes, edges) = (&page["nodes"], page["edges"].as_array().expect("edges"));
    assert!((1..=size).contains(&edges.len()), "a page of {size}");
    let of_edges: Vec<_> = edges.iter().map(|edge| edge["node"].clone()).collect();
    assert_eq!(nodes, &json!(of_edges));
    assert_eq!(page["pageInfo"]["startCursor"], edges[0]["cursor"]);
    assert_eq!(
        page["pageInfo"]["endCursor"],
        edges[edges.len() - 1]["cursor"]
    );
    assert_eq!(page["totalCount"], 6);
}
