//! Who sees a group.

use serde_json::{Value, json};

use super::{add, made, take_out};
use crate::harness::{Answer, Caller, on_both};

async fn read(caller: &Caller, id: &str) -> Answer {
    let query = "query ($id: ID!) { customerGroup(id: $id) { id name } }";
    caller.gql(query, json!({ "id": id })).await
}

on_both! {
    async fn members_and_staff_see_it(shop: &Shop) {
        let (member, other) = (shop.customer().await, shop.customer().await);
        let staff = shop.staff(&["groups:write"]).await;
        let id = made(&staff, "vip").await;
        add(&staff, &[(&member.id, &id)]).await.ok();
        let expected = json!({"id": id, "name": "vip"});
        for scope in ["groups:read", "groups:write", "admin"] {
            let staff = shop.staff(&[scope]).await;
            assert_eq!(read(&staff, &id).await.ok().data("customerGroup"), &expected, "{scope}");
        }
        for scope in ["customers:read", "customers:write", "events:read", "webhooks"] {
            assert_eq!(read(&shop.staff(&[scope]).await, &id).await.error_code(), "FORBIDDEN", "{scope}");
        }
        assert_eq!(read(&shop.anonymous(), &id).await.error_code(), "UNAUTHENTICATED");
        assert_eq!(read(&other, &id).await.ok().data("customerGroup"), &Value::Null);
        assert_eq!(read(&member, &id).await.ok().data("customerGroup"), &expected);
        take_out(&staff, &[(&member.id, &id)]).await.ok();
        assert_eq!(read(&member, &id).await.ok().data("customerGroup"), &Value::Null);
    }
}

on_both! {
    async fn ids_of_nothing_give_null(shop: &Shop) {
        let staff = shop.staff(&["groups:read"]).await;
        for id in ["cgroup_unknown", "cus_1", "", "nonsense", "cgroup_\u{0}"] {
            assert_eq!(read(&staff, id).await.ok().data("customerGroup"), &Value::Null, "{id}");
        }
    }
}

on_both! {
    async fn a_member_does_not_see_who_made_it(shop: &Shop) {
        let member = shop.customer().await;
        let staff = shop.staff(&["groups:write"]).await;
        let id = made(&staff, "vip").await;
        add(&staff, &[(&member.id, &id)]).await.ok();
        let answer = member.gql("{ me { groups { name createdBy } } }", json!({})).await;
        assert_eq!(answer.error_code(), "FORBIDDEN");
        assert_eq!(answer.data("me.groups"), &json!([{"name": "vip", "createdBy": null}]));
    }
}

on_both! {
    async fn groups_of_a_customer_need_no_scope_for_groups(shop: &Shop) {
        let member = shop.customer().await;
        let staff = shop.staff(&["groups:write"]).await;
        for name in ["Zoo", "ärger", "apple", "Bee"] {
            let id = made(&staff, name).await;
            add(&staff, &[(&member.id, &id)]).await.ok();
        }
        let reader = shop.staff(&["customers:read"]).await;
        let query = "query ($id: ID!) { customer(id: $id) { groups { name } } }";
        let answer = reader.gql(query, json!({"id": member.id})).await.ok();
        let expected = json!([{"name": "apple"}, {"name": "Bee"}, {"name": "Zoo"}, {"name": "ärger"}]);
        assert_eq!(answer.data("customer.groups"), &expected, "by code points of the lower case");
    }
}
