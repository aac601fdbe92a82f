//! Credentials that are bad, and what they do not get in the way of.

use std::time::Duration;

use patronage::account::api_key;
use patronage::actor::Scope;
use patronage::value::Text;
use secrecy::ExposeSecret;
use serde_json::json;

use super::{PASSWORD, assert_unauthenticated, login, me, refresh, register};
use crate::harness::{Caller, Shop, on_both};

const LIST: &str = "{ customers { nodes { id } } }";

/// A new API key that may read customers: its id, and somebody who has it.
async fn key(shop: &Shop, lives: Option<Duration>) -> (entity::ApiKeyId, Caller) {
    let name = Text::required("till").expect("a name");
    let expires = lives.map(|time| shop.clock.now().plus(time));
    let created = api_key::create(&shop.app, name, &[Scope::CustomersRead], expires).await;
    let made = created.expect("a key");
    (
        made.key.id,
        shop.anonymous().bearer(made.secret.expose_secret()),
    )
}

on_both! {
    async fn a_revoked_key_is_refused_at_once(shop: &Shop) {
        let ((id, revoked), (_, other)) = (key(shop, None).await, key(shop, None).await);
        revoked.gql(LIST, json!({})).await.ok();
        api_key::revoke(&shop.app, &id).await.expect("a revocation");
        assert_unauthenticated(&revoked).await;
        other.gql(LIST, json!({})).await.ok();
    }
}

on_both! {
    async fn a_key_expires(shop: &Shop) {
        let (_, short) = key(shop, Some(Duration::from_hours(1))).await;
        let (_, endless) = key(shop, None).await;
        shop.clock.advance(Duration::from_mins(59));
        short.gql(LIST, json!({})).await.ok();
        shop.clock.advance(Duration::from_mins(1));
        assert_unauthenticated(&short).await;
        shop.clock.advance(Duration::from_hours(24 * 3650));
        endless.gql(LIST, json!({})).await.ok();
    }
}

on_both! {
    async fn only_one_bearer_token_is_a_credential(shop: &Shop) {
        let customer = shop.customer().await;
        let answer = login(&shop.anonymous(), &customer.email, &customer.password).await.ok();
        let token = answer.str("login.tokens.accessToken");
        for value in ["Basic dmVyYTpwYXNzd29yZA==", "Bearer", "bearer ", "", token, &format!("Token {token}"), &format!("Bearer {token} {token}"), &format!("Bearer {token},")] {
            assert_unauthenticated(&shop.anonymous().with_header("authorization", value)).await;
        }
        // The scheme's case does not matter (RFC 9110, 11.1).
        me(&shop.anonymous().with_header("authorization", &format!("bearer {token}"))).await.ok();
    }
}

on_both! {
    async fn who_asks_for_a_credential_need_not_have_a_good_one(shop: &Shop) {
        let customer = shop.customer().await;
        shop.clock.advance(Duration::from_mins(11));
        let expired = Caller::clone(&customer);
        for caller in [expired, shop.anonymous().bearer("nonsense"), shop.anonymous().with_header("authorization", "Basic x")] {
            assert_unauthenticated(&caller).await;
            let answer = login(&caller, &customer.email, &customer.password).await.ok();
            assert_eq!(answer.str("login.customer.id"), customer.id);
            refresh(&caller, &customer.refresh_token).await.ok();
            let taken = register(&caller, json!({"email": customer.email, "password": PASSWORD})).await;
            assert_eq!(taken.user_errors(), ["EMAIL_TAKEN input.email"]);
        }
    }
}

on_both! {
    async fn nothing_else_runs_beside_with_a_bad_credential(shop: &Shop) {
        let customer = shop.customer().await;
        let bad = shop.anonymous().bearer("nonsense");
        for mutation in [
            "mutation ($input: LoginInput!) { login(input: $input) { customer { id } } logout { accepted } }",
            "mutation ($input: LoginInput!) { logout { accepted } ...L } fragment L on Mutation { login(input: $input) { customer { id } } }",
        ] {
            let input = json!({"email": customer.email, "password": customer.password});
            let answer = bad.gql(mutation, json!({ "input": input })).await;
            assert_eq!((answer.status.as_u16(), answer.error_code()), (401, "UNAUTHENTICATED"), "{mutation}");
        }
        let answer = bad.gql("mutation { logout { accepted } }", json!({})).await;
        assert_eq!((answer.status.as_u16(), answer.error_code()), (401, "UNAUTHENTICATED"));
    }
}

on_both! {
    async fn a_document_tries_one_password(shop: &Shop) {
        let customer = shop.customer().await;
        let input = json!({"email": customer.email, "password": customer.password});
        let twice = "mutation ($input: LoginInput!) { a: login(input: $input) { customer { id } } b: login(input: $input) { customer { id } } }";
        assert_eq!(shop.anonymous().gql(twice, json!({ "input": input })).await.error_code(), "QUERY_TOO_COMPLEX");
    }
}
