//! `requestEmailVerification` and `verifyEmail`.

use serde_json::{Value, json};

use super::{ask_for_proof, kinds, show, token};
use crate::account::{delete, event_types, events};
use crate::harness::on_both;

on_both! {
    async fn registration_asks_for_the_proof_and_the_token_is_it(shop: &Shop) {
        let customer = shop.customer().await;
        let mail = shop.mail("verify-email", &customer.email).await;
        assert!(mail.source.contains("Hello Vera,"), "{}", mail.source);
        assert!(mail.source.contains("http://localhost:3000/account/verify?token="), "{}", mail.source);
        let answer = show(&customer, "verifyEmail", &mail.token.expect("one")).await.ok();
        assert_eq!(answer.str("verifyEmail.customer.id"), customer.id);
        assert!(answer.data("verifyEmail.customer.emailVerifiedAt").is_string());
        assert_eq!(answer.data("verifyEmail.customer.version"), &json!(2));
        let told = events(shop, &customer.id).await;
        let proof = told.last().expect("events");
        assert_eq!((proof.kind.as_str(), &proof.data), ("customer.email_verified", &json!({})));
        assert_eq!(proof.actor.as_deref(), Some(customer.id.as_str()));
    }
}

on_both! {
    async fn anyone_with_the_token_marks_the_mailbox(shop: &Shop) {
        for caller in [shop.anonymous(), (*shop.customer().await).clone(), shop.staff(&["admin"]).await] {
            let customer = shop.customer().await;
            let shown = token(shop, "verify-email", &customer.email).await;
            let answer = show(&caller, "verifyEmail", &shown).await.ok();
            assert_eq!(answer.str("verifyEmail.customer.id"), customer.id);
            assert!(answer.data("verifyEmail.customer.emailVerifiedAt").is_string());
        }
        let customer = shop.customer().await;
        let shown = token(shop, "verify-email", &customer.email).await;
        // A credential that is no good does not matter.
        show(&shop.anonymous().bearer("nonsense"), "verifyEmail", &shown).await.ok();
    }
}

on_both! {
    async fn another_mail_is_to_be_had_and_voids_the_first(shop: &Shop) {
        let customer = shop.customer().await;
        let first = token(shop, "verify-email", &customer.email).await;
        assert_eq!(ask_for_proof(&customer).await.ok().data("requestEmailVerification.accepted"), &json!(true));
        let second = token(shop, "verify-email", &customer.email).await;
        let void = show(&customer, "verifyEmail", &first).await;
        assert_eq!(void.user_errors(), ["INVALID_TOKEN input.token"]);
        assert_eq!(void.data("verifyEmail.customer"), &Value::Null);
        show(&customer, "verifyEmail", &second).await.ok();
        // Once more, which proves what is proved, and is told once.
        ask_for_proof(&customer).await.ok();
        let third = token(shop, "verify-email", &customer.email).await;
        show(&customer, "verifyEmail", &third).await.ok();
        let told = event_types(shop, &customer.id).await;
        assert_eq!(told.iter().filter(|kind| *kind == "customer.email_verified").count(), 1);
    }
}

on_both! {
    async fn the_fourth_mail_within_an_hour_is_dropped_and_the_third_token_stays_good(shop: &Shop) {
        let customer = shop.customer().await;
        for _ in 0..2 {
            ask_for_proof(&customer).await.ok();
        }
        let third = token(shop, "verify-email", &customer.email).await;
        assert_eq!(ask_for_proof(&customer).await.ok().data("requestEmailVerification.accepted"), &json!(true));
        assert_eq!(kinds(shop, &customer.email).await, ["verify-email"; 3]);
        show(&customer, "verifyEmail", &third).await.ok();
    }
}

on_both! {
    async fn it_is_for_owners(shop: &Shop) {
        assert_eq!(ask_for_proof(&shop.anonymous()).await.error_code(), "UNAUTHENTICATED");
        assert_eq!(ask_for_proof(&shop.staff(&["admin"]).await).await.error_code(), "FORBIDDEN");
        assert!(shop.mails().await.is_empty());
    }
}

on_both! {
    async fn nothing_is_proved_for_who_is_gone(shop: &Shop) {
        let customer = shop.customer().await;
        let shown = token(shop, "verify-email", &customer.email).await;
        delete(shop, &customer).await;
        let answer = show(&shop.anonymous(), "verifyEmail", &shown).await;
        assert_eq!(answer.user_errors(), ["INVALID_TOKEN input.token"]);
    }
}
