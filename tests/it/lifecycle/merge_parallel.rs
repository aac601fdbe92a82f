//! Merges at the same time as others and as other changes.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{call, made, merge, read, staff};
use crate::harness::{Answer, on_both};
use crate::outbox::recorded;

/// The user errors of an answer that did not fail.
#[track_caller]
fn refusals(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.error_codes(), [""; 0], "{}", answer.text);
    answer.user_errors()
}

on_both! {
    async fn merges_that_cross_do_not_block_and_one_is_left(shop: &Shop) {
        let staff = staff(shop).await;
        let mut ids = Vec::new();
        for n in 0..5 {
            ids.push(made(&staff, json!({"id": format!("cus_{n}"), "addresses": [{"city": "Rome", "isDefaultShipping": true}]})).await);
        }
        // Every ordered pair, each against its reverse.
        let pairs = ids.iter().flat_map(|from| ids.iter().map(move |into| (from.clone(), into.clone())));
        let tasks = pairs.filter(|(from, into)| from != into).map(|(from, into)| {
            let staff = staff.clone();
            tokio::spawn(async move { merge(&staff, &from, &into).await })
        });
        let (answers, events) = recorded(shop, async { join_all(tasks).await }).await;
        let answers: Vec<_> = answers.into_iter().map(|answer| refusals(&answer.expect("an answer"))).collect();
        assert_eq!(answers.len(), 20);
        assert_eq!(answers.iter().filter(|refusals| refusals.is_empty()).count(), 4, "{answers:?}");
        assert!(answers.iter().flatten().all(|refusal| refusal.starts_with("NOT_FOUND input.")), "{answers:?}");
        let kinds: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(kinds, ["customer.merged", "customer.deleted"].repeat(4));

        let left = staff.gql("{ customers { nodes { id addresses { id } defaultShippingAddressId } } }", json!({})).await.ok();
        let left = left.data("customers.nodes").as_array().expect("customers").clone();
        assert_eq!(left.len(), 1);
        assert_eq!(left[0]["addresses"].as_array().map(Vec::len), Some(5), "no address is lost");
        assert!(left[0]["defaultShippingAddressId"].is_string());
        // Each tells where its data went: erasing the last one erases all.
        let answer = call(&staff, "eraseCustomer", json!({"id": left[0]["id"]})).await.ok();
        assert_eq!(answer.data("eraseCustomer.deletedIds").as_array().map(Vec::len), Some(5));
    }
}

on_both! {
    async fn of_twins_one_merges(shop: &Shop) {
        let staff = staff(shop).await;
        let (from, into) = (made(&staff, json!({"firstName": "Ann"})).await, made(&staff, json!({})).await);
        let tasks = (0..20).map(|_| {
            let (staff, from, into) = (staff.clone(), from.clone(), into.clone());
            tokio::spawn(async move { merge(&staff, &from, &into).await })
        });
        let (answers, events) = recorded(shop, async { join_all(tasks).await }).await;
        let answers: Vec<_> = answers.into_iter().map(|answer| refusals(&answer.expect("an answer"))).collect();
        assert_eq!(answers.iter().filter(|refusals| refusals.is_empty()).count(), 1);
        assert_eq!(answers.iter().filter(|refusals| *refusals == &["NOT_FOUND input.fromId"]).count(), 19);
        assert_eq!(events.len(), 2);
        assert_eq!(read(&staff, &into).await["version"], 2);
    }
}

on_both! {
    async fn what_others_do_meanwhile_is_not_lost(shop: &Shop) {
        let staff = staff(shop).await;
        for round in 0..5 {
            let addresses: Vec<_> = (0..8).map(|n| json!({"id": format!("addr_{round}_{n}"), "city": "Rome"})).collect();
            let from = made(&staff, json!({"addresses": addresses})).await;
            let into = made(&staff, json!({})).await;
            let work = (0..8).flat_map(|n| [
                ("createCustomerAddress", json!({"customerId": from, "city": "Lima"})),
                ("updateCustomerAddress", json!({"id": format!("addr_{round}_{n}"), "city": "Oslo", "isDefaultShipping": true})),
                ("updateCustomer", json!({"id": into, "metadata": {format!("k{n}"): n}})),
            ]);
            let work = work.chain([
                ("mergeCustomers", json!({"fromId": from, "intoId": into})),
                ("deleteCustomerAddresses", json!({"ids": [format!("addr_{round}_0")]})),
                ("updateCustomer", json!({"id": from, "firstName": "Ann"})),
            ]);
            let tasks = work.map(|(mutation, input)| {
                let staff = staff.clone();
                tokio::spawn(async move { (mutation, call(&staff, mutation, input).await) })
            });
            let mut added = 0;
            let mut named = false;
            for answer in join_all(tasks).await {
                let (mutation, answer) = answer.expect("an answer");
                let refused = refusals(&answer);
                match (mutation, refused.is_empty()) {
                    ("createCustomerAddress", true) => added += 1,
                    ("createCustomerAddress", false) => assert_eq!(refused, ["NOT_FOUND input.customerId"]),
                    // Too late for the source, and for the one address that is deleted.
                    ("updateCustomer" | "updateCustomerAddress", false) => assert_eq!(refused, ["NOT_FOUND input.id"]),
                    ("updateCustomer", true) => named |= answer.text.contains(&from),
                    _ => assert_eq!(refused, [""; 0], "{mutation}"),
                }
            }
            let after = read(&staff, &into).await;
            let cities = after["addresses"].as_array().expect("addresses").iter().map(|row| row["city"].as_str());
            let cities: Vec<_> = cities.collect();
            assert_eq!(cities.iter().filter(|city| **city == Some("Oslo")).count(), 7, "an address that moves is found");
            assert_eq!(cities.len(), 7 + added);
            assert_eq!(after["metadata"].as_object().map(serde_json::Map::len), Some(8));
            assert_eq!(after["firstName"].is_string(), named);
        }
    }
}

on_both! {
    async fn deletion_and_merge_do_not_both_happen(shop: &Shop) {
        let staff = staff(shop).await;
        for _ in 0..8 {
            let (from, into) = (made(&staff, json!({"firstName": "Ann"})).await, made(&staff, json!({})).await);
            let deleting = {
                let (staff, ids) = (staff.clone(), json!([into, from]));
                tokio::spawn(async move { call(&staff, "deleteCustomers", json!({ "ids": ids })).await })
            };
            let merging = {
                let (staff, from, into) = (staff.clone(), from.clone(), into.clone());
                tokio::spawn(async move { merge(&staff, &from, &into).await })
            };
            let (deleted, merged) = (deleting.await.expect("an answer"), merging.await.expect("an answer"));
            let merged = refusals(&merged).is_empty();
            let expected = if merged { vec!["NOT_FOUND input.ids.1"] } else { vec![] };
            assert_eq!(refusals(&deleted), expected);
            let after = read(&staff, &into).await;
            assert_eq!(after["firstName"] == Value::Null, !merged);
        }
    }
}
