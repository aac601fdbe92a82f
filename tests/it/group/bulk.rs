//! Many groups at once.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{create_all, delete, made, refusals};
use crate::customer::statements::staff;
use crate::harness::on_both;
use crate::outbox::{recorded, told};

on_both! {
    async fn all_are_made_in_the_order_of_the_input(shop: &Shop) {
        let staff = shop.staff(&["groups:write"]).await;
        let groups = json!([{"name": " VIP ", "metadata": {"tier": 1}}, {"id": "cusgroup_1", "name": "b2b"}, {"name": "a"}]);
        let (answer, events) = recorded(shop, create_all(&staff, groups)).await;
        let answer = answer.ok();
        let made = answer.data("createCustomerGroups.customerGroups").as_array().expect("a list");
        let seen: Vec<_> = made.iter().map(|row| json!([row["name"], row["metadata"], row["version"]])).collect();
        assert_eq!(json!(seen), json!([["VIP", {"tier": 1}, 1], ["b2b", null, 1], ["a", null, 1]]));
        assert_eq!(made[1]["id"], "cusgroup_1");
        assert!(made.iter().all(|row| row["createdBy"].as_str().is_some_and(|by| by.starts_with("key_"))));
        assert_eq!(told(&events), vec![("customer_group.created", json!({})); 3]);
        let whose: Vec<_> = events.iter().map(|event| json!(event.customer_group_id.as_ref().map(ToString::to_string))).collect();
        let ids: Vec<_> = made.iter().map(|row| row["id"].clone()).collect();
        assert_eq!(whose, ids);
    }
}

on_both! {
    async fn every_problem_of_every_entry_is_told_at_once(shop: &Shop) {
        let staff = shop.staff(&["groups:write"]).await;
        create_all(&staff, json!([{"id": "cgroup_1", "name": "Éclair"}, {"id": "cgroup_2", "name": "gone"}])).await.ok();
        delete(&staff, &["cgroup_2"]).await.ok();
        let groups = json!([
            {"name": "gone"}, {"name": "éCLAIR"}, {"name": "", "id": "cgroup_1"}, {"name": " GONE"},
            {"name": "a\u{0}", "id": "x", "metadata": 1}, {"id": "cgroup_2", "name": "b"}, {"id": "cgroup_3", "name": "c"}, {"id": "cgroup_3", "name": "d"},
        ]);
        let (answer, events) = recorded(shop, create_all(&staff, groups)).await;
        assert_eq!(answer.data("createCustomerGroups.customerGroups"), &Value::Null);
        assert_eq!(refusals(&answer), [
            "NAME_TAKEN input.groups.1.name", "REQUIRED input.groups.2.name", "ID_TAKEN input.groups.2.id", "NAME_TAKEN input.groups.3.name",
            "INVALID input.groups.4.id", "INVALID input.groups.4.name", "INVALID input.groups.4.metadata",
            "ID_TAKEN input.groups.5.id", "ID_TAKEN input.groups.7.id",
        ]);
        assert_eq!(told(&events), []);
        let list = staff.gql("{ customerGroups { totalCount } }", json!({})).await.ok();
        assert_eq!(list.data("customerGroups.totalCount"), 1, "none is made");
    }
}

on_both! {
    async fn lists_are_neither_empty_nor_endless(shop: &Shop) {
        let staff = shop.staff(&["groups:write"]).await;
        assert_eq!(refusals(&create_all(&staff, json!([])).await), ["REQUIRED input.groups"]);
        let many = json!(vec![json!({"name": "a"}); 1001]);
        assert_eq!(refusals(&create_all(&staff, many).await), ["LIMIT_REACHED input.groups"]);
    }
}

on_both! {
    async fn a_thousand_take_as_many_statements_as_one_but_for_their_rows(shop: &Shop) {
        let staff = staff(shop).await;
        let mut counts = Vec::new();
        for (turn, count) in [1, 128, 512, 1000].into_iter().enumerate() {
            let group = |n: usize| json!({"id": format!("cgroup_{turn}_{n}"), "name": format!("Group {turn} {n}")});
            let groups: Vec<_> = (0..count).map(group).collect();
            let (answer, statements) = shop.statements(create_all(&staff, json!(groups))).await;
            assert_eq!(answer.ok().data("createCustomerGroups.customerGroups").as_array().map(Vec::len), Some(count));
            counts.push(statements);
        }
        // The credential, ids, names, groups, events; groups and events of a thousand in six parts each.
        assert_eq!(counts, [5, 5, 5, 5 + 5 + 5]);
    }
}

on_both! {
    async fn of_twins_one_is_made_and_the_others_are_told_which_entries_are_taken(shop: &Shop) {
        let staff = shop.staff(&["groups:write"]).await;
        let calls = (0..10).map(|turn| {
            let mut groups = vec![json!({"name": format!("own {turn}")}), json!({"name": "b"}), json!({"name": "a"})];
            if turn % 2 == 0 {
                groups.swap(1, 2);
            }
            let staff = staff.clone();
            tokio::spawn(async move { create_all(&staff, json!(groups)).await })
        });
        let answers = join_all(calls).await.into_iter().map(|answer| refusals(&answer.expect("a request that ends")));
        let (refused, won): (Vec<_>, Vec<_>) = answers.partition(|refusals| !refusals.is_empty());
        assert_eq!((won.len(), refused.len()), (1, 9));
        let both = ["NAME_TAKEN input.groups.1.name", "NAME_TAKEN input.groups.2.name"];
        assert!(refused.iter().all(|refusals| *refusals == both), "{refused:?}");
    }
}

on_both! {
    async fn it_is_for_staff_that_writes_groups(shop: &Shop) {
        let groups = json!([{"name": "a"}]);
        assert_eq!(create_all(&shop.anonymous(), groups.clone()).await.error_code(), "UNAUTHENTICATED");
        assert_eq!(create_all(&*shop.customer().await, groups.clone()).await.error_code(), "FORBIDDEN");
        for scope in ["groups:read", "customers:write", "webhooks"] {
            assert_eq!(create_all(&shop.staff(&[scope]).await, groups.clone()).await.error_code(), "FORBIDDEN", "{scope}");
        }
        let staff = shop.staff(&["admin"]).await;
        create_all(&staff, groups).await.ok();
        made(&staff, "b").await;
    }
}
