//! Accounts made for somebody else's e-mail beforehand.

use serde_json::json;

use super::{enter, link, logins, providers, token, unverified};
use crate::account::{assert_refused, assert_unauthenticated, events, login};
use crate::harness::on_both;

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn the_first_proof_voids_the_password_and_the_sessions_from_before(shop: &Shop) {
        let attacker = shop.customer().await;
        let answer = enter(&shop.anonymous(), &token(shop, "owner", &attacker.email)).await.ok();
        assert_eq!(answer.str("loginWithIdToken.customer.id"), attacker.id);

        assert_unauthenticated(&attacker).await;
        assert_refused(&shop.anonymous(), &attacker.refresh_token).await;
        let answer = login(&shop.anonymous(), &attacker.email, &attacker.password).await;
        assert_eq!(answer.user_errors(), ["INVALID_CREDENTIALS"]);
        let passwords: Vec<_> = logins(shop, &attacker.id).await.into_iter().map(|login| login.password_hash).collect();
        assert_eq!(passwords, [None, None]);
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn the_first_proof_voids_other_outside_logins_from_before(shop: &Shop) {
        let attacker = shop.customer().await;
        link(&attacker, &unverified(shop, "attacker", "attacker@shop.example")).await.ok();
        let owner = enter(&shop.anonymous(), &token(shop, "owner", &attacker.email)).await.ok();
        assert_eq!(owner.str("loginWithIdToken.customer.id"), attacker.id);
        let subjects: Vec<_> = logins(shop, &attacker.id).await.into_iter().map(|login| login.entity_id).collect();
        assert_eq!(subjects, [attacker.email.as_str(), "owner"]);
        let unlinked = events(shop, &attacker.id).await.into_iter().find(|event| event.kind == "customer.identity_unlinked");
        assert_eq!(unlinked.expect("an event").data, json!({"provider": "google"}));

        // What is left is nobody's: the subject registers anew.
        let again = enter(&shop.anonymous(), &unverified(shop, "attacker", "attacker@shop.example")).await.ok();
        assert_ne!(again.str("loginWithIdToken.customer.id"), attacker.id);
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn a_login_that_is_known_already_can_be_the_first_proof(shop: &Shop) {
        let customer = shop.customer().await;
        link(&customer, &unverified(shop, "1", &customer.email)).await.ok();
        let other = link(&customer, &unverified(shop, "2", "other@shop.example")).await.ok();
        assert!(other.data("linkIdentity.customer.emailVerifiedAt").is_null());
        enter(&shop.anonymous(), &token(shop, "1", &customer.email)).await.ok();
        assert_unauthenticated(&customer).await;
        assert_eq!(providers(shop, &customer.id).await, ["emailpass", "google"]);
    }
}
