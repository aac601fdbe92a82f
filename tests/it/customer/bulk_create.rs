//! `createCustomers`: what is kept, and in which order it is told.

use serde_json::{Value, json};

use super::{assert_needs_customers_write, call, group, read};
use crate::harness::on_both;
use crate::outbox::{recorded, told};

fn three(groups: &[&str]) -> Value {
    json!({"customers": [
        {"id": "cus_b", "email": " Jane@X.com", "hasAccount": true, "externalId": "e1", "metadata": {"n": 1},
            "addresses": [{"id": "addr_1", "city": "Rome", "countryCode": "IT", "isDefaultShipping": true},
                {"id": "addr_2", "city": "Oslo", "isDefaultShipping": true}],
            "groupIds": [groups[0], groups[1], groups[0]]},
        {"firstName": "Zoë"},
        {"id": "cus_a", "email": "jane@x.com", "privateMetadata": {"risk": 1}, "addresses": [{"id": "addr_3"}],
            "groupIds": [groups[1]]},
    ]})
}

on_both! {
    async fn all_are_kept_in_the_order_of_the_input(shop: &Shop) {
        let staff = shop.staff(&["customers:write", "groups:write"]).await;
        let (vip, b2b) = (group(&staff, "VIP").await, group(&staff, "B2B").await);
        let answer = call(&staff, "createCustomers", three(&[&vip, &b2b])).await.ok();
        let made = answer.data("createCustomers.customers").as_array().expect("a list");
        assert_eq!(made.len(), 3);
        for (index, field, value) in [
            (0, "id", json!("cus_b")), (0, "email", json!("jane@x.com")), (0, "hasAccount", json!(true)),
            (0, "metadata", json!({"n": 1})), (0, "version", json!(1)),
            (0, "groups", json!([{"id": b2b, "name": "B2B"}, {"id": vip, "name": "VIP"}])),
            (1, "firstName", json!("Zoë")), (1, "email", Value::Null), (1, "addresses", json!([])), (1, "groups", json!([])),
            (2, "id", json!("cus_a")), (2, "email", json!("jane@x.com")), (2, "hasAccount", json!(false)),
            (2, "groups", json!([{"id": b2b, "name": "B2B"}])),
        ] {
            assert_eq!(made[index][field], value, "{index} {field}");
        }
        let defaults: Vec<_> = made[0]["addresses"].as_array().expect("a list").iter()
            .map(|address| (&address["id"], &address["isDefaultShipping"], &address["countryCode"]))
            .collect();
        assert_eq!(defaults, [
            (&json!("addr_1"), &json!(false), &json!("it")), (&json!("addr_2"), &json!(true), &Value::Null),
        ]);
        let row = read(&staff, "cus_a").await;
        assert_eq!(row["privateMetadata"], json!({"risk": 1}));
        assert!(row["createdBy"].as_str().is_some_and(|by| by.starts_with("key_")), "{row}");
        assert_eq!(read(&staff, "cus_b").await["externalId"], "e1");
    }
}

on_both! {
    async fn events_come_customer_by_customer(shop: &Shop) {
        let staff = shop.staff(&["customers:write", "groups:write"]).await;
        let (vip, b2b) = (group(&staff, "VIP").await, group(&staff, "B2B").await);
        let (answer, events) = recorded(shop, call(&staff, "createCustomers", three(&[&vip, &b2b]))).await;
        let second = answer.ok().str("createCustomers.customers.1.id").to_owned();
        let seen: Vec<_> = events.iter().map(|event| (
            event.kind.as_str(),
            event.customer_id.as_ref().map(ToString::to_string).expect("whose it is"),
            event.customer_group_id.as_ref().map(ToString::to_string),
            event.data["addressId"].as_str(),
        )).collect();
        let of = |id: &str| id.to_owned();
        assert_eq!(seen, [
            ("customer.created", of("cus_b"), None, None),
            ("customer.address_created", of("cus_b"), None, Some("addr_1")),
            ("customer.address_created", of("cus_b"), None, Some("addr_2")),
            ("customer_group.customer_added", of("cus_b"), Some(vip.clone()), None),
            ("customer_group.customer_added", of("cus_b"), Some(b2b.clone()), None),
            ("customer.created", second, None, None),
            ("customer.created", of("cus_a"), None, None),
            ("customer.address_created", of("cus_a"), None, Some("addr_3")),
            ("customer_group.customer_added", of("cus_a"), Some(b2b.clone()), None),
        ]);
        assert!(events.iter().all(|event| event.actor.as_deref().is_some_and(|by| by.starts_with("key_"))));
    }
}

on_both! {
    async fn one_is_as_many(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let (answer, events) = recorded(shop, call(&staff, "createCustomers", json!({"customers": [{}]}))).await;
        assert!(answer.ok().str("createCustomers.customers.0.id").starts_with("cus_"));
        assert_eq!(told(&events), [("customer.created", json!({}))]);
        // A single value stands for a list of one (GraphQL, "Input Coercion" of lists).
        let answer = call(&staff, "createCustomers", json!({"customers": {"firstName": "A"}})).await.ok();
        assert_eq!(answer.str("createCustomers.customers.0.firstName"), "A");
    }
}

on_both! {
    async fn it_is_for_staff_that_writes(shop: &Shop) {
        assert_needs_customers_write(shop, "createCustomers", &json!({"customers": [{"firstName": "A"}]})).await;
    }
}
