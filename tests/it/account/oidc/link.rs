//! Further ways to log in.

use serde_json::{Value, json};

use super::{enter, link, providers, token, unverified};
use crate::account::{event_types, events, login, me};
use crate::harness::on_both;

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn a_customer_may_log_in_by_a_provider_as_well(shop: &Shop) {
        let customer = shop.customer().await;
        let answer = link(&customer, &unverified(shop, "1", "else@where.example")).await.ok();
        assert_eq!(answer.str("linkIdentity.customer.id"), customer.id);
        assert_eq!(answer.data("linkIdentity.customer.emailVerifiedAt"), &Value::Null);
        assert_eq!(answer.data("linkIdentity.customer.version"), &json!(1), "a login is not the profile");
        let events = events(shop, &customer.id).await;
        let last = events.last().expect("an event");
        assert_eq!((last.kind.as_str(), &last.data), ("customer.identity_linked", &json!({"provider": "google"})));
        assert_eq!(last.actor.as_deref(), Some(&*customer.id));

        let answer = enter(&shop.anonymous(), &unverified(shop, "1", "else@where.example")).await.ok();
        assert_eq!(answer.str("loginWithIdToken.customer.id"), customer.id);
        login(&shop.anonymous(), &customer.email, &customer.password).await.ok();
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn linking_again_changes_nothing(shop: &Shop) {
        let customer = shop.customer().await;
        let token = unverified(shop, "1", &customer.email);
        link(&customer, &token).await.ok();
        let before = event_types(shop, &customer.id).await;
        link(&customer, &token).await.ok();
        assert_eq!(event_types(shop, &customer.id).await, before);
        assert_eq!(providers(shop, &customer.id).await, ["emailpass", "google"]);
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn the_owner_proves_the_mailbox_and_stays_logged_in(shop: &Shop) {
        let customer = shop.customer().await;
        let answer = link(&customer, &token(shop, "1", &customer.email)).await.ok();
        assert!(answer.data("linkIdentity.customer.emailVerifiedAt").is_string());
        assert_eq!(answer.data("linkIdentity.customer.version"), &json!(2));
        me(&customer).await.ok();
        login(&shop.anonymous(), &customer.email, &customer.password).await.ok();
        let kinds = event_types(shop, &customer.id).await;
        assert_eq!(kinds[2..4], ["customer.identity_linked", "customer.email_verified"]);
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn what_another_logs_in_with_is_taken(shop: &Shop) {
        let (one, other) = (shop.customer().await, shop.customer().await);
        let token = unverified(shop, "1", "mina@shop.example");
        link(&one, &token).await.ok();
        let before = event_types(shop, &other.id).await;
        let answer = link(&other, &token).await;
        assert_eq!(answer.user_errors(), ["IDENTITY_TAKEN input.idToken"]);
        assert_eq!(answer.data("linkIdentity.customer"), &Value::Null);
        assert_eq!(event_types(shop, &other.id).await, before);
        assert_eq!(providers(shop, &other.id).await, ["emailpass"]);
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn only_a_customer_links(shop: &Shop) {
        let token = token(shop, "1", "mina@shop.example");
        assert_eq!(link(&shop.anonymous(), &token).await.error_code(), "UNAUTHENTICATED");
        assert_eq!(link(&shop.staff(&["admin"]).await, &token).await.error_code(), "FORBIDDEN");
        let customer = shop.customer().await;
        let answer = link(&customer, "nonsense").await;
        assert_eq!(answer.user_errors(), ["INVALID_TOKEN input.idToken"]);
    }
}
