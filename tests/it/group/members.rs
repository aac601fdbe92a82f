//! Putting customers into groups and taking them out.

use serde_json::{Value, json};

use super::{add, delete, groups_of, made, refusals, take_out};
use crate::harness::on_both;
use crate::outbox::{recorded, told};

on_both! {
    async fn pairs_are_added_in_their_order(shop: &Shop) {
        let (one, two) = (shop.customer().await, shop.customer().await);
        let staff = shop.staff(&["groups:write", "customers:read"]).await;
        let (vip, new) = (made(&staff, "vip").await, made(&staff, "New").await);
        let first = [(two.id.as_str(), vip.as_str()), (&one.id, &new), (&one.id, &vip)];
        let (answer, events) = recorded(shop, add(&staff, &first)).await;
        let answer = answer.ok();
        let rows = answer.data("addCustomersToGroup.memberships").as_array().expect("a list");
        for (row, (customer, group)) in rows.iter().zip(first) {
            assert!(row["id"].as_str().is_some_and(|id| id.starts_with("cgc_")), "{row}");
            assert!(row["createdBy"].as_str().is_some_and(|id| id.starts_with("key_")), "{row}");
            assert_eq!((&row["customerId"], &row["customerGroupId"]), (&json!(customer), &json!(group)));
            assert_eq!((&row["customer"]["id"], &row["customerGroup"]["id"]), (&json!(customer), &json!(group)));
        }
        let expected: Vec<_> = rows.iter()
            .map(|row| ("customer_group.customer_added", json!({"membershipId": row["id"]})))
            .collect();
        assert_eq!(told(&events), expected);
        assert_eq!(events[0].customer_id.as_ref().map(ToString::to_string), Some(two.id.clone()));
        assert_eq!(events[0].customer_group_id.as_ref().map(ToString::to_string), Some(vip.clone()));
        assert_eq!(groups_of(&one).await, ["New", "vip"], "by name, whatever the case");
    }
}

on_both! {
    async fn a_pair_that_exists_is_returned_as_it_is(shop: &Shop) {
        let (one, two) = (shop.customer().await, shop.customer().await);
        let staff = shop.staff(&["groups:write"]).await;
        let vip = made(&staff, "vip").await;
        let there = add(&staff, &[(&one.id, &vip)]).await.ok();
        let all = [(two.id.as_str(), vip.as_str()), (&one.id, &vip), (&two.id, &vip)];
        let (answer, events) = recorded(shop, add(&staff, &all)).await;
        let answer = answer.ok();
        let rows = answer.data("addCustomersToGroup.memberships").as_array().expect("a list");
        assert_eq!(rows.len(), 2, "a repeated pair counts once: {}", answer.text);
        assert_eq!(&rows[1], there.data("addCustomersToGroup.memberships.0"));
        assert_eq!(told(&events).len(), 1, "only what changed something");
        let version = one.gql("{ me { version } }", json!({})).await.ok();
        assert_eq!(version.data("me.version"), &json!(1), "memberships do not touch the customer");
    }
}

on_both! {
    async fn all_pairs_are_added_or_none(shop: &Shop) {
        let (one, gone) = (shop.customer().await, shop.customer().await);
        let staff = shop.staff(&["groups:write", "customers:write"]).await;
        let (vip, old) = (made(&staff, "vip").await, made(&staff, "old").await);
        delete(&staff, &[&old]).await.ok();
        let drop = "mutation ($ids: [ID!]!) { deleteCustomers(input: {ids: $ids}) { userErrors { code field message } } }";
        staff.gql(drop, json!({"ids": [gone.id]})).await.ok();
        let bad = [
            (one.id.as_str(), vip.as_str()), ("cus_unknown", &vip), (&one.id, "cgroup_unknown"), (&gone.id, &old),
        ];
        let (answer, events) = recorded(shop, add(&staff, &bad)).await;
        assert_eq!(refusals(&answer), [
            "NOT_FOUND input.pairs.1.customerId", "NOT_FOUND input.pairs.2.customerGroupId",
            "NOT_FOUND input.pairs.3.customerId", "NOT_FOUND input.pairs.3.customerGroupId",
        ]);
        assert_eq!(answer.data("addCustomersToGroup.memberships"), &Value::Null);
        assert_eq!(told(&events), []);
        assert!(groups_of(&one).await.is_empty());
    }
}

on_both! {
    async fn malformed_ids_are_not_found_with_all_the_others(shop: &Shop) {
        let one = shop.customer().await;
        let staff = shop.staff(&["groups:write"]).await;
        let vip = made(&staff, "vip").await;
        let bad = [("nonsense", vip.as_str()), (&vip, &one.id), (&one.id, &vip), ("cus_unknown", &vip)];
        assert_eq!(refusals(&add(&staff, &bad).await), [
            "NOT_FOUND input.pairs.0.customerId", "NOT_FOUND input.pairs.1.customerId",
            "NOT_FOUND input.pairs.1.customerGroupId", "NOT_FOUND input.pairs.3.customerId",
        ]);
    }
}

on_both! {
    async fn pairs_are_removed_and_absent_ones_passed_over(shop: &Shop) {
        let (one, two) = (shop.customer().await, shop.customer().await);
        let staff = shop.staff(&["groups:write"]).await;
        let (vip, new) = (made(&staff, "vip").await, made(&staff, "new").await);
        let added = add(&staff, &[(&one.id, &vip), (&one.id, &new)]).await.ok();
        let membership = added.data("addCustomersToGroup.memberships.0.id").clone();
        let out = [(two.id.as_str(), vip.as_str()), (&one.id, &vip), ("nonsense", &vip), ("cus_unknown", "cgroup_unknown"), (&one.id, &vip)];
        let (answer, events) = recorded(shop, take_out(&staff, &out)).await;
        assert_eq!(answer.ok().data("removeCustomersFromGroup.deletedIds"), &json!([membership]));
        assert_eq!(told(&events), [("customer_group.customer_removed", json!({"membershipId": membership}))]);
        assert_eq!(events[0].customer_id.as_ref().map(ToString::to_string), Some(one.id.clone()));
        assert_eq!(groups_of(&one).await, ["new"]);
        let (answer, events) = recorded(shop, take_out(&staff, &out)).await;
        assert_eq!(answer.ok().data("removeCustomersFromGroup.deletedIds"), &json!([]));
        assert_eq!(told(&events), []);
        // Coming back is a new membership.
        let back = add(&staff, &[(&one.id, &vip)]).await.ok();
        assert_ne!(back.data("addCustomersToGroup.memberships.0.id"), &membership);
    }
}

on_both! {
    async fn who_may_not_read_customers_sees_memberships_without_them(shop: &Shop) {
        let one = shop.customer().await;
        let staff = shop.staff(&["groups:write"]).await;
        let vip = made(&staff, "vip").await;
        let answer = add(&staff, &[(&one.id, &vip)]).await.ok();
        let row = answer.data("addCustomersToGroup.memberships.0");
        assert_eq!((&row["customerId"], &row["customer"]), (&json!(one.id), &Value::Null));
        assert_eq!(row["customerGroup"]["id"], json!(vip));
    }
}
