//! Several root fields: each has a transaction and an outcome of its own.

use entity::api_key;
use sea_orm::sea_query::Expr;
use sea_orm::{EntityTrait, QueryFilter};
use serde_json::json;

use super::{groups, keyed, rows};
use crate::harness::{Shop, on_both};
use crate::outbox::recorded;

const BOTH: &str = "mutation ($name: String!) {
    createCustomer(input: {firstName: \"Vera\"}) { customer { id } userErrors { code field } }
    createCustomerGroup(input: {name: $name}) { customerGroup { id } userErrors { code field } } }";

/// Gives every API key these scopes.
async fn may(shop: &Shop, scopes: &str) {
    api_key::Entity::update_many()
        .col_expr(api_key::Column::Scopes, Expr::value(scopes))
        .filter(Expr::value(true))
        .exec(shop.app.db.write())
        .await
        .expect("the keys");
}

on_both! {
    async fn what_was_done_is_replayed_and_the_rest_is_run(shop: &Shop) {
        let staff = keyed(&shop.staff(&["customers:write"]).await, "k");
        let name = json!({"name": "vip"});
        let (half, events) = recorded(shop, staff.gql(BOTH, name.clone())).await;
        assert_eq!((half.error_code(), &half.json["data"]), ("FORBIDDEN", &json!(null)));
        let made = events[0].customer_id.clone().expect("a customer");
        assert_eq!((events.len(), rows(shop).await.len()), (1, 1), "no failure is kept");

        may(shop, "customers:write groups:write").await;
        let other = staff.gql(BOTH, json!({"name": "gold"})).await;
        assert_eq!(other.error_code(), "IDEMPOTENCY_CONFLICT");
        let (whole, events) = recorded(shop, staff.gql(BOTH, name.clone())).await;
        let whole = whole.ok();
        assert_eq!(whole.str("createCustomer.customer.id"), made.to_string());
        let kinds: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(kinds, ["customer_group.created"]);
        assert_eq!(staff.gql(BOTH, name).await.ok().json, whole.json);
        assert_eq!(groups(&staff).await, 1);
    }
}

on_both! {
    async fn two_of_a_kind_are_told_apart(shop: &Shop) {
        let staff = keyed(&shop.staff(&["groups:write"]).await, "k");
        let two = "mutation { a: createCustomerGroup(input: {name: \"a\"}) { customerGroup { name } userErrors { code } }
            b: createCustomerGroup(input: {name: \"b\"}) { customerGroup { name } userErrors { code } } }";
        let first = staff.gql(two, json!({})).await.ok();
        assert_eq!((first.str("a.customerGroup.name"), first.str("b.customerGroup.name")), ("a", "b"));
        assert_eq!(staff.gql(two, json!({})).await.ok().json, first.json);
        // Fewer or other fields are another request, wherever they stand.
        let one = "mutation { b: createCustomerGroup(input: {name: \"b\"}) { customerGroup { name } userErrors { code } } }";
        assert_eq!(staff.gql(one, json!({})).await.error_code(), "IDEMPOTENCY_CONFLICT");
    }
}

on_both! {
    async fn rights_are_asked_anew(shop: &Shop) {
        let staff = keyed(&shop.staff(&["customers:write", "groups:write"]).await, "k");
        let name = json!({"name": "vip"});
        let first = staff.gql(BOTH, name.clone()).await.ok();
        may(shop, "customers:write").await;
        let refused = staff.gql(BOTH, name.clone()).await;
        assert_eq!((refused.error_code(), &refused.json["data"]), ("FORBIDDEN", &json!(null)));
        may(shop, "customers:write groups:write").await;
        assert_eq!(staff.gql(BOTH, name).await.ok().json, first.json);
    }
}
