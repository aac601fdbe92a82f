//! Events as they are committed, and who gets them.

use serde_json::{Value, json};

use super::{create, event, newest, rename, socket, stream};
use crate::harness::{Events, on_both};
use crate::outbox;

on_both! {
    with ["--event-poll=50ms"]
    async fn customers_get_their_own(shop: &Shop) {
        let (one, other) = (shop.customer().await, shop.customer().await);
        let staff = shop.staff(&["admin"]).await;
        let mut sockets = [socket(shop, &one, Value::Null).await, socket(shop, &other, Value::Null).await];
        // The sockets have waited until what came before is settled.
        let mut own = stream(&one, json!({})).await;
        rename(&staff, &one.id, "Ada").await;
        rename(&other, &other.id, "Bea").await;
        rename(&one, &one.id, "Cora").await;
        let by_staff = json!({"type": "customer.updated", "actor": null, "customerId": one.id, "customerGroupId": null, "data": {"changed": ["firstName"]}});
        let by_one = json!({"type": "customer.updated", "actor": one.id, "customerId": one.id, "customerGroupId": null, "data": {"changed": ["firstName"]}});
        for expected in [by_staff, by_one] {
            for answer in [sockets[0].answer("1", "next").await, own.answer().await] {
                let mut event = event(&answer).clone();
                let id = event.as_object_mut().expect("an event").remove("id");
                assert!(id.is_some_and(|id| id.as_str().is_some_and(|id| id.starts_with("evt_"))));
                assert_eq!(event, expected);
            }
        }
        assert_eq!(event(&sockets[1].answer("1", "next").await)["customerId"], other.id);
        let [first, second] = sockets;
        first.bye().await;
        second.bye().await;
    }
}

on_both! {
    with ["--event-poll=50ms", "--stream-heartbeat=50ms"]
    async fn customers_get_nothing_of_others(shop: &Shop) {
        let (one, other) = (shop.customer().await, shop.customer().await);
        outbox::settled(&shop.app.db).await;
        let mut theirs = stream(&other, json!({})).await;
        let mut nothing = stream(&one, json!({"filter": {"customerId": other.id}})).await;
        rename(&other, &other.id, "Bea").await;
        event(&theirs.answer().await);
        nothing.only_alive(5).await;
    }
}

on_both! {
    with ["--event-poll=50ms"]
    async fn staff_gets_what_the_filter_lets_through(shop: &Shop) {
        let staff = shop.staff(&["events:read", "customers:write", "groups:write"]).await;
        create(&staff, "cus_a").await;
        create(&staff, "cus_b").await;
        let filters = [
            (json!(null), vec!["customer.updated cus_a", "customer_group.created ", "customer_group.customer_added cus_b", "customer.updated cus_b"]),
            (json!({"types": ["customer_group.*"]}), vec!["customer_group.created ", "customer_group.customer_added cus_b"]),
            (json!({"customerId": "cus_b"}), vec!["customer_group.customer_added cus_b", "customer.updated cus_b"]),
            (json!({"customerId": "cus_b", "types": ["customer.updated"]}), vec!["customer.updated cus_b"]),
            (json!({"customerGroupId": "cgroup_1"}), vec!["customer_group.created ", "customer_group.customer_added cus_b"]),
            (json!({"occurredAt": {"gt": "2020-01-01T00:00:00Z"}, "types": ["customer.*"]}), vec!["customer.updated cus_a", "customer.updated cus_b"]),
        ];
        outbox::settled(&shop.app.db).await;
        let after = newest(shop).await;
        let mut streams = Vec::new();
        for (filter, expected) in filters {
            let live = stream(&staff, json!({"filter": filter})).await;
            streams.push((live, filter, expected));
        }
        rename(&staff, "cus_a", "Ada").await;
        let group = "mutation { createCustomerGroup(input: {id: \"cgroup_1\", name: \"vip\"}) { userErrors { code } }
            addCustomersToGroup(input: {pairs: [{customerId: \"cus_b\", customerGroupId: \"cgroup_1\"}]}) { userErrors { code } } }";
        staff.gql(group, json!({})).await.ok();
        rename(&staff, "cus_b", "Bea").await;
        for (live, filter, expected) in streams {
            assert_eq!(told(live, expected.len()).await, expected, "{filter}");
            // Those who come later are given the same by the database.
            let replayed = stream(&staff, json!({"filter": filter, "after": after})).await;
            assert_eq!(told(replayed, expected.len()).await, expected, "{filter}");
        }
    }
}

/// The types of the first events, and whom they are about.
async fn told(mut stream: Events, count: usize) -> Vec<String> {
    let mut met = Vec::new();
    while met.len() < count {
        let answer = stream.answer().await;
        let (event, text) = (event(&answer), |value: &Value| {
            value.as_str().unwrap_or_default().to_owned()
        });
        met.push(format!(
            "{} {}",
            text(&event["type"]),
            text(&event["customerId"])
        ));
    }
    met
}

on_both! {
    with ["--stream-heartbeat=50ms"]
    async fn filters_of_nothing_give_nothing(shop: &Shop) {
        let staff = shop.staff(&["admin"]).await;
        for filter in [json!({"types": []}), json!({"types": ["unknown"]}), json!({"customerId": "nobody"}), json!({"customerGroupId": "cus_a"}),
            json!({"occurredAt": {"isNull": true}}), json!({"occurredAt": {"lt": "2020-01-01T00:00:00Z"}})] {
            // It is accepted, and lasts.
            let mut stream = stream(&staff, json!({ "filter": filter })).await;
            create(&staff, &format!("cus_{}", filter.to_string().len())).await;
            stream.only_alive(3).await;
        }
    }
}
