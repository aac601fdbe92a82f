//! Paging through `customers`: sizes, cursors, offsets, and rows that come and go meanwhile.

use serde_json::{Value, json};

use super::{call, made};
use crate::harness::{Answer, Caller, Shop, on_both};

const PAGE: &str = "query ($first: Int, $after: String, $last: Int, $before: String, $offset: Int, $order: [CustomerOrder!], $filter: CustomerFilter) {
    customers(first: $first, after: $after, last: $last, before: $before, offset: $offset, orderBy: $order, filter: $filter) {
        nodes { id } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";

async fn stock(shop: &Shop, count: usize) -> Caller {
    let staff = shop.staff(&["customers:write"]).await;
    for number in 1..=count {
        made(
            &staff,
            json!({"id": format!("cus_{number:03}"), "firstName": format!("N{}", number % 3)}),
        )
        .await;
    }
    staff
}

async fn page(staff: &Caller, args: Value) -> Answer {
    staff.gql(PAGE, args).await
}

fn numbers(answer: &Answer) -> Vec<usize> {
    let nodes = answer
        .data("customers.nodes")
        .as_array()
        .expect("a list")
        .iter();
    nodes
        .filter_map(|row| row["id"].as_str()?.strip_prefix("cus_")?.parse().ok())
        .collect()
}

fn sides(answer: &Answer) -> (bool, bool) {
    let info = answer.data("customers.pageInfo");
    (info["hasPreviousPage"] == true, info["hasNextPage"] == true)
}

on_both! {
    async fn sizes_have_a_default_and_bounds(shop: &Shop) {
        let staff = stock(shop, 23).await;
        let answer = page(&staff, json!({})).await.ok();
        assert_eq!(numbers(&answer), (1..=20).collect::<Vec<_>>());
        assert_eq!(answer.data("customers.totalCount"), 23);
        assert_eq!(numbers(&page(&staff, json!({"first": 100})).await.ok()).len(), 23);
        assert_eq!(numbers(&page(&staff, json!({"last": 2})).await.ok()), [22, 23]);
        for args in [
            json!({"first": 101}), json!({"last": 101}), json!({"first": -1}), json!({"last": -1}), json!({"first": 1, "last": 1}),
            json!({"first": i32::MAX}), json!({"last": i32::MIN}), json!({"first": 0, "last": 0}),
        ] {
            let answer = page(&staff, args.clone()).await;
            assert_eq!(answer.error_code(), "BAD_USER_INPUT", "{args}");
        }
    }
}

on_both! {
    async fn a_page_of_none_is_empty_and_knows_its_place(shop: &Shop) {
        let staff = stock(shop, 3).await;
        for args in [json!({"first": 0}), json!({"last": 0})] {
            let answer = page(&staff, args).await.ok();
            assert_eq!(numbers(&answer), [0; 0]);
            assert_eq!(answer.data("customers.totalCount"), 3);
            let info = answer.data("customers.pageInfo");
            assert_eq!((&info["startCursor"], &info["endCursor"]), (&Value::Null, &Value::Null));
        }
        assert_eq!(sides(&page(&staff, json!({"first": 0})).await.ok()), (false, true));
        assert_eq!(sides(&page(&staff, json!({"last": 0})).await.ok()), (true, false));
        let none = json!({"filter": {"id": {"in": []}}});
        assert_eq!(sides(&page(&staff, none).await.ok()), (false, false));
    }
}

on_both! {
    async fn cursors_bound_a_page_from_both_sides(shop: &Shop) {
        let staff = stock(shop, 9).await;
        let cursor = |number: usize| {
            let staff = staff.clone();
            async move {
                let answer = page(&staff, json!({"filter": {"id": {"eq": format!("cus_{number:03}")}}})).await.ok();
                answer.data("customers.pageInfo.startCursor").clone()
            }
        };
        let (two, eight) = (cursor(2).await, cursor(8).await);
        for (args, expected, around) in [
            (json!({"first": 3, "after": two, "before": eight}), vec![3, 4, 5], (true, true)),
            (json!({"last": 3, "after": two, "before": eight}), vec![5, 6, 7], (true, true)),
            (json!({"first": 9, "after": two, "before": eight}), vec![3, 4, 5, 6, 7], (true, true)),
            (json!({"first": 9, "before": two}), vec![1], (false, true)),
            (json!({"last": 9, "after": eight}), vec![9], (true, false)),
            (json!({"first": 5, "after": eight, "before": two}), vec![], (true, true)),
        ] {
            let answer = page(&staff, args.clone()).await.ok();
            assert_eq!((numbers(&answer), sides(&answer)), (expected, around), "{args}");
        }
    }
}

on_both! {
    async fn a_cursor_belongs_to_its_order(shop: &Shop) {
        let staff = stock(shop, 3).await;
        let cursor = page(&staff, json!({"first": 1})).await.ok().data("customers.pageInfo.endCursor").clone();
        let by_name = json!([{"field": "FIRST_NAME"}]);
        for args in [
            json!({"after": cursor, "order": by_name}), json!({"before": cursor, "order": [{"field": "ID", "direction": "DESC"}]}),
            json!({"after": "nonsense"}), json!({"before": ""}), json!({"after": "\u{0}"}), json!({"last": 1, "before": "AAAA"}),
        ] {
            assert_eq!(page(&staff, args.clone()).await.error_code(), "BAD_USER_INPUT", "{args}");
        }
        let same = json!({"after": cursor, "order": [{"field": "ID", "direction": "ASC"}]});
        assert_eq!(numbers(&page(&staff, same).await.ok()), [2, 3], "the same order, spelt out");
    }
}

on_both! {
    async fn offsets_are_for_numbered_pages(shop: &Shop) {
        let staff = stock(shop, 5).await;
        let cursor = page(&staff, json!({"first": 1})).await.ok().data("customers.pageInfo.endCursor").clone();
        for (args, expected, around) in [
            (json!({"offset": 0, "first": 2}), vec![1, 2], (false, true)), (json!({"offset": 2, "first": 2}), vec![3, 4], (true, true)),
            (json!({"offset": 4, "first": 2}), vec![5], (true, false)), (json!({"offset": 5}), vec![], (true, false)),
            (json!({"offset": i32::MAX}), vec![], (true, false)),
            (json!({"offset": 1, "first": 2, "order": [{"field": "FIRST_NAME"}]}), vec![1, 4], (true, true)),
        ] {
            let answer = page(&staff, args.clone()).await.ok();
            assert_eq!((numbers(&answer), sides(&answer)), (expected, around), "{args}");
            assert_eq!(answer.data("customers.totalCount"), 5);
        }
        for args in [
            json!({"offset": -1}), json!({"offset": 1, "last": 1}), json!({"offset": 1, "after": cursor}),
            json!({"offset": 0, "before": cursor}), json!({"offset": 0, "last": 1}),
        ] {
            assert_eq!(page(&staff, args.clone()).await.error_code(), "BAD_USER_INPUT", "{args}");
        }
    }
}

on_both! {
    async fn pages_stand_still_while_rows_come_and_go(shop: &Shop) {
        let staff = stock(shop, 6).await;
        let order = json!([{"field": "FIRST_NAME"}]);
        let first = page(&staff, json!({"first": 3, "order": order})).await.ok();
        assert_eq!(numbers(&first), [3, 6, 1]);
        let at = first.data("customers.pageInfo.endCursor").clone();
        made(&staff, json!({"id": "cus_000", "firstName": "M"})).await;
        made(&staff, json!({"id": "cus_007", "firstName": "N1a"})).await;
        call(&staff, "deleteCustomers", json!({"ids": ["cus_001", "cus_006"]})).await.ok();
        let second = page(&staff, json!({"first": 9, "after": at, "order": order})).await.ok();
        assert_eq!(numbers(&second), [4, 7, 2, 5], "even when the row of the cursor is gone");
    }
}

on_both! {
    async fn the_list_is_staffs(shop: &Shop) {
        let customer = shop.customer().await;
        assert_eq!(page(&shop.anonymous(), json!({})).await.error_code(), "UNAUTHENTICATED");
        assert_eq!(page(&customer, json!({})).await.error_code(), "FORBIDDEN");
        assert_eq!(page(&shop.staff(&["groups:write", "events:read"]).await, json!({})).await.error_code(), "FORBIDDEN");
        for scope in ["customers:read", "customers:write", "admin"] {
            assert_eq!(page(&shop.staff(&[scope]).await, json!({})).await.ok().data("customers.totalCount"), 1);
        }
    }
}
