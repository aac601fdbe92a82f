//! API keys by the API.

use std::time::Duration;

use serde_json::{Value, json};

use super::assert_unauthenticated;
use crate::harness::{Answer, Caller, on_both};

async fn make(caller: &Caller, input: Value) -> Answer {
    const CREATE: &str = "mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) {
        apiKey { id name scopes prefix createdAt expiresAt lastUsedAt revokedAt } secret
        userErrors { code field message } } }";
    caller.gql(CREATE, json!({ "input": input })).await
}

async fn revoke(caller: &Caller, id: &str) -> Answer {
    const REVOKE: &str = "mutation ($input: NodeInput!) { revokeApiKey(input: $input) {
        apiKey { id revokedAt } userErrors { code field message } } }";
    caller.gql(REVOKE, json!({"input": {"id": id}})).await
}

on_both! {
    async fn a_key_is_made_used_listed_and_revoked(shop: &Shop) {
        let admin = shop.staff(&["admin"]).await;
        let input = json!({"name": " Till ", "scopes": ["groups:read", "customers:write", "groups:read"]});
        let made = make(&admin, input).await.ok();
        let key = made.data("createApiKey.apiKey").clone();
        let secret = made.str("createApiKey.secret");
        assert!(secret.starts_with("sk_") && secret.starts_with(key["prefix"].as_str().expect("a prefix")));
        assert_eq!((&key["name"], &key["scopes"]), (&json!("Till"), &json!(["customers:write", "groups:read"])));
        assert_eq!((&key["expiresAt"], &key["lastUsedAt"], &key["revokedAt"]), (&Value::Null, &Value::Null, &Value::Null));

        let till = shop.anonymous().bearer(secret);
        till.gql("{ customers { nodes { id } } }", json!({})).await.ok();
        let id = key["id"].as_str().expect("an id");
        let query = "query ($id: ID!) { apiKeys { id } node(id: $id) { id ... on ApiKey { name } } }";
        let listed = admin.gql(query, json!({"id": id})).await.ok();
        assert_eq!(listed.data("apiKeys").as_array().map(Vec::len), Some(2));
        assert_eq!(listed.data("node"), &json!({"id": id, "name": "Till"}));
        assert!(!listed.text.contains(secret));
        let seen = till.gql("query ($id: ID!) { node(id: $id) { id } }", json!({"id": id})).await.ok();
        assert_eq!(seen.data("node"), &Value::Null);

        let revoked = revoke(&admin, id).await.ok();
        assert!(revoked.data("revokeApiKey.apiKey.revokedAt").is_string());
        assert_unauthenticated(&till).await;
        shop.clock.advance(Duration::from_hours(1));
        assert_eq!(revoke(&admin, id).await.ok().text, revoked.text);
    }
}

on_both! {
    async fn what_is_wrong_with_a_key_is_told_at_once(shop: &Shop) {
        let admin = shop.staff(&["admin"]).await;
        let past = "2020-01-01T00:00:00Z";
        let answer = make(&admin, json!({"name": " ", "scopes": [], "expiresAt": past})).await;
        assert_eq!(answer.user_errors(), ["REQUIRED input.name", "REQUIRED input.scopes", "INVALID input.expiresAt"]);
        assert_eq!(answer.data("createApiKey.secret"), &Value::Null);
        let answer = make(&admin, json!({"name": "till", "scopes": ["admin", "root"]})).await;
        assert_eq!(answer.user_errors(), ["INVALID input.scopes"]);
        for unknown in ["key_unknown", "cus_1", ""] {
            assert_eq!(revoke(&admin, unknown).await.user_errors(), ["NOT_FOUND input.id"], "{unknown}");
        }
    }
}

on_both! {
    async fn a_key_works_until_it_expires(shop: &Shop) {
        let admin = shop.staff(&["admin"]).await;
        let later = "2099-01-01T00:00:00.000Z";
        let made = make(&admin, json!({"name": "till", "scopes": ["customers:read"], "expiresAt": later})).await.ok();
        assert_eq!(made.str("createApiKey.apiKey.expiresAt"), later);
        let till = shop.anonymous().bearer(made.str("createApiKey.secret"));
        till.gql("{ customers { nodes { id } } }", json!({})).await.ok();
    }
}

on_both! {
    async fn only_admins_make_keys(shop: &Shop) {
        let staff = shop.staff(&["customers:write", "groups:write", "events:read", "webhooks"]).await;
        for caller in [&shop.anonymous(), &*shop.customer().await, &staff] {
            let made = make(caller, json!({"name": "till", "scopes": ["admin"]})).await;
            assert!(["UNAUTHENTICATED", "FORBIDDEN"].contains(&made.error_code()));
        }
    }
}

on_both! {
    async fn the_same_secret_is_given_again_under_an_idempotency_key(shop: &Shop) {
        let admin = shop.staff(&["admin"]).await.with_header("idempotency-key", "k");
        let input = json!({"name": "till", "scopes": ["customers:read"]});
        let [first, again] = [make(&admin, input.clone()).await.ok(), make(&admin, input.clone()).await.ok()];
        assert_eq!(first.str("createApiKey.secret"), again.str("createApiKey.secret"));
        let till = shop.anonymous().bearer(again.str("createApiKey.secret"));
        till.gql("{ customers { nodes { id } } }", json!({})).await.ok();
        let other = make(&shop.staff(&["admin"]).await.with_header("idempotency-key", "k"), input).await.ok();
        assert_ne!(other.str("createApiKey.secret"), first.str("createApiKey.secret"));
    }
}
