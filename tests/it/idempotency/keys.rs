//! Which keys are taken, from whom, and for how long.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use super::{group, groups, id, keyed, rows};
use crate::harness::{by_hash, on_both, send};
use crate::outbox::recorded;

const STRICT: &str = "application/graphql-response+json";

on_both! {
    async fn a_key_has_1_to_255_visible_characters(shop: &Shop) {
        let staff = shop.staff(&["groups:write"]).await.with_header("accept", STRICT);
        for (name, good) in [("a", "!"), ("b", &*"~".repeat(255))] {
            group(&keyed(&staff, good), name).await.ok();
        }
        for bad in ["", "a b", "\u{e9}", &"x".repeat(256)] {
            let answer = group(&keyed(&staff, bad), "c").await;
            assert_eq!((answer.status.as_u16(), answer.error_code()), (400, "BAD_USER_INPUT"), "{bad:?}");
        }
        let body = json!({"query": "mutation { createCustomerGroup(input: {name: \"c\"}) { userErrors { code } } }"});
        let two = staff.request(Method::POST, "/graphql").json(&body);
        let two = send(two.header("idempotency-key", "a").header("idempotency-key", "b")).await;
        assert_eq!(two.error_code(), "BAD_USER_INPUT");
        assert_eq!(groups(&shop.staff(&["groups:read"]).await).await, 2);
    }
}

on_both! {
    async fn queries_ignore_keys(shop: &Shop) {
        let staff = shop.staff(&["groups:write"]).await;
        for key in ["", "k", &"x".repeat(256)] {
            assert_eq!(groups(&keyed(&staff, key)).await, 0);
        }
        group(&keyed(&staff, "k"), "vip").await.ok();
        assert_eq!(groups(&keyed(&staff, "k")).await, 1, "not what it was under the key");
        assert_eq!(rows(shop).await.len(), 1);
    }
}

on_both! {
    async fn a_key_is_its_callers_own(shop: &Shop) {
        let (one, two) = (shop.staff(&["groups:write"]).await, shop.staff(&["groups:write"]).await);
        let first = group(&keyed(&one, "k"), "a").await.ok();
        let other = group(&keyed(&two, "k"), "b").await.ok();
        assert_ne!(id(&first), id(&other));
        let (vera, rita) = (shop.customer().await, shop.customer().await);
        let rename = "mutation { updateCustomer(input: {firstName: \"Ada\"}) { customer { id } userErrors { code field } } }";
        for customer in [vera, rita] {
            let answer = keyed(&customer, "k").gql(rename, json!({})).await.ok();
            assert_eq!(answer.str("updateCustomer.customer.id"), customer.id);
        }
        assert_eq!(rows(shop).await.len(), 4);
    }
}

on_both! {
    async fn a_key_is_free_again_after_its_time(shop: &Shop) {
        let staff = keyed(&shop.staff(&["groups:write"]).await, "k");
        let first = group(&staff, "a").await.ok();
        shop.clock.advance(Duration::from_hours(24) - Duration::from_mins(1));
        assert_eq!(id(&group(&staff, "a").await.ok()), id(&first));
        assert_eq!(group(&staff, "b").await.error_code(), "IDEMPOTENCY_CONFLICT");
        shop.clock.advance(Duration::from_mins(1));
        let (second, events) = recorded(shop, group(&staff, "b")).await;
        assert_ne!(id(&second.ok()), id(&first));
        assert_eq!(events.len(), 1);
        assert_eq!(group(&staff, "a").await.error_code(), "IDEMPOTENCY_CONFLICT");
        assert_eq!(rows(shop).await.len(), 1, "in the place of the first");
    }
}

on_both! {
    with ["--idempotency-ttl=1h"]
    async fn what_has_expired_goes(shop: &Shop) {
        let staff = shop.staff(&["groups:write"]).await;
        for n in 0..20 {
            group(&keyed(&staff, &format!("old {n}").replace(' ', "-")), &format!("old {n}")).await.ok();
        }
        shop.clock.advance(Duration::from_hours(1));
        for (n, left) in [(0, 13), (1, 6), (2, 3), (3, 4)] {
            group(&keyed(&staff, &format!("new-{n}")), &format!("new {n}")).await.ok();
            assert_eq!(rows(shop).await.len(), left, "each takes eight with it");
        }
    }
}

on_both! {
    async fn a_document_is_the_same_by_text_and_by_hash(shop: &Shop) {
        let staff = keyed(&shop.staff(&["groups:write"]).await, "k");
        let text = "mutation { createCustomerGroup(input: {name: \"vip\"}) { customerGroup { id } userErrors { code } } }";
        let other = text.replace("vip", "guest");
        let ask = async |body: serde_json::Value| send(staff.request(Method::POST, "/graphql").json(&body)).await;
        let first = ask(json!({"query": text})).await.ok();
        for body in [json!({"query": text, "extensions": by_hash(text)}), json!({"extensions": by_hash(text)})] {
            assert_eq!(id(&ask(body).await.ok()), id(&first));
        }
        let conflict = ask(json!({"query": other, "extensions": by_hash(&other)})).await;
        assert_eq!(conflict.error_code(), "IDEMPOTENCY_CONFLICT");
        let conflict = ask(json!({"extensions": by_hash(&other)})).await;
        assert_eq!(conflict.error_code(), "IDEMPOTENCY_CONFLICT");
        assert_eq!(rows(shop).await.len(), 1);
    }
}
