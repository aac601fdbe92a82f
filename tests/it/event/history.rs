//! What happened to one customer.

use serde_json::{Value, json};

use super::{HISTORY, admin, call, customers, ids, ids_of, sides, stored};
use crate::harness::{Answer, Caller, Shop, on_both};

const PATH: &str = "customer.history";

async fn history(caller: &Caller, id: &str, first: Option<i32>, after: Value) -> Answer {
    let args = json!({"id": id, "first": first, "after": after});
    caller.gql(HISTORY, args).await
}

/// A customer with seven events among those of others, and their ids, the newest first.
async fn stock(shop: &Shop) -> (Caller, Vec<String>) {
    let staff = admin(shop).await;
    customers(&staff, &["cus_a", "cus_b"]).await;
    for name in ["A", "B", "C", "D", "E", "F"] {
        for id in ["cus_b", "cus_a"] {
            call(
                &staff,
                "updateCustomer",
                json!({"id": id, "firstName": name}),
            )
            .await;
        }
    }
    let mut own = stored(shop).await;
    own.retain(|event| {
        event
            .customer_id
            .as_ref()
            .is_some_and(|id| id.to_string() == "cus_a")
    });
    let mut own = ids_of(&own);
    own.reverse();
    assert_eq!(own.len(), 7);
    (staff, own)
}

on_both! {
    async fn it_comes_newest_first_and_at_once(shop: &Shop) {
        let (staff, own) = stock(shop).await;
        let whole = history(&staff, "cus_a", None, Value::Null).await.ok();
        assert_eq!((ids(&whole, PATH), sides(&whole, PATH)), (own.clone(), (false, false)));
        for size in [1, 2, 3, 7] {
            let (mut met, mut after) = (Vec::new(), Value::Null);
            loop {
                let page = history(&staff, "cus_a", Some(size), after).await.ok();
                assert_eq!(sides(&page, PATH).0, !met.is_empty());
                met.extend(ids(&page, PATH));
                after = page.data("customer.history.pageInfo.endCursor").clone();
                if !sides(&page, PATH).1 {
                    break;
                }
            }
            assert_eq!(met, own, "{size} at a time");
        }
        let update = "mutation { updateCustomer(input: {id: \"cus_a\", lastName: \"L\"}) {
            customer { history(first: 1) { nodes { type data } } } userErrors { code field message } } }";
        let answer = staff.gql(update, json!({})).await.ok();
        let newest = answer.data("updateCustomer.customer.history.nodes");
        assert_eq!(newest, &json!([{"type": "customer.updated", "data": {"changed": ["lastName"]}}]));
    }
}

on_both! {
    async fn pages_stand_still_while_more_happens(shop: &Shop) {
        let (staff, own) = stock(shop).await;
        let page = history(&staff, "cus_a", Some(3), Value::Null).await.ok();
        let after = page.data("customer.history.pageInfo.endCursor").clone();
        call(&staff, "deleteCustomers", json!({"ids": ["cus_a"]})).await;
        let page = history(&staff, "cus_a", Some(3), after.clone()).await.ok();
        assert_eq!((ids(&page, PATH), sides(&page, PATH)), (own[3..6].to_vec(), (true, true)));
        let page = history(&staff, "cus_a", Some(0), after).await.ok();
        assert_eq!((ids(&page, PATH).len(), sides(&page, PATH)), (0, (true, true)));
        let page = history(&staff, "cus_a", Some(1), Value::Null).await.ok();
        assert_eq!(page.str("customer.history.nodes.0.type"), "customer.deleted");
    }
}

on_both! {
    async fn arguments_are_checked(shop: &Shop) {
        let (staff, _) = stock(shop).await;
        for first in [-1, 101] {
            let answer = history(&staff, "cus_a", Some(first), Value::Null).await;
            assert_eq!(answer.error_code(), "BAD_USER_INPUT", "{first}");
            assert_eq!(answer.data(PATH), &Value::Null);
        }
        let cursors = staff.gql("{ events { pageInfo { endCursor } } customers { pageInfo { endCursor } } }", json!({})).await.ok();
        for after in [cursors.data("events.pageInfo.endCursor"), cursors.data("customers.pageInfo.endCursor"), &json!(""), &json!("x")] {
            if !after.is_null() {
                assert_eq!(history(&staff, "cus_a", None, after.clone()).await.error_code(), "BAD_USER_INPUT", "{after}");
            }
        }
    }
}

on_both! {
    async fn it_is_for_staff_who_read_events(shop: &Shop) {
        let owner = shop.customer().await;
        let query = "{ me { id history { nodes { id } } } }";
        let answer = owner.gql(query, json!({})).await;
        assert_eq!(answer.error_code(), "FORBIDDEN");
        assert_eq!((answer.str("me.id"), answer.data("me.history")), (owner.id.as_str(), &Value::Null));

        let writer = shop.staff(&["customers:write", "groups:write"]).await;
        customers(&writer, &["cus_a", "cus_b"]).await;
        let list = "{ customers { nodes { id history(first: 1) { nodes { type } } } } }";
        let answer = writer.gql(list, json!({})).await;
        assert_eq!(answer.error_codes(), ["FORBIDDEN"], "one for the field, not for each row");
        let rows = answer.data("customers.nodes").as_array().expect("a list");
        assert_eq!(rows.len(), 3);
        assert!(rows.iter().all(|row| row["id"].is_string() && row["history"].is_null()));

        let reader = shop.staff(&["customers:read", "events:read"]).await;
        let answer = reader.gql(list, json!({})).await.ok();
        let newest: Vec<_> = answer.data("customers.nodes").as_array().expect("a list").iter().map(|row| &row["history"]["nodes"][0]["type"]).collect();
        assert_eq!(newest, ["customer.registered", "customer.created", "customer.created"]);
    }
}
