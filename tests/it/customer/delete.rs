//! `deleteCustomers`: what hides, what ends, and what is told.

use serde_json::{Value, json};

use super::{assert_needs_customers_write, call, events, group, kinds_after, log_in, made, read};
use crate::harness::{Caller, on_both};

async fn delete(staff: &Caller, ids: Value) -> (Value, Vec<String>) {
    let answer = call(staff, "deleteCustomers", json!({ "ids": ids })).await;
    (
        answer.data("deleteCustomers.deletedIds").clone(),
        answer.user_errors(),
    )
}

on_both! {
    async fn it_deletes_what_it_can(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let (a, b) = (made(&staff, json!({})).await, made(&staff, json!({})).await);
        let gone = made(&staff, json!({})).await;
        assert_eq!(delete(&staff, json!([gone])).await, (json!([gone]), vec![]));
        let before = events(shop).await.len();
        let ids = json!([b, "cus_unknown", a, b, gone, "addr_1", "", "cus_unknown"]);
        let missing = ["1", "4", "5", "6"].map(|index| format!("NOT_FOUND input.ids.{index}"));
        assert_eq!(delete(&staff, ids).await, (json!([b, a]), missing.to_vec()));
        let told: Vec<_> = events(shop).await[before..].iter().map(|event| {
            (event.kind.clone(), event.customer_id.as_ref().map(ToString::to_string))
        }).collect();
        assert_eq!(told, [("customer.deleted".to_owned(), Some(b)), ("customer.deleted".to_owned(), Some(a.clone()))]);
        let row = read(&staff, &a).await;
        assert_eq!((&row["version"], &row["deletedAt"]), (&json!(2), &row["updatedAt"]));
        assert!(row["deletedAt"].is_string());
    }
}

on_both! {
    async fn the_list_of_ids_has_bounds(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let id = made(&staff, json!({})).await;
        assert_eq!(delete(&staff, json!([])).await, (json!([]), vec!["REQUIRED input.ids".to_owned()]));
        let many = vec![id.as_str(); 1001];
        assert_eq!(delete(&staff, json!(many)).await, (json!([]), vec!["LIMIT_REACHED input.ids".to_owned()]));
        assert_eq!(read(&staff, &id).await["deletedAt"], Value::Null);
        assert_eq!(delete(&staff, json!(many[..1000])).await, (json!([id]), vec![]));
        assert_eq!(kinds_after(shop, 1).await, ["customer.deleted"]);
    }
}

on_both! {
    async fn sessions_end_and_the_login_goes(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let customer = shop.customer().await;
        let elsewhere = shop.customer().await;
        call(&staff, "deleteCustomers", json!({"ids": [customer.id]})).await.ok();
        for _ in 0..2 {
            assert_eq!(customer.gql("{ me { id } }", json!({})).await.error_code(), "UNAUTHENTICATED");
        }
        let refresh = "mutation ($input: RefreshTokensInput!) { refreshTokens(input: $input) { tokens { accessToken } userErrors { code field message } } }";
        let answer = shop.anonymous().gql(refresh, json!({"input": {"refreshToken": customer.refresh_token}})).await;
        assert!(answer.user_errors()[0].starts_with("INVALID_TOKEN"), "{}", answer.text);
        assert_eq!(log_in(shop, &customer.email, &customer.password).await.user_errors(), ["INVALID_CREDENTIALS"]);
        elsewhere.gql("{ me { id } }", json!({})).await.ok();
    }
}

on_both! {
    async fn addresses_and_memberships_hide(shop: &Shop) {
        let staff = shop.staff(&["customers:write", "groups:write"]).await;
        let vip = group(&staff, "VIP").await;
        let input = json!({"addresses": [{"id": "addr_1", "city": "Rome"}], "groupIds": [vip]});
        let id = made(&staff, input).await;
        let seen = "query ($vip: ID!, $id: ID!) { customer(id: $id) { id } customerAddress(id: \"addr_1\") { id }
            node(id: $id) { id } customers { totalCount } customerAddresses { totalCount }
            inVip: customers(filter: {groups: {id: {eq: $vip}}}) { totalCount } }";
        let variables = json!({"vip": vip, "id": id});
        let before = staff.gql(seen, variables.clone()).await.ok();
        assert_eq!(before.data("inVip.totalCount"), 1);
        assert_eq!((before.str("node.id"), before.str("customerAddress.id")), (id.as_str(), "addr_1"));
        call(&staff, "deleteCustomers", json!({"ids": [id]})).await.ok();
        let none = json!({"totalCount": 0});
        assert_eq!(staff.gql(seen, variables.clone()).await.ok().json["data"], json!({
            "customer": null, "customerAddress": null, "node": null, "customers": none, "customerAddresses": none,
            "inVip": none,
        }));
        assert_eq!(kinds_after(shop, 4).await, ["customer.deleted"], "none for what hides with it");
        call(&staff, "restoreCustomers", json!({"ids": [id]})).await.ok();
        assert_eq!(staff.gql(seen, variables).await.ok().json, before.json);
    }
}

on_both! {
    async fn deleted_ones_are_shown_to_staff_on_request(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let (gone, owner) = (made(&staff, json!({})).await, shop.customer().await);
        call(&staff, "deleteCustomers", json!({"ids": [gone]})).await.ok();
        let query = "query ($id: ID!, $deleted: Boolean) { customer(id: $id, includeDeleted: $deleted) { id deletedAt } }";
        let reader = shop.staff(&["customers:read"]).await;
        for (deleted, shown) in [(json!(true), true), (json!(false), false), (json!(null), false)] {
            let answer = reader.gql(query, json!({"id": gone, "deleted": deleted})).await.ok();
            assert_eq!(answer.data("customer").is_object(), shown, "{deleted}");
            let list = "query ($deleted: Boolean) { customers(includeDeleted: $deleted) { totalCount nodes { id } } }";
            let answer = reader.gql(list, json!({ "deleted": deleted })).await.ok();
            assert_eq!(answer.data("customers.totalCount"), if shown { 2 } else { 1 });
            assert_eq!(answer.text.contains(&gone), shown);
        }
        let answer = owner.gql(query, json!({"id": gone, "deleted": true})).await.ok();
        assert_eq!(answer.data("customer"), &Value::Null);
        assert_eq!(owner.gql(query, json!({"id": owner.id, "deleted": true})).await.ok().str("customer.id"), owner.id);
        assert_eq!(owner.gql("{ customers(includeDeleted: true) { totalCount } }", json!({})).await.error_code(), "FORBIDDEN");
    }
}

on_both! {
    async fn it_is_for_staff_that_writes(shop: &Shop) {
        let id = made(&shop.staff(&["customers:write"]).await, json!({})).await;
        assert_needs_customers_write(shop, "deleteCustomers", &json!({"ids": [id]})).await;
    }
}
