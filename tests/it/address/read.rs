//! Who sees an address.

use serde_json::{Value, json};

use super::{added, delete};
use crate::harness::{Answer, Caller, on_both};

async fn read(caller: &Caller, id: &str) -> Answer {
    let query =
        "query ($id: ID!) { customerAddress(id: $id) { id customerId customer { id email } } }";
    caller.gql(query, json!({ "id": id })).await
}

on_both! {
    async fn the_owner_and_staff_see_it(shop: &Shop) {
        let (owner, other) = (shop.customer().await, shop.customer().await);
        let id = added(&owner, json!({})).await;
        let expected = json!({"id": id, "customerId": owner.id, "customer": {"id": owner.id, "email": owner.email}});
        for scopes in ["customers:read", "customers:write", "admin"] {
            let staff = shop.staff(&[scopes]).await;
            assert_eq!(read(&staff, &id).await.ok().data("customerAddress"), &expected, "{scopes}");
        }
        assert_eq!(read(&owner, &id).await.ok().data("customerAddress"), &expected);
        assert_eq!(read(&other, &id).await.ok().data("customerAddress"), &Value::Null);
    }
}

on_both! {
    async fn others_are_told_why_not(shop: &Shop) {
        let owner = shop.customer().await;
        let id = added(&owner, json!({})).await;
        for scope in ["groups:read", "groups:write", "events:read", "webhooks"] {
            let answer = read(&shop.staff(&[scope]).await, &id).await;
            assert_eq!(answer.error_code(), "FORBIDDEN", "{scope}");
            assert_eq!(answer.data("customerAddress"), &Value::Null);
        }
        let anyone = shop.anonymous();
        // Neither tells whether there is such an address.
        for id in [id.as_str(), "addr_unknown", "nonsense"] {
            assert_eq!(read(&anyone, id).await.error_code(), "UNAUTHENTICATED");
        }
    }
}

on_both! {
    async fn ids_of_nothing_give_null(shop: &Shop) {
        let owner = shop.customer().await;
        let staff = shop.staff(&["customers:read"]).await;
        let gone = added(&owner, json!({})).await;
        delete(&owner, &[&gone]).await.ok();
        let long = "x".repeat(10_000);
        for id in [gone.as_str(), "addr_unknown", &owner.id, "", "addr_", "addr_\u{0}", "%", &long] {
            assert_eq!(read(&staff, id).await.ok().data("customerAddress"), &Value::Null, "{id}");
            assert_eq!(read(&owner, id).await.ok().data("customerAddress"), &Value::Null, "{id}");
        }
    }
}
