//! Changes of the same addresses at once.

use futures_util::future::join_all;
use serde_json::json;

use super::{added, delete, refusals, update};
use crate::harness::on_both;
use crate::outbox::{recorded, told};

on_both! {
    async fn one_of_ten_who_saw_a_version_changes_it(shop: &Shop) {
        let owner = shop.customer().await;
        let id = added(&owner, json!({})).await;
        let updates = (0..10).map(|n| {
            let (owner, id) = (owner.clone(), id.clone());
            tokio::spawn(async move { update(&owner, json!({"id": id, "city": n.to_string(), "expectedVersion": 1})).await })
        });
        let (answers, events) = recorded(shop, async { join_all(updates).await }).await;
        let answers = answers.into_iter().map(|answer| refusals(&answer.expect("a request that ends")));
        let (refused, made): (Vec<_>, Vec<_>) = answers.partition(|refusals| !refusals.is_empty());
        assert_eq!((made.len(), told(&events).len()), (1, 1));
        assert!(refused.iter().all(|refusals| *refusals == ["VERSION_CONFLICT input.expectedVersion"]), "{refused:?}");
    }
}

on_both! {
    async fn changes_without_a_version_all_count(shop: &Shop) {
        let owner = shop.customer().await;
        let id = added(&owner, json!({})).await;
        let updates = (0..20).map(|n| {
            let (owner, id) = (owner.clone(), id.clone());
            tokio::spawn(async move { update(&owner, json!({"id": id, "metadata": {n.to_string(): n}})).await.ok() })
        });
        for answer in join_all(updates).await {
            answer.expect("a request that ends");
        }
        let answer = update(&owner, json!({"id": id})).await.ok();
        assert_eq!(answer.data("updateCustomerAddress.address.version"), &json!(21));
        let metadata = answer.data("updateCustomerAddress.address.metadata").as_object();
        assert_eq!(metadata.map(serde_json::Map::len), Some(20), "no change was lost");
    }
}

on_both! {
    async fn each_address_is_deleted_once(shop: &Shop) {
        let (one, two) = (shop.customer().await, shop.customer().await);
        let ids = [added(&one, json!({})).await, added(&two, json!({})).await];
        let staff = shop.staff(&["customers:write"]).await;
        // In either order, as two servers would.
        let deletes = (0..20).map(|n| {
            let (staff, [first, second]) = (staff.clone(), ids.clone());
            tokio::spawn(async move {
                if n % 2 == 0 { delete(&staff, &[&first, &second]).await } else { delete(&staff, &[&second, &first]).await }
            })
        });
        let (answers, events) = recorded(shop, async { join_all(deletes).await }).await;
        let deleted = answers.into_iter().map(|answer| {
            let answer = answer.expect("a request that ends");
            let deleted = answer.data("deleteCustomerAddresses.deletedIds").as_array().map_or(0, Vec::len);
            assert_eq!(refusals(&answer).len(), 2 - deleted, "{}", answer.text);
            deleted
        });
        assert_eq!(deleted.sum::<usize>(), 2);
        assert_eq!(told(&events).len(), 2);
    }
}
