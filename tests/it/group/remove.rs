//! Deleting and restoring groups.

use serde_json::{Value, json};

use super::{add, create, delete, groups_of, made, refusals, restore, update};
use crate::harness::on_both;
use crate::outbox::{recorded, told};

on_both! {
    async fn what_can_be_is_deleted_and_the_rest_is_told(shop: &Shop) {
        let staff = shop.staff(&["groups:write"]).await;
        let (one, two) = (made(&staff, "one").await, made(&staff, "two").await);
        let (answer, events) = recorded(shop, delete(&staff, &[&two, "cgroup_unknown", &one, &two, "cus_1"])).await;
        assert_eq!(answer.data("deleteCustomerGroups.deletedIds"), &json!([two, one]));
        assert_eq!(refusals(&answer), ["NOT_FOUND input.ids.1", "NOT_FOUND input.ids.4"]);
        assert_eq!(told(&events), [("customer_group.deleted", json!({})), ("customer_group.deleted", json!({}))]);
        let again = delete(&staff, &[&one]).await;
        assert_eq!(refusals(&again), ["NOT_FOUND input.ids.0"]);
        assert_eq!(again.data("deleteCustomerGroups.deletedIds"), &json!([]));
    }
}

on_both! {
    async fn empty_and_endless_lists_are_refused(shop: &Shop) {
        let staff = shop.staff(&["groups:write"]).await;
        let many = vec!["cgroup_1"; 1001];
        assert_eq!(refusals(&delete(&staff, &[]).await), ["REQUIRED input.ids"]);
        assert_eq!(refusals(&restore(&staff, &[]).await), ["REQUIRED input.ids"]);
        assert_eq!(refusals(&delete(&staff, &many).await), ["LIMIT_REACHED input.ids"]);
        assert_eq!(refusals(&restore(&staff, &many).await), ["LIMIT_REACHED input.ids"]);
    }
}

on_both! {
    async fn memberships_hide_and_return_with_their_group(shop: &Shop) {
        let customer = shop.customer().await;
        let staff = shop.staff(&["groups:write", "customers:read"]).await;
        let (vip, other) = (made(&staff, "vip").await, made(&staff, "other").await);
        let added = add(&staff, &[(&customer.id, &vip), (&customer.id, &other)]).await.ok();
        let membership = added.str("addCustomersToGroup.memberships.0.id");
        delete(&staff, &[&vip]).await.ok();

        assert_eq!(groups_of(&customer).await, ["other"]);
        let query = "query ($group: ID!, $membership: ID!, $filter: CustomerFilter) {
            customerGroup(id: $group) { id } node(id: $membership) { id } customers(filter: $filter) { totalCount } }";
        let of_vip = json!({"group": vip, "membership": membership, "filter": {"groups": {"id": {"eq": vip}}}});
        let hidden = staff.gql(query, of_vip.clone()).await.ok();
        assert_eq!(hidden.json["data"], json!({"customerGroup": null, "node": null, "customers": {"totalCount": 0}}));

        let (answer, events) = recorded(shop, restore(&staff, &[&vip])).await;
        assert_eq!(answer.ok().data("restoreCustomerGroups.customerGroups"), &json!([
            {"id": vip, "name": "vip", "version": 3, "deletedAt": null},
        ]));
        assert_eq!(told(&events), [("customer_group.restored", json!({}))]);
        assert_eq!(groups_of(&customer).await, ["other", "vip"]);
        let back = staff.gql(query, of_vip).await.ok();
        assert_eq!(back.json["data"], json!({
            "customerGroup": {"id": vip}, "node": {"id": membership}, "customers": {"totalCount": 1},
        }));
    }
}

on_both! {
    async fn deleted_groups_are_shown_to_staff_on_request(shop: &Shop) {
        let customer = shop.customer().await;
        let staff = shop.staff(&["groups:write"]).await;
        let id = made(&staff, "vip").await;
        add(&staff, &[(&customer.id, &id)]).await.ok();
        delete(&staff, &[&id]).await.ok();
        let query = "query ($id: ID!) { customerGroup(id: $id, includeDeleted: true) { id version deletedAt } }";
        let answer = staff.gql(query, json!({"id": id})).await.ok();
        assert_eq!(answer.data("customerGroup.version"), &json!(2));
        assert!(answer.str("customerGroup.deletedAt").ends_with('Z'));
        let answer = customer.gql(query, json!({"id": id})).await.ok();
        assert_eq!(answer.data("customerGroup"), &Value::Null);
        let list = "{ customerGroups(includeDeleted: true) { totalCount } }";
        assert_eq!(staff.gql(list, json!({})).await.ok().data("customerGroups.totalCount"), &json!(1));
    }
}

on_both! {
    async fn a_name_taken_since_stops_every_restore(shop: &Shop) {
        let staff = shop.staff(&["groups:write"]).await;
        let (one, two) = (made(&staff, "one").await, made(&staff, "two").await);
        delete(&staff, &[&one, &two]).await.ok();
        let taker = made(&staff, "ONE").await;
        let (answer, events) = recorded(shop, restore(&staff, &[&two, "cgroup_unknown", &one])).await;
        assert_eq!(refusals(&answer), ["NOT_FOUND input.ids.1", "NAME_TAKEN input.ids.2"]);
        assert_eq!(answer.data("restoreCustomerGroups.customerGroups"), &Value::Null);
        assert_eq!(told(&events), []);
        let list = staff.gql("{ customerGroups { nodes { id } } }", json!({})).await.ok();
        assert_eq!(list.data("customerGroups.nodes"), &json!([{"id": taker}]));
        update(&staff, json!({"id": taker, "name": "free"})).await.ok();
        let answer = restore(&staff, &[&two, &one, &two]).await.ok();
        assert_eq!(answer.data("restoreCustomerGroups.customerGroups").as_array().map(Vec::len), Some(2));
    }
}

on_both! {
    async fn two_deleted_groups_of_one_name_cannot_both_return(shop: &Shop) {
        let staff = shop.staff(&["groups:write"]).await;
        let one = made(&staff, "vip").await;
        delete(&staff, &[&one]).await.ok();
        let two = made(&staff, "VIP").await;
        delete(&staff, &[&two]).await.ok();
        assert_eq!(refusals(&restore(&staff, &[&one, &two]).await), ["NAME_TAKEN input.ids.1"]);
        restore(&staff, &[&two]).await.ok();
    }
}

on_both! {
    async fn restoring_a_live_group_changes_nothing(shop: &Shop) {
        let staff = shop.staff(&["groups:write"]).await;
        let id = made(&staff, "vip").await;
        let (answer, events) = recorded(shop, restore(&staff, &[&id])).await;
        assert_eq!(answer.ok().data("restoreCustomerGroups.customerGroups.0.version"), &json!(1));
        assert_eq!(told(&events), []);
        assert_eq!(refusals(&create(&staff, json!({"name": "vip"})).await), ["NAME_TAKEN input.name"]);
    }
}
