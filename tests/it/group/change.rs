//! Making and changing groups.

use std::time::Duration;

use serde_json::{Value, json};

use super::{create, made, refusals, update};
use crate::harness::on_both;
use crate::outbox::{recorded, told};

on_both! {
    async fn a_group_is_made(shop: &Shop) {
        let staff = shop.staff(&["groups:write"]).await;
        let (answer, events) = recorded(shop, create(&staff, json!({"name": " VIP ", "metadata": {"tier": 1}}))).await;
        let answer = answer.ok();
        let group = answer.data("createCustomerGroup.customerGroup");
        let id = answer.str("createCustomerGroup.customerGroup.id");
        let key = answer.str("createCustomerGroup.customerGroup.createdBy");
        assert!(id.starts_with("cgroup_") && key.starts_with("key_"), "{group}");
        assert_eq!(group, &json!({
            "id": id, "name": "VIP", "metadata": {"tier": 1}, "createdBy": key, "version": 1, "deletedAt": null,
        }));
        assert_eq!(told(&events), [("customer_group.created", json!({}))]);
        let event = &events[0];
        assert_eq!(event.customer_group_id.as_ref().map(ToString::to_string).as_deref(), Some(id));
        assert_eq!((event.actor.as_deref(), &event.customer_id), (Some(key), &None));
    }
}

on_both! {
    async fn names_are_unique_whatever_their_case(shop: &Shop) {
        let staff = shop.staff(&["groups:write"]).await;
        let (vip, other) = (made(&staff, "Éclair").await, made(&staff, "other").await);
        for name in ["Éclair", "éCLAIR", "  éclair\t", "E\u{301}clair"] {
            let (answer, events) = recorded(shop, create(&staff, json!({ "name": name }))).await;
            assert_eq!(refusals(&answer), ["NAME_TAKEN input.name"], "{name}");
            assert_eq!(answer.data("createCustomerGroup.customerGroup"), &Value::Null);
            let answer = update(&staff, json!({"id": other, "name": name})).await;
            assert_eq!(refusals(&answer), ["NAME_TAKEN input.name"], "{name}");
            assert_eq!(told(&events), []);
        }
        // A group may change the case of its own name.
        let answer = update(&staff, json!({"id": vip, "name": "ÉCLAIR"})).await.ok();
        assert_eq!(answer.str("updateCustomerGroup.customerGroup.name"), "ÉCLAIR");
        made(&staff, "Eclairs").await;
    }
}

on_both! {
    async fn names_are_texts_that_must_be_there(shop: &Shop) {
        let staff = shop.staff(&["groups:write"]).await;
        let id = made(&staff, "group").await;
        let long = "a".repeat(256);
        let bad = [("", "REQUIRED"), (" \t", "REQUIRED"), (&long, "TOO_LONG"), ("a\u{0}", "INVALID"), ("a\u{202e}", "INVALID")];
        for (name, code) in bad {
            assert_eq!(refusals(&create(&staff, json!({ "name": name })).await), [format!("{code} input.name")]);
            let answer = update(&staff, json!({"id": id, "name": name})).await;
            assert_eq!(refusals(&answer), [format!("{code} input.name")]);
        }
        assert_eq!(refusals(&update(&staff, json!({"id": id, "name": null})).await), ["REQUIRED input.name"]);
        let answer = create(&staff, json!({"id": "x", "name": "", "metadata": 1})).await;
        assert_eq!(refusals(&answer), ["INVALID input.id", "REQUIRED input.name", "INVALID input.metadata"]);
    }
}

on_both! {
    async fn given_ids_are_kept(shop: &Shop) {
        let staff = shop.staff(&["groups:write"]).await;
        for (id, name) in [("cgroup_1", "one"), ("cusgroup_01ABC", "two")] {
            let answer = create(&staff, json!({"id": id, "name": name})).await.ok();
            assert_eq!(answer.str("createCustomerGroup.customerGroup.id"), id);
            let again = create(&staff, json!({"id": id, "name": "other"})).await;
            assert_eq!(refusals(&again), ["ID_TAKEN input.id"]);
        }
        for id in ["cus_1", "cgc_1", "cgroup_", "cgroup_ä"] {
            assert_eq!(refusals(&create(&staff, json!({"id": id, "name": "x"})).await), ["INVALID input.id"], "{id}");
        }
        super::delete(&staff, &["cgroup_1"]).await.ok();
        let again = create(&staff, json!({"id": "cgroup_1", "name": "one"})).await;
        assert_eq!(refusals(&again), ["ID_TAKEN input.id"], "that of a deleted row stays taken");
    }
}

on_both! {
    async fn changes_add_versions(shop: &Shop) {
        let staff = shop.staff(&["groups:write"]).await;
        let id = made(&staff, "group").await;
        shop.clock.advance(Duration::from_secs(5));
        let change = update(&staff, json!({"id": id, "name": "new", "metadata": {"a": 1}, "expectedVersion": 1}));
        let (answer, events) = recorded(shop, change).await;
        let answer = answer.ok();
        let before = answer.data("updateCustomerGroup.customerGroup");
        assert_eq!((&before["name"], &before["metadata"], &before["version"]), (&json!("new"), &json!({"a": 1}), &json!(2)));
        assert_eq!(told(&events), [("customer_group.updated", json!({"changed": ["name", "metadata"]}))]);

        shop.clock.advance(Duration::from_secs(5));
        let nothing = update(&staff, json!({"id": id, "name": " new", "metadata": {"b": null}, "expectedVersion": 2}));
        let (answer, events) = recorded(shop, nothing).await;
        assert_eq!(answer.ok().data("updateCustomerGroup.customerGroup"), before);
        assert_eq!(told(&events), []);

        let answer = update(&staff, json!({"id": id, "name": "late", "expectedVersion": 1})).await;
        assert_eq!(refusals(&answer), ["VERSION_CONFLICT input.expectedVersion"]);
        let answer = update(&staff, json!({"id": id, "metadata": {"a": null, "b": [1]}})).await.ok();
        assert_eq!(answer.data("updateCustomerGroup.customerGroup.metadata"), &json!({"b": [1]}));
        let answer = update(&staff, json!({"id": id, "metadata": null})).await.ok();
        assert_eq!(answer.data("updateCustomerGroup.customerGroup.metadata"), &Value::Null);
    }
}

on_both! {
    async fn ids_of_nothing_are_not_found(shop: &Shop) {
        let staff = shop.staff(&["groups:write"]).await;
        let gone = made(&staff, "gone").await;
        super::delete(&staff, &[&gone]).await.ok();
        for id in [gone.as_str(), "cgroup_unknown", "cus_1", ""] {
            assert_eq!(refusals(&update(&staff, json!({"id": id, "name": "x"})).await), ["NOT_FOUND input.id"], "{id}");
        }
    }
}
