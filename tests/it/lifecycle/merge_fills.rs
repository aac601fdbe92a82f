//! What a merge fills of the target's own fields, and what it leaves.

use std::time::Duration;

use serde_json::{Value, json};

use super::{call, made, merge, read, staff};
use crate::harness::on_both;

on_both! {
    async fn what_is_empty_is_filled(shop: &Shop) {
        let staff = staff(shop).await;
        let all = json!({"email": "a@x.com", "firstName": "Ann", "lastName": "Lind", "companyName": "Lind & Co",
            "phone": "+16138234334", "externalId": "e1", "metadata": {"a": 1}, "privateMetadata": {"p": true}});
        let from = made(&staff, all.clone()).await;
        call(&staff, "updateCustomer", json!({"id": from, "emailVerified": true})).await.ok();
        let into = made(&staff, json!({})).await;
        let (source, before) = (read(&staff, &from).await, read(&staff, &into).await);
        shop.clock.advance(Duration::from_secs(1));
        merge(&staff, &from, &into).await.ok();

        let after = read(&staff, &into).await;
        for (field, value) in all.as_object().expect("fields") {
            assert_eq!(&after[field], value, "{field}");
        }
        assert_eq!(after["emailVerifiedAt"], source["emailVerifiedAt"], "proof goes with the e-mail");
        assert!(source["emailVerifiedAt"].is_string());
        assert_eq!((&after["version"], &after["createdAt"]), (&json!(2), &before["createdAt"]));
        assert!(after["updatedAt"].as_str() > before["updatedAt"].as_str());
        let found = staff.gql("{ customers(search: \"lind ann 8234334\") { nodes { id } } }", json!({})).await.ok();
        assert_eq!(found.data("customers.nodes"), &json!([{"id": into}]));
    }
}

on_both! {
    async fn what_the_target_has_wins(shop: &Shop) {
        let staff = staff(shop).await;
        let from = made(&staff, json!({"email": "a@x.com", "firstName": "Ann", "lastName": "Lind", "companyName": "A",
            "phone": "+16138234334", "externalId": "e1", "metadata": {"a": 1, "b": {"x": 1}},
            "privateMetadata": {"a": 1}})).await;
        call(&staff, "updateCustomer", json!({"id": from, "emailVerified": true})).await.ok();
        let into = made(&staff, json!({"email": "b@x.com", "firstName": "Bea", "lastName": "Berg", "companyName": "B",
            "phone": "+16138234335", "externalId": "e2", "metadata": {"b": {"y": 2}, "a": null, "c": []},
            "privateMetadata": {"a": 2}})).await;
        let before = read(&staff, &into).await;
        shop.clock.advance(Duration::from_secs(1));
        merge(&staff, &from, &into).await.ok();
        assert_eq!(read(&staff, &into).await, before, "nothing was missing: version and time stay");
    }
}

on_both! {
    async fn metadata_gets_the_keys_it_lacks(shop: &Shop) {
        let staff = staff(shop).await;
        let from = made(&staff, json!({"metadata": {"a": 1, "b": {"x": 1}, "n": null}})).await;
        let into = made(&staff, json!({"metadata": {"b": {"y": 2}}})).await;
        merge(&staff, &from, &into).await.ok();
        let after = read(&staff, &into).await;
        assert_eq!(after["metadata"], json!({"a": 1, "b": {"y": 2}, "n": null}));
        assert_eq!((&after["version"], &after["privateMetadata"]), (&json!(2), &Value::Null));
    }
}

on_both! {
    async fn metadata_takes_no_more_than_fits(shop: &Shop) {
        let staff = staff(shop).await;
        let from = made(&staff, json!({"metadata": {"large": "x".repeat(9000), "small": 1}})).await;
        let into = made(&staff, json!({"metadata": {"own": "y".repeat(9000)}})).await;
        merge(&staff, &from, &into).await.ok();
        let metadata = read(&staff, &into).await["metadata"].clone();
        assert_eq!(metadata, json!({"own": "y".repeat(9000), "small": 1}));
        // It is still metadata as an update takes it.
        call(&staff, "updateCustomer", json!({"id": into, "metadata": {"more": 1}})).await.ok();
    }
}

on_both! {
    async fn an_account_keeps_its_proof(shop: &Shop) {
        let staff = staff(shop).await;
        let account = shop.customer().await;
        let guest = made(&staff, json!({"email": account.email})).await;
        call(&staff, "updateCustomer", json!({"id": guest, "emailVerified": true})).await.ok();
        merge(&staff, &guest, &account.id).await.ok();
        let after = read(&staff, &account.id).await;
        assert_eq!(after["emailVerifiedAt"], Value::Null, "what staff says of a guest proves nothing of an owner");
    }
}
