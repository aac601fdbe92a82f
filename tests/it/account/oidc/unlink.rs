//! Ways to log in that go.

use serde_json::{Value, json};

use super::{enter, link, logins, providers, token, unlink, unverified};
use crate::account::{assert_unauthenticated, event_types, events, login, me};
use crate::harness::{Shop, on_both};

/// The id of the login of a customer by a provider.
async fn login_id(shop: &Shop, customer: &str, provider: &str) -> String {
    let logins = logins(shop, customer).await;
    let login = logins.iter().find(|login| login.provider == provider);
    login.expect("a login").id.to_string()
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn a_login_is_taken_with_the_sessions_it_opened(shop: &Shop) {
        let customer = shop.customer().await;
        let token = unverified(shop, "1", "mina@shop.example");
        link(&customer, &token).await.ok();
        let answer = enter(&shop.anonymous(), &token).await.ok();
        let by_google = shop.anonymous().bearer(answer.str("loginWithIdToken.tokens.accessToken"));

        let id = login_id(shop, &customer.id, "google").await;
        let answer = unlink(&customer, &id).await.ok();
        assert_eq!(answer.str("unlinkIdentity.customer.id"), customer.id);
        assert_eq!(answer.data("unlinkIdentity.customer.version"), &json!(1));
        let events = events(shop, &customer.id).await;
        let last = events.last().expect("an event");
        assert_eq!((last.kind.as_str(), &last.data), ("customer.identity_unlinked", &json!({"provider": "google"})));

        assert_unauthenticated(&by_google).await;
        me(&customer).await.ok();
        assert_eq!(unlink(&customer, &id).await.user_errors(), ["NOT_FOUND input.id"]);
        // The subject is free again.
        let answer = enter(&shop.anonymous(), &token).await.ok();
        assert_ne!(answer.str("loginWithIdToken.customer.id"), customer.id);
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn the_only_way_to_log_in_stays(shop: &Shop) {
        let customer = shop.customer().await;
        let password = login_id(shop, &customer.id, "emailpass").await;
        let answer = unlink(&customer, &password).await;
        assert_eq!(answer.user_errors(), ["LAST_IDENTITY input.id"]);
        assert_eq!(answer.data("unlinkIdentity.customer"), &Value::Null);
        let staff = shop.staff(&["customers:write"]).await;
        assert_eq!(unlink(&staff, &password).await.user_errors(), ["LAST_IDENTITY input.id"]);

        link(&customer, &unverified(shop, "1", "mina@shop.example")).await.ok();
        unlink(&customer, &password).await.ok();
        let answer = login(&shop.anonymous(), &customer.email, &customer.password).await;
        assert_eq!(answer.user_errors(), ["INVALID_CREDENTIALS"]);
        let google = login_id(shop, &customer.id, "google").await;
        assert_eq!(unlink(&staff, &google).await.user_errors(), ["LAST_IDENTITY input.id"]);
        assert_eq!(providers(shop, &customer.id).await, ["google"]);
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn a_login_without_a_password_is_no_way_to_log_in(shop: &Shop) {
        let customer = shop.customer().await;
        let answer = enter(&shop.anonymous(), &token(shop, "1", &customer.email)).await.ok();
        let owner = shop.anonymous().bearer(answer.str("loginWithIdToken.tokens.accessToken"));
        let google = login_id(shop, &customer.id, "google").await;
        assert_eq!(unlink(&owner, &google).await.user_errors(), ["LAST_IDENTITY input.id"]);
        let password = login_id(shop, &customer.id, "emailpass").await;
        unlink(&owner, &password).await.ok();
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn staff_take_logins_and_others_do_not_know_them(shop: &Shop) {
        let (customer, other) = (shop.customer().await, shop.customer().await);
        link(&customer, &unverified(shop, "1", "mina@shop.example")).await.ok();
        let id = login_id(shop, &customer.id, "google").await;
        for unknown in [id.as_str(), "authid_unknown", "cus_1", "", "\u{0}"] {
            assert_eq!(unlink(&other, unknown).await.user_errors(), ["NOT_FOUND input.id"], "{unknown:?}");
        }
        assert_eq!(unlink(&shop.anonymous(), &id).await.error_code(), "UNAUTHENTICATED");
        let reader = shop.staff(&["customers:read"]).await;
        assert_eq!(unlink(&reader, &id).await.error_code(), "FORBIDDEN");
        assert_eq!(providers(shop, &customer.id).await, ["emailpass", "google"]);

        unlink(&shop.staff(&["customers:write"]).await, &id).await.ok();
        let events = events(shop, &customer.id).await;
        let last = events.last().expect("an event");
        assert_eq!(last.kind, "customer.identity_unlinked");
        assert!(last.actor.as_deref().is_some_and(|actor| actor.starts_with("key_")));
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn of_two_that_go_at_once_one_stays(shop: &Shop) {
        let customer = shop.customer().await;
        link(&customer, &unverified(shop, "1", "mina@shop.example")).await.ok();
        let ids = [login_id(shop, &customer.id, "emailpass").await, login_id(shop, &customer.id, "google").await];
        let staff = shop.staff(&["customers:write"]).await;
        let (one, other) = tokio::join!(unlink(&staff, &ids[0]), unlink(&staff, &ids[1]));
        let mut refused = [one.user_errors(), other.user_errors()].concat();
        assert_eq!(refused.pop().as_deref(), Some("LAST_IDENTITY input.id"));
        assert!(refused.is_empty(), "{refused:?}");
        assert_eq!(providers(shop, &customer.id).await.len(), 1);
        let kinds = event_types(shop, &customer.id).await;
        assert_eq!(kinds.iter().filter(|kind| *kind == "customer.identity_unlinked").count(), 1);
    }
}
