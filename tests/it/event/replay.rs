//! The replay of all events, page by page.

use serde_json::{Value, json};

use super::{admin, call, customers, events, ids, ids_of, settled, sides, stored};
use crate::harness::on_both;

on_both! {
    async fn everything_comes_once_and_oldest_first(shop: &Shop) {
        let staff = admin(shop).await;
        customers(&staff, &["cus_a", "cus_b", "cus_c"]).await;
        call(&staff, "updateCustomer", json!({"id": "cus_b", "firstName": "Bea"})).await;
        call(&staff, "deleteCustomers", json!({"ids": ["cus_c", "cus_a"]})).await;
        settled(shop).await;
        let expected = ids_of(&stored(shop).await);
        assert_eq!(expected.len(), 6);

        let whole = events(&staff, json!({})).await.ok();
        assert_eq!(ids(&whole, "events"), expected);
        assert_eq!(sides(&whole, "events"), (false, false));
        for size in [1, 2, 4, 6] {
            let (mut met, mut after) = (Vec::new(), Value::Null);
            loop {
                let page = events(&staff, json!({"first": size, "after": after})).await.ok();
                assert_eq!(sides(&page, "events").0, !met.is_empty(), "what was met lies ahead");
                met.extend(ids(&page, "events"));
                after = page.data("events.pageInfo.endCursor").clone();
                assert_eq!(&after, &page.data("events.edges").as_array().expect("a list").last().expect("a row")["cursor"]);
                if !sides(&page, "events").1 {
                    break;
                }
            }
            assert_eq!(met, expected, "{size} at a time");
        }
    }
}

on_both! {
    async fn an_event_tells_what_happened(shop: &Shop) {
        let staff = admin(shop).await;
        let owner = shop.customer().await;
        call(&owner, "updateCustomer", json!({"lastName": "Lind"})).await;
        call(&staff, "createCustomerGroup", json!({"id": "cgroup_1", "name": "vip"})).await;
        let pair = json!({"pairs": [{"customerId": owner.id, "customerGroupId": "cgroup_1"}]});
        call(&staff, "addCustomersToGroup", pair).await;
        settled(shop).await;
        let answer = events(&staff, json!({})).await.ok();
        let rows = answer.data("events.edges").as_array().expect("a list");
        let told: Vec<_> = rows.iter().map(|edge| {
            let node = &edge["node"];
            (node["type"].as_str().expect("a type"), &node["customerId"], &node["customerGroupId"])
        }).collect();
        let (id, group, none) = (json!(owner.id), json!("cgroup_1"), Value::Null);
        assert_eq!(told, [
            ("customer.created", &id, &none),
            ("customer.registered", &id, &none),
            ("customer.updated", &id, &none),
            ("customer_group.created", &none, &group),
            ("customer_group.customer_added", &id, &group),
        ]);
        let actor = |n: usize| rows[n]["node"]["actor"].as_str().expect("an actor");
        assert_eq!(actor(2), owner.id);
        assert!(actor(3).starts_with("key_") && actor(4).starts_with("key_"));
        assert_eq!(rows[2]["node"]["data"], json!({"changed": ["lastName"]}));
        let membership = rows[4]["node"]["data"]["membershipId"].as_str().expect("an id");
        assert!(membership.starts_with("cgc_"));
        assert!(rows[0]["node"]["occurredAt"].as_str().expect("a time").ends_with('Z'));
    }
}

on_both! {
    async fn sizes_have_a_default_and_bounds(shop: &Shop) {
        let staff = admin(shop).await;
        let new: Vec<_> = (0..101).map(|n| format!("cus_{n:03}")).collect();
        customers(&staff, &new.iter().map(String::as_str).collect::<Vec<_>>()).await;
        settled(shop).await;
        for (args, size, sides_of) in [
            (json!({}), 20, (false, true)), (json!({"first": 100}), 100, (false, true)), (json!({"first": 0}), 0, (false, true)),
        ] {
            let answer = events(&staff, args).await.ok();
            assert_eq!((ids(&answer, "events").len(), sides(&answer, "events")), (size, sides_of));
        }
        for first in [-1, 101, i32::MAX, i32::MIN] {
            assert_eq!(events(&staff, json!({"first": first})).await.error_code(), "BAD_USER_INPUT", "{first}");
        }
    }
}

on_both! {
    async fn a_cursor_is_one_of_this_list(shop: &Shop) {
        let staff = admin(shop).await;
        customers(&staff, &["cus_a", "cus_b"]).await;
        settled(shop).await;
        let query = "{ customers(first: 1) { pageInfo { endCursor } }
            customer(id: \"cus_a\") { history { pageInfo { endCursor } } } events { pageInfo { endCursor } } }";
        let answer = staff.gql(query, json!({})).await.ok();
        let customer = answer.data("customers.pageInfo.endCursor");
        let history = answer.data("customer.history.pageInfo.endCursor");
        let end = answer.data("events.pageInfo.endCursor");
        for after in [customer, history, &json!(""), &json!("nonsense"), &json!("\u{0}"), &json!("evt_1")] {
            assert_eq!(events(&staff, json!({ "after": after })).await.error_code(), "BAD_USER_INPUT", "{after}");
        }
        let at_the_end = events(&staff, json!({ "after": end })).await.ok();
        assert_eq!((ids(&at_the_end, "events").len(), sides(&at_the_end, "events")), (0, (true, false)));
        assert_eq!(at_the_end.data("events.pageInfo.endCursor"), &Value::Null);
        customers(&staff, &["cus_c"]).await;
        settled(shop).await;
        let more = events(&staff, json!({ "after": end })).await.ok();
        assert_eq!(ids(&more, "events"), ids_of(&stored(shop).await)[2..], "what came since");
    }
}

on_both! {
    async fn the_list_is_staffs(shop: &Shop) {
        let customer = shop.customer().await;
        settled(shop).await;
        assert_eq!(events(&shop.anonymous(), json!({})).await.error_code(), "UNAUTHENTICATED");
        let mine = json!({"filter": {"customerId": customer.id}});
        assert_eq!(events(&customer, mine).await.error_code(), "FORBIDDEN");
        let others = shop.staff(&["customers:write", "groups:write", "webhooks"]).await;
        assert_eq!(events(&others, json!({})).await.error_code(), "FORBIDDEN");
        for scope in ["events:read", "admin"] {
            let answer = events(&shop.staff(&[scope]).await, json!({})).await.ok();
            assert_eq!(ids(&answer, "events").len(), 2, "{scope}");
        }
    }
}
