//! Who may have it, and what is in it.

use serde_json::{Value, json};

use super::{ask, done, export, stocked};
use crate::harness::on_both;

fn of<'a>(held: &'a Value, list: &str) -> Vec<&'a Value> {
    held[list].as_array().expect("a list").iter().collect()
}

/// Each member that the API shows too is the same in both.
#[track_caller]
fn assert_same(held: &Value, shown: &Value) {
    for (name, value) in shown.as_object().expect("an object") {
        assert_eq!(&held[name], value, "{name}");
    }
}

on_both! {
    async fn it_is_the_owners_and_staffs(shop: &Shop) {
        let (owner, other) = (stocked(shop).await, shop.customer().await);
        assert_eq!(export(&owner, &owner.id).await["customer"]["email"], owner.email);
        for scope in ["customers:read", "customers:write", "admin"] {
            let held = export(&shop.staff(&[scope]).await, &owner.id).await;
            assert_eq!(held["customer"]["id"], owner.id, "{scope}");
        }
        assert_eq!(ask(&shop.anonymous(), &owner.id).await.error_code(), "UNAUTHENTICATED");
        let others = shop.staff(&["groups:write", "events:read", "webhooks"]).await;
        assert_eq!(ask(&others, &owner.id).await.error_code(), "FORBIDDEN");
        let staff = shop.staff(&["customers:read"]).await;
        for (caller, id) in [
            (&*other, owner.id.as_str()), (&*owner, "cus_unknown"), (&staff, "cus_unknown"), (&staff, "addr_Oslo"), (&staff, ""), (&owner, "\u{0}"),
        ] {
            assert_eq!(ask(caller, id).await.ok().data("customerDataExport"), &Value::Null, "{id:?}");
        }
    }
}

on_both! {
    async fn its_forms_are_those_of_the_api(shop: &Shop) {
        let owner = stocked(shop).await;
        let held = export(&owner, &owner.id).await;
        let query = "{ me { id email firstName lastName companyName phone hasAccount emailVerifiedAt metadata version createdAt updatedAt
            addresses { id customerId addressName isDefaultShipping isDefaultBilling company firstName lastName address1 address2 city
                countryCode province postalCode phone metadata version createdAt updatedAt }
            groups { id name metadata version createdAt updatedAt } } }";
        let answer = owner.gql(query, json!({})).await.ok();
        let mut me = answer.data("me").clone();
        let mut shown = |list: &str| me[list].take().as_array().expect("a list").clone();
        let (addresses, groups) = (shown("addresses"), shown("groups"));
        me.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
        assert_same(&held["customer"], &me);
        assert_eq!(held["customer"]["phone"], Value::Null, "what is empty is there as well");
        assert_eq!((addresses.len(), groups.len()), (1, 1));
        let live = |list: &str| of(&held, list).into_iter().find(|row| row["deletedAt"].is_null()).expect("a live one").clone();
        assert_same(&live("addresses"), &addresses[0]);
        assert_same(&live("groups"), &groups[0]);

        let events = of(&held, "events");
        let ids: Vec<_> = events.iter().map(|event| event["id"].clone()).collect();
        let query = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Event { id type occurredAt actor customerId customerGroupId data } } }";
        let nodes = owner.gql(query, json!({ "ids": ids })).await.ok();
        for (held, shown) in events.iter().zip(nodes.data("nodes").as_array().expect("a list")) {
            assert_same(held, shown);
        }
    }
}

on_both! {
    async fn what_is_deleted_is_in_it(shop: &Shop) {
        let owner = stocked(shop).await;
        let held = export(&owner, &owner.id).await;
        let cities: Vec<_> = of(&held, "addresses").iter().map(|row| (&row["city"], row["deletedAt"].is_string())).collect();
        assert_eq!(cities, [(&json!("Rome"), true), (&json!("Oslo"), false)]);
        let groups: Vec<_> = of(&held, "groups").iter().map(|row| (&row["name"], row["deletedAt"].is_string())).collect();
        assert_eq!(groups, [(&json!("gone"), true), (&json!("vip"), false)]);
        let memberships: Vec<_> = of(&held, "memberships").iter().map(|row| &row["customerGroupId"]).collect();
        assert_eq!(memberships, ["cgroup_gone", "cgroup_vip"]);
        assert_eq!(of(&held, "identities")[0]["entityId"], owner.email);
        assert_eq!(of(&held, "sessions").len(), 1);
        assert_eq!(of(&held, "events")[0]["type"], "customer.created");
    }
}

on_both! {
    async fn what_staff_keep_for_themselves_is_theirs(shop: &Shop) {
        let owner = stocked(shop).await;
        let mine = export(&owner, &owner.id).await;
        let staffs = export(&shop.staff(&["customers:read"]).await, &owner.id).await;
        for name in ["privateMetadata", "externalId", "createdBy"] {
            assert_eq!(mine["customer"].get(name), None, "{name}");
            assert!(staffs["customer"].get(name).is_some(), "{name}");
        }
        assert_eq!(staffs["customer"]["privateMetadata"], json!({"risk": "low"}));
        assert_eq!(of(&mine, "memberships")[0].get("createdBy"), None);
        assert!(of(&staffs, "memberships")[0]["createdBy"].as_str().expect("a key").starts_with("key_"));
        assert!(!mine.to_string().contains("key_"), "nothing tells who of staff did what");
        let actors: Vec<_> = of(&mine, "events").iter().map(|event| event["actor"].clone()).filter(|actor| !actor.is_null()).collect();
        assert!(actors.iter().all(|actor| *actor == json!(owner.id)));
    }
}

on_both! {
    async fn a_deleted_customers_is_staffs(shop: &Shop) {
        let owner = stocked(shop).await;
        let staff = shop.staff(&["customers:write"]).await;
        let delete = "mutation ($id: ID!) { deleteCustomers(input: {ids: [$id]}) { userErrors { code field message } } }";
        done(&staff, delete, json!({"id": owner.id})).await;
        let held = export(&staff, &owner.id).await;
        assert!(held["customer"]["deletedAt"].is_string() && of(&held, "identities")[0]["deletedAt"].is_string());
        assert_eq!(ask(&owner, &owner.id).await.error_code(), "UNAUTHENTICATED");
    }
}

on_both! {
    async fn it_takes_the_same_statements_whatever_there_is(shop: &Shop) {
        let (rich, poor) = (stocked(shop).await, shop.customer().await);
        for owner in [&rich, &poor] {
            ask(owner, &owner.id).await.ok();
            let (held, statements) = shop.statements(ask(owner, &owner.id)).await;
            held.ok();
            assert_eq!(statements, 9, "the session, and one for each kind of thing");
        }
    }
}
