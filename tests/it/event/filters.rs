//! Which events a filter lets through.

use entity::event;
use serde_json::{Value, json};

use super::{admin, call, customers, events, ids, ids_of, settled, sides, stored};
use crate::harness::{Caller, Shop, on_both};

const ADDRESS: &str = "customer.address_created";

/// Two customers, of whom one joins a group, and what happens to them. The events are read one a page,
/// so that each filter also stands the way through its cursors.
async fn stock(shop: &Shop) -> (Caller, Vec<event::Model>) {
    let staff = admin(shop).await;
    customers(&staff, &["cus_a", "cus_b"]).await;
    for id in ["cus_a", "cus_b", "cus_a"] {
        call(&staff, "createCustomerAddress", json!({"customerId": id})).await;
    }
    for (id, name) in [("cgroup_1", "one"), ("cgroup_2", "two")] {
        call(
            &staff,
            "createCustomerGroup",
            json!({"id": id, "name": name}),
        )
        .await;
        let pair = json!({"pairs": [{"customerId": "cus_a", "customerGroupId": id}]});
        call(&staff, "addCustomersToGroup", pair).await;
    }
    call(&staff, "deleteCustomers", json!({"ids": ["cus_b"]})).await;
    settled(shop).await;
    let all = stored(shop).await;
    assert_eq!(all.len(), 10);
    (staff, all)
}

async fn found(staff: &Caller, filter: &Value) -> Vec<String> {
    let whole = events(staff, json!({"filter": filter, "first": 100}))
        .await
        .ok();
    let (mut met, mut after) = (Vec::new(), Value::Null);
    loop {
        let args = json!({"filter": filter, "first": 1, "after": after});
        let page = events(staff, args).await.ok();
        assert_eq!(sides(&page, "events").0, !met.is_empty(), "{filter}");
        met.extend(ids(&page, "events"));
        after = page.data("events.pageInfo.endCursor").clone();
        if !sides(&page, "events").1 {
            break;
        }
    }
    assert_eq!(met, ids(&whole, "events"), "{filter}");
    met
}

fn kept(all: &[event::Model], keep: impl Fn(&event::Model) -> bool) -> Vec<String> {
    let kept: Vec<_> = all.iter().filter(|event| keep(event)).cloned().collect();
    ids_of(&kept)
}

on_both! {
    async fn types_by_name_and_by_beginning(shop: &Shop) {
        let (staff, all) = stock(shop).await;
        for (types, is_kept) in [
            (json!([ADDRESS]), (|kind| kind == ADDRESS) as fn(&str) -> bool),
            (json!([ADDRESS, "customer.deleted", ADDRESS]), |kind| kind == ADDRESS || kind == "customer.deleted"),
            (json!(["customer.*"]), |kind| kind.starts_with("customer.")),
            (json!(["customer_group.*", "customer.created"]), |kind| kind.starts_with("customer_group.") || kind == "customer.created"),
            (json!(["*"]), |_| true),
            (json!(["customer.erased", "order.created", "Customer.Created", "customer.%", "\u{0}"]), |_| false),
            (json!([]), |_| false),
            (Value::Null, |_| true),
        ] {
            let filter = json!({ "types": types });
            assert_eq!(found(&staff, &filter).await, kept(&all, |event| is_kept(&event.kind)), "{types}");
        }
    }
}

on_both! {
    async fn customers_and_groups(shop: &Shop) {
        let (staff, all) = stock(shop).await;
        let of = |event: &event::Model, id: &str| event.customer_id.as_ref().is_some_and(|of| of.to_string() == id);
        let in_group = |event: &event::Model, id: &str| event.customer_group_id.as_ref().is_some_and(|of| of.to_string() == id);
        assert_eq!(found(&staff, &json!({"customerId": "cus_a"})).await, kept(&all, |event| of(event, "cus_a")));
        assert_eq!(found(&staff, &json!({"customerId": "cus_b"})).await.len(), 3, "deleted, and still told of");
        assert_eq!(found(&staff, &json!({"customerGroupId": "cgroup_1"})).await, kept(&all, |event| in_group(event, "cgroup_1")));
        let both = json!({"customerId": "cus_a", "customerGroupId": "cgroup_2"});
        assert_eq!(found(&staff, &both).await, kept(&all, |event| of(event, "cus_a") && in_group(event, "cgroup_2")));
        let kinds = json!(["customer.address_*", "customer_group.created"]);
        let narrow = json!({"customerId": "cus_a", "types": kinds});
        assert_eq!(found(&staff, &narrow).await, kept(&all, |event| of(event, "cus_a") && event.kind.starts_with("customer.address_")));
        let narrow = json!({"customerGroupId": "cgroup_1", "types": kinds});
        assert_eq!(found(&staff, &narrow).await.len(), 1);
        for nothing in [
            json!({"customerId": "cus_unknown"}), json!({"customerId": "cgroup_1"}), json!({"customerId": ""}),
            json!({"customerGroupId": "cus_a"}), json!({"customerGroupId": "\u{0}"}),
            json!({"customerId": "cus_b", "customerGroupId": "cgroup_1"}),
        ] {
            assert!(found(&staff, &nothing).await.is_empty(), "{nothing}");
        }
    }
}

on_both! {
    async fn when_it_happened(shop: &Shop) {
        let staff = admin(shop).await;
        customers(&staff, &["cus_a"]).await;
        shop.clock.advance(std::time::Duration::from_mins(2));
        customers(&staff, &["cus_b"]).await;
        settled(shop).await;
        let all = stored(shop).await;
        let answer = events(&staff, json!({})).await.ok();
        let (first, second) = (answer.data("events.edges.0.node.occurredAt"), answer.data("events.edges.1.node.occurredAt"));
        for (when, expected) in [
            (json!({"eq": first}), &all[..1]), (json!({"gt": first}), &all[1..]), (json!({"gte": first, "lt": second}), &all[..1]),
            (json!({"lte": second}), &all[..]), (json!({"isNull": true}), &[]), (json!({"isNull": false}), &all[..]), (json!({}), &all[..]),
        ] {
            assert_eq!(found(&staff, &json!({"occurredAt": when})).await, ids_of(expected), "{when}");
            let with_type = json!({"occurredAt": when, "types": ["customer.created", "customer.deleted"]});
            assert_eq!(found(&staff, &with_type).await, ids_of(expected), "{when}");
        }
    }
}
