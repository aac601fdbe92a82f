//! `updateCustomers`: what changes, and for whom nothing does.

use std::time::Duration;

use serde_json::{Value, json};

use super::statements::staff;
use super::{assert_needs_customers_write, call, made, read, refusals};
use crate::harness::on_both;
use crate::outbox::{recorded, told};

on_both! {
    async fn all_of_them_change_and_those_that_do_not_stay(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let rows = [
            json!({"id": "cus_1", "firstName": "A", "companyName": "Old", "phone": "+39 06 698 12345", "metadata": {"a": 1, "b": 2}}),
            json!({"id": "cus_2", "companyName": "New", "metadata": {"b": 3, "c": {"d": 1}}}),
            json!({"id": "cus_3", "email": "c@x.com", "hasAccount": true, "externalId": "e", "privateMetadata": {"p": 1}}),
        ];
        for row in rows {
            made(&staff, row).await;
        }
        shop.clock.advance(Duration::from_secs(5));
        let changes = json!({"companyName": " New ", "phone": null, "metadata": {"a": null, "b": 3, "c": {"d": 1}}});
        let update = call(&staff, "updateCustomers", json!({"ids": ["cus_3", "cus_2", "cus_1", "cus_3"], "changes": changes}));
        let (answer, events) = recorded(shop, update).await;
        let answer = answer.ok();
        let seen: Vec<_> = answer.data("updateCustomers.customers").as_array().expect("a list").iter().map(|row| json!([
            row["id"], row["firstName"], row["companyName"], row["phone"], row["metadata"], row["version"], row["updatedAt"] != row["createdAt"],
        ])).collect();
        let metadata = json!({"b": 3, "c": {"d": 1}});
        assert_eq!(json!(seen), json!([
            ["cus_3", null, "New", null, metadata, 2, true],
            ["cus_2", null, "New", null, metadata, 1, false],
            ["cus_1", "A", "New", null, metadata, 2, true],
        ]));
        assert_eq!(told(&events), [
            ("customer.updated", json!({"changed": ["companyName", "metadata"]})),
            ("customer.updated", json!({"changed": ["companyName", "phone", "metadata"]})),
        ]);
        let whose: Vec<_> = events.iter().map(|event| event.customer_id.as_ref().map(ToString::to_string)).collect();
        assert_eq!(whose, [Some("cus_3".to_owned()), Some("cus_1".to_owned())]);
        for index in 0..3 {
            let answered = answer.data(&format!("updateCustomers.customers.{index}"));
            let row = read(&staff, answered["id"].as_str().expect("an id")).await;
            for field in ["email", "hasAccount", "firstName", "companyName", "phone", "metadata", "version", "createdAt", "updatedAt"] {
                assert_eq!(row[field], answered[field], "{field}");
            }
        }
        let row = read(&staff, "cus_3").await;
        assert_eq!((&row["externalId"], &row["privateMetadata"]), (&json!("e"), &json!({"p": 1})), "the rest stays");
        for (search, count) in [("new", 3), ("old", 0), ("0669812345", 0)] {
            let query = "query ($search: String) { customers(search: $search) { totalCount } }";
            let answer = staff.gql(query, json!({ "search": search })).await.ok();
            assert_eq!(answer.data("customers.totalCount"), count, "{search}");
        }
    }
}

on_both! {
    async fn a_change_of_nothing_is_none(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        made(&staff, json!({"id": "cus_1", "firstName": "A", "metadata": {"a": 1}})).await;
        let before = read(&staff, "cus_1").await;
        shop.clock.advance(Duration::from_secs(5));
        for changes in [json!({}), json!({"firstName": "A", "metadata": {}}), json!({"lastName": "", "metadata": {"b": null}})] {
            let update = call(&staff, "updateCustomers", json!({"ids": ["cus_1"], "changes": changes}));
            let (answer, events) = recorded(shop, update).await;
            assert_eq!(answer.ok().data("updateCustomers.customers.0.version"), 1);
            assert_eq!(told(&events), []);
        }
        assert_eq!(read(&staff, "cus_1").await, before);
        let update = call(&staff, "updateCustomers", json!({"ids": ["cus_1"], "changes": {"metadata": null}}));
        assert_eq!(update.await.ok().data("updateCustomers.customers.0.metadata"), &Value::Null);
    }
}

on_both! {
    async fn every_problem_is_told_at_once(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        made(&staff, json!({"id": "cus_1"})).await;
        made(&staff, json!({"id": "cus_2"})).await;
        call(&staff, "deleteCustomers", json!({"ids": ["cus_2"]})).await.ok();
        let changes = json!({"firstName": "x".repeat(256), "lastName": "a\u{0}", "companyName": "\u{202e}", "phone": "no", "metadata": [1]});
        let ids = json!(["cus_1", "nonsense", "cus_2", "cus_unknown", "nonsense"]);
        let update = call(&staff, "updateCustomers", json!({"ids": ids, "changes": changes}));
        let (answer, events) = recorded(shop, update).await;
        assert_eq!(refusals(&answer, "updateCustomers"), [
            "INVALID input.changes.metadata", "TOO_LONG input.changes.firstName", "INVALID input.changes.lastName",
            "INVALID input.changes.companyName", "INVALID input.changes.phone",
            "NOT_FOUND input.ids.1", "NOT_FOUND input.ids.2", "NOT_FOUND input.ids.3",
        ]);
        let update = call(&staff, "updateCustomers", json!({"ids": [], "changes": {"phone": "no"}}));
        assert_eq!(refusals(&update.await, "updateCustomers"), ["INVALID input.changes.phone", "REQUIRED input.ids"]);
        let update = call(&staff, "updateCustomers", json!({"ids": ["cus_1", "cus_2"], "changes": {"firstName": "B"}}));
        assert_eq!(refusals(&update.await, "updateCustomers"), ["NOT_FOUND input.ids.1"]);
        assert_eq!(read(&staff, "cus_1").await["version"], 1, "all or none");
        assert_eq!(told(&events), []);
    }
}

on_both! {
    async fn metadata_that_grow_too_large_are_told_where_they_do(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        for (id, size) in [("cus_1", 10), ("cus_2", 16_000), ("cus_3", 16_000)] {
            made(&staff, json!({"id": id, "metadata": {"a": "x".repeat(size)}})).await;
        }
        let changes = json!({"metadata": {"b": "x".repeat(1000)}});
        let ids = json!({"ids": ["cus_2", "cus_unknown", "cus_1", "cus_3"], "changes": changes});
        assert_eq!(refusals(&call(&staff, "updateCustomers", ids).await, "updateCustomers"), [
            "TOO_LONG input.ids.0", "NOT_FOUND input.ids.1", "TOO_LONG input.ids.3",
        ]);
        let filter = json!({"filter": {"id": {"in": ["cus_1", "cus_2", "cus_3"]}}, "changes": changes});
        assert_eq!(refusals(&call(&staff, "updateCustomers", filter).await, "updateCustomers"), ["TOO_LONG input.changes.metadata"]);
        let alone = json!({"ids": ["cus_1", "cus_2"], "changes": {"metadata": {"b": "x".repeat(17_000)}}});
        assert_eq!(refusals(&call(&staff, "updateCustomers", alone).await, "updateCustomers"), ["TOO_LONG input.changes.metadata"]);
        assert_eq!(read(&staff, "cus_1").await["version"], 1);
    }
}

on_both! {
    async fn a_thousand_take_as_many_statements_as_one_but_for_their_rows(shop: &Shop) {
        let staff = staff(shop).await;
        let ids: Vec<_> = (0..1000).map(|n| format!("cus_{n:03}")).collect();
        let customers: Vec<_> = ids.iter().map(|id| json!({"id": id, "email": format!("{id}@x.com")})).collect();
        call(&staff, "createCustomers", json!({ "customers": customers })).await.ok();
        let document = "mutation ($input: UpdateCustomersInput!) { updateCustomers(input: $input) {
            customers { version } userErrors { code field message } } }";
        let mut counts = Vec::new();
        for (turn, count) in [1, 16, 256, 1000].into_iter().enumerate() {
            let input = json!({"ids": ids[..count], "changes": {"firstName": format!("Name {turn}"), "metadata": {"turn": turn}}});
            let (answer, statements) = shop.statements(staff.gql(document, json!({ "input": input }))).await;
            let answer = answer.ok();
            assert_eq!(answer.data("updateCustomers.customers").as_array().map(Vec::len), Some(count));
            counts.push(statements);
        }
        // The credential, the rows, the change, the events.
        assert_eq!(counts, [4, 4, 4, 4 + 6 + 5]);
        let matching = json!({"filter": {"firstName": {"startsWith": "name"}}, "changes": {"lastName": "L"}});
        let (answer, statements) = shop.statements(staff.gql(document, json!({ "input": matching }))).await;
        assert_eq!(answer.ok().data("updateCustomers.customers.999.version"), 3);
        assert_eq!(statements, 4 + 6 + 5);
        let row = read(&staff, "cus_000").await;
        assert_eq!((&row["version"], &row["firstName"], &row["lastName"]), (&json!(6), &json!("Name 3"), &json!("L")));
    }
}

on_both! {
    async fn twins_do_not_block_each_other_and_change_once(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let mut ids: Vec<_> = (0..20).map(|n| format!("cus_{n:02}")).collect();
        let customers: Vec<_> = ids.iter().map(|id| json!({ "id": id })).collect();
        call(&staff, "createCustomers", json!({ "customers": customers })).await.ok();
        // All of it within what is recorded: a task runs as soon as it is spawned.
        let twins = async {
            let mut tasks = tokio::task::JoinSet::new();
            for turn in 0..20 {
                ids.rotate_left(turn % 3);
                ids.reverse();
                let mut input = json!({"changes": {"firstName": "B", "metadata": {"a": 1}}});
                if turn % 4 == 0 {
                    input["filter"] = json!({"id": {"in": ids}});
                } else {
                    input["ids"] = json!(ids);
                }
                let staff = staff.clone();
                tasks.spawn(async move { call(&staff, "updateCustomers", input).await });
            }
            tasks.join_all().await
        };
        let (answers, events) = recorded(shop, twins).await;
        for answer in answers {
            let answer = answer.ok();
            let rows = answer.data("updateCustomers.customers").as_array().expect("a list");
            assert!(rows.len() == 20 && rows.iter().all(|row| row["version"] == 2), "{}", answer.text);
        }
        assert_eq!(told(&events), vec![("customer.updated", json!({"changed": ["firstName", "metadata"]})); 20]);
    }
}

on_both! {
    async fn it_is_for_staff_that_writes(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        made(&staff, json!({"id": "cus_1"})).await;
        let input = json!({"ids": ["cus_1"], "changes": {"firstName": "A"}});
        assert_needs_customers_write(shop, "updateCustomers", &input).await;
    }
}
