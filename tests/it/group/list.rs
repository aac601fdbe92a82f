//! Lists of groups.

use std::time::Duration;

use serde_json::{Value, json};

use super::{create, delete, update};
use crate::harness::{Answer, Caller, Shop, on_both};

async fn list(caller: &Caller, arguments: Value) -> Answer {
    let query = "query ($first: Int, $after: String, $last: Int, $before: String, $offset: Int, $deleted: Boolean,
            $filter: CustomerGroupFilter, $search: String, $orderBy: [CustomerGroupOrder!]) {
        customerGroups(first: $first, after: $after, last: $last, before: $before, offset: $offset, filter: $filter,
                search: $search, orderBy: $orderBy, includeDeleted: $deleted) {
            totalCount nodes { id } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";
    caller.gql(query, arguments).await
}

/// The ids on a page without their prefix, put together.
#[track_caller]
fn ids(answer: &Answer) -> String {
    assert!(answer.json["errors"].is_null(), "{}", answer.text);
    let nodes = answer
        .data("customerGroups.nodes")
        .as_array()
        .expect("a list");
    nodes
        .iter()
        .map(|node| {
            node["id"]
                .as_str()
                .expect("an id")
                .trim_start_matches("cgroup_")
        })
        .collect()
}

/// Groups a to e, of which e is deleted.
async fn stocked(shop: &Shop) -> Caller {
    let staff = shop.staff(&["groups:write"]).await;
    let rows = [
        ("a", "Wholesale Italy", json!({"tier": 1})),
        ("b", "retail", json!(null)),
        ("c", "100%_off", json!({"tier": "1"})),
        ("d", "Ärzte", json!(null)),
        ("e", "Old wholesale", json!(null)),
    ];
    for (id, name, metadata) in rows {
        shop.clock.advance(Duration::from_secs(1));
        create(
            &staff,
            json!({"id": format!("cgroup_{id}"), "name": name, "metadata": metadata}),
        )
        .await
        .ok();
    }
    delete(&staff, &["cgroup_e"]).await.ok();
    staff
}

on_both! {
    async fn filters(shop: &Shop) {
        let staff = stocked(shop).await;
        let key = staff.gql("{ customerGroup(id: \"cgroup_a\") { createdBy } }", json!({})).await.ok();
        let key = key.str("customerGroup.createdBy");
        let cases = [
            (json!({"name": {"eq": "RETAIL"}}), "b"), (json!({"name": {"contains": "%_"}}), "c"),
            (json!({"name": {"startsWith": "ä"}}), "d"), (json!({"name": {"endsWith": "ITALY"}}), "a"),
            (json!({"name": {"in": ["retail", "ÄRZTE"]}}), "bd"), (json!({"name": {"ne": "retail"}}), "acd"),
            (json!({"id": {"in": ["cgroup_a", "cgroup_e"]}}), "a"), (json!({"id": {"notIn": ["cgroup_a"]}}), "bcd"),
            (json!({"createdBy": {"eq": key}}), "abcd"), (json!({"createdBy": {"isNull": true}}), ""),
            (json!({"metadata": [{"key": "tier", "eq": 1}]}), "a"), (json!({"metadata": [{"key": "tier", "exists": false}]}), "bd"),
            (json!({"not": {"or": [{"name": {"eq": "retail"}}, {"id": {"eq": "cgroup_a"}}]}}), "cd"),
            (json!({"deletedAt": {"isNull": false}}), ""), (json!({"createdAt": {"lt": "2000-01-01T00:00:00Z"}}), ""),
        ];
        for (filter, expected) in cases {
            let answer = list(&staff, json!({ "filter": filter })).await;
            assert_eq!(ids(&answer), expected, "{filter}");
            assert_eq!(answer.data("customerGroups.totalCount"), &json!(expected.len()), "{filter}");
        }
        let deleted = json!({"deleted": true, "filter": {"deletedAt": {"isNull": false}}});
        assert_eq!(ids(&list(&staff, deleted).await), "e");
    }
}

on_both! {
    async fn search_goes_over_the_name(shop: &Shop) {
        let staff = stocked(shop).await;
        for (text, expected) in [("wholesale", "a"), ("italy WHOLE", "a"), ("arzte", "d"), ("%", "c"), ("_", "c"), ("retail italy", ""), ("", "abcd")] {
            assert_eq!(ids(&list(&staff, json!({ "search": text })).await), expected, "{text}");
        }
        assert_eq!(ids(&list(&staff, json!({"search": "wholesale", "deleted": true})).await), "ae");
    }
}

on_both! {
    async fn orders_and_pages(shop: &Shop) {
        let staff = stocked(shop).await;
        shop.clock.advance(Duration::from_secs(1));
        update(&staff, json!({"id": "cgroup_a", "metadata": {"tier": 2}})).await.ok();
        let by = |field: &str, direction: &str| json!({"orderBy": [{"field": field, "direction": direction}]});
        let cases = [
            (json!({}), "abcd"), (by("ID", "DESC"), "dcba"), (by("NAME", "ASC"), "cbad"), (by("NAME", "DESC"), "dabc"),
            (by("CREATED_AT", "DESC"), "dcba"), (by("UPDATED_AT", "ASC"), "bcda"),
        ];
        for (order, whole) in cases {
            assert_eq!(ids(&list(&staff, order.clone()).await), whole, "{order}");
            let with = |more: Value| {
                let mut arguments = order.clone();
                arguments.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
                arguments
            };
            let first = list(&staff, with(json!({"first": 3}))).await;
            assert_eq!(ids(&first), whole[..3], "{order}");
            let info = first.data("customerGroups.pageInfo");
            assert_eq!((&info["hasNextPage"], &info["hasPreviousPage"]), (&json!(true), &json!(false)));
            let rest = list(&staff, with(json!({"first": 3, "after": info["endCursor"]}))).await;
            assert_eq!(ids(&rest), whole[3..], "{order}");
            let info = rest.data("customerGroups.pageInfo");
            assert_eq!((&info["hasNextPage"], &info["hasPreviousPage"]), (&json!(false), &json!(true)));
            let back = list(&staff, with(json!({"last": 2, "before": info["startCursor"]}))).await;
            assert_eq!(ids(&back), whole[1..3], "{order}");
            assert_eq!(ids(&list(&staff, with(json!({"first": 2, "offset": 1}))).await), whole[1..3], "{order}");
        }
    }
}

on_both! {
    async fn only_staff_with_the_scope_lists_them(shop: &Shop) {
        stocked(shop).await;
        assert_eq!(ids(&list(&shop.staff(&["groups:read"]).await, json!({})).await), "abcd");
        assert_eq!(list(&shop.staff(&["customers:write"]).await, json!({})).await.error_code(), "FORBIDDEN");
        assert_eq!(list(&*shop.customer().await, json!({})).await.error_code(), "FORBIDDEN");
        assert_eq!(list(&shop.anonymous(), json!({})).await.error_code(), "UNAUTHENTICATED");
        let staff = shop.staff(&["groups:read"]).await;
        for bad in [json!({"first": 101}), json!({"last": -1}), json!({"first": 1, "last": 1}), json!({"offset": 1, "before": "x"})] {
            assert_eq!(list(&staff, bad.clone()).await.error_code(), "BAD_USER_INPUT", "{bad}");
        }
    }
}
