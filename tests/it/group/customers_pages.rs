//! Pages of members against lists that are sorted and cut in memory.

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::create_all;
use super::customers::{customers, ids, members};
use crate::harness::{Answer, Caller, Shop, on_both};

/// A customer: the number of its id, its e-mail and company, and the groups it is in, as bits.
type Row = (usize, Option<&'static str>, Option<&'static str>, u8);

/// With ties and nulls in both texts, and ids that are not in the order of creation.
const ROWS: [Row; 12] = [
    (7, Some("b@x.com"), Some("B"), 0b11),
    (3, None, Some("a"), 0b01),
    (9, Some("b@x.com"), None, 0b11),
    (1, None, None, 0b01),
    (4, Some("a@x.com"), Some("b"), 0b10),
    (8, Some("b@x.com"), Some("B"), 0b01),
    (2, Some("c@x.com"), Some("A"), 0b11),
    (6, None, Some("b"), 0b01),
    (5, Some("a@x.com"), None, 0b01),
    (0, None, Some("c"), 0b00),
    (11, Some("b@x.com"), Some("b"), 0b01),
    (10, None, None, 0b11),
];

const GROUPS: [&str; 3] = ["cgroup_0", "cgroup_1", "cgroup_2"];

async fn stock(shop: &Shop) -> Caller {
    let staff = shop.staff(&["customers:write", "groups:write"]).await;
    let groups = GROUPS.map(|id| json!({"id": id, "name": id}));
    create_all(&staff, json!(groups)).await.ok();
    let row = |(number, email, company, bits): Row| {
        let groups: Vec<_> = (0..3)
            .filter(|n| bits & (1 << n) != 0)
            .map(|n| GROUPS[n])
            .collect();
        json!({"id": format!("cus_{number:02}"), "email": email, "companyName": company, "groupIds": groups})
    };
    customers(&staff, json!(ROWS.map(row))).await;
    staff
}

/// The ids of a group in an order.
fn expected(group: usize, order: &[(&str, bool)]) -> Vec<String> {
    let mut rows: Vec<_> = ROWS
        .into_iter()
        .filter(|(.., bits)| bits & (1 << group) != 0)
        .collect();
    let id_falls = order.last().is_some_and(|(_, falls)| *falls);
    rows.sort_by(|a, b| {
        let steps = order
            .iter()
            .map(|(field, falls)| match *field {
                "EMAIL" => nulls_last(a.1.map(str::to_owned), b.1.map(str::to_owned), *falls),
                "COMPANY_NAME" => nulls_last(
                    a.2.map(str::to_lowercase),
                    b.2.map(str::to_lowercase),
                    *falls,
                ),
                _ => directed(a.0.cmp(&b.0), *falls),
            })
            .chain([directed(a.0.cmp(&b.0), id_falls)]);
        steps.fold(Ordering::Equal, Ordering::then)
    });
    rows.into_iter()
        .map(|row| format!("cus_{:02}", row.0))
        .collect()
}

fn nulls_last(a: Option<String>, b: Option<String>, falls: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => directed(a.cmp(&b), falls),
        (a, b) => a.is_none().cmp(&b.is_none()),
    }
}

fn directed(ordering: Ordering, falls: bool) -> Ordering {
    if falls { ordering.reverse() } else { ordering }
}

fn info(answer: &Answer) -> &Value {
    answer.data("customerGroup.customers.pageInfo")
}

/// Walks through a list from one end and asserts that each page is the next part of it.
async fn walk(staff: &Caller, group: usize, order: &Value, whole: &[String], backward: bool) {
    for size in [1, 2, 3, 20] {
        let (mut rest, mut cursor) = (whole, Value::Null);
        loop {
            let (count, bound) = if backward {
                ("last", "before")
            } else {
                ("first", "after")
            };
            let mut arguments = json!({"orderBy": order});
            arguments[count] = json!(size);
            arguments[bound] = cursor;
            let answer = members(staff, GROUPS[group], arguments.clone()).await;
            let (page, further) = if backward {
                let at = rest.len().saturating_sub(size);
                (&rest[at..], &rest[..at])
            } else {
                let at = size.min(rest.len());
                (&rest[..at], &rest[at..])
            };
            assert_eq!(ids(&answer), page, "{group} {arguments}");
            let behind = if backward {
                rest.len() < whole.len()
            } else {
                !further.is_empty()
            };
            let ahead = if backward {
                !further.is_empty()
            } else {
                rest.len() < whole.len()
            };
            let sides = (
                &info(&answer)["hasPreviousPage"],
                &info(&answer)["hasNextPage"],
            );
            assert_eq!(
                sides,
                (&json!(ahead), &json!(behind)),
                "{group} {arguments}"
            );
            assert_eq!(
                answer.data("customerGroup.customers.totalCount"),
                whole.len()
            );
            cursor = info(&answer)[if backward { "startCursor" } else { "endCursor" }].clone();
            rest = further;
            if rest.is_empty() {
                break;
            }
        }
    }
}

on_both! {
    async fn walking_meets_every_member_once_in_any_order(shop: &Shop) {
        let staff = stock(shop).await;
        for order in [
            vec![], vec![("ID", true)], vec![("EMAIL", false)], vec![("EMAIL", true)], vec![("COMPANY_NAME", true), ("ID", false)],
            vec![("EMAIL", false), ("COMPANY_NAME", true)], vec![("COMPANY_NAME", false), ("EMAIL", false), ("ID", true)],
        ] {
            let by: Vec<_> = order.iter()
                .map(|(field, falls)| json!({"field": field, "direction": if *falls { "DESC" } else { "ASC" }}))
                .collect();
            for group in 0..3 {
                let whole = expected(group, &order);
                walk(&staff, group, &json!(by), &whole, false).await;
                walk(&staff, group, &json!(by), &whole, true).await;
            }
        }
    }
}

on_both! {
    async fn a_cursor_of_one_group_is_a_place_in_all(shop: &Shop) {
        let staff = stock(shop).await;
        let order = json!([{"field": "EMAIL"}]);
        let answer = members(&staff, "cgroup_1", json!({"first": 2, "orderBy": order})).await;
        assert_eq!(ids(&answer), ["cus_04", "cus_07"]);
        let at = info(&answer)["endCursor"].clone();
        let query = "query ($after: String!, $order: [CustomerOrder!]) { customerGroups { nodes {
            customers(first: 2, after: $after, orderBy: $order) { nodes { id } totalCount pageInfo { hasNextPage hasPreviousPage } } } } }";
        let answer = staff.gql(query, json!({"after": at, "order": order})).await.ok();
        let page = |ids: &[&str], total: usize, next: bool, previous: bool| {
            let nodes: Vec<_> = ids.iter().map(|id| json!({ "id": id })).collect();
            json!({"customers": {"nodes": nodes, "totalCount": total, "pageInfo": {"hasNextPage": next, "hasPreviousPage": previous}}})
        };
        assert_eq!(answer.data("customerGroups.nodes"), &json!([
            page(&["cus_08", "cus_09"], 10, true, true), page(&["cus_09", "cus_02"], 5, true, true), page(&[], 0, false, false),
        ]));
    }
}
