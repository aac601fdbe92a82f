//! `requestPasswordReset` and `resetPassword`.

use serde_json::{Value, json};

use super::{NEW, call, holder, kinds, reset, reset_token, show, token};
use crate::account::{assert_refused, assert_unauthenticated, event_types, login, me};
use crate::harness::on_both;

on_both! {
    async fn a_reset_sets_the_password_ends_sessions_and_logs_in(shop: &Shop) {
        let customer = shop.customer().await;
        let answer = login(&shop.anonymous(), &customer.email, &customer.password).await.ok();
        let phone = shop.anonymous().bearer(answer.str("login.tokens.accessToken"));
        let shown = reset_token(shop, &customer.email).await;
        let mail = shop.mail("password-reset", &customer.email).await;
        assert!(mail.source.contains("http://localhost:3000/account/reset?token="), "{}", mail.source);
        me(&phone).await.ok();
        let answer = reset(&shop.anonymous(), &shown, NEW).await.ok();
        assert_eq!(answer.str("resetPassword.customer.id"), customer.id);
        assert!(answer.data("resetPassword.customer.emailVerifiedAt").is_string());
        let anew = holder(shop, &answer, "resetPassword");
        assert_eq!(me(&anew).await.ok().str("me.id"), customer.id);
        for ended in [&*customer, &phone] {
            assert_unauthenticated(ended).await;
        }
        assert_refused(&shop.anonymous(), &customer.refresh_token).await;
        let old = login(&shop.anonymous(), &customer.email, &customer.password).await;
        assert_eq!(old.user_errors(), ["INVALID_CREDENTIALS"]);
        login(&shop.anonymous(), &customer.email, NEW).await.ok();
        assert_eq!(event_types(shop, &customer.id).await[3..], [
            "customer.email_verified", "customer.password_changed", "customer.logged_in", "customer.logged_in",
        ]);
        assert_eq!(kinds(shop, &customer.email).await, ["verify-email", "password-reset", "password-changed-notice"]);
    }
}

on_both! {
    async fn a_password_that_is_refused_does_not_spend_the_token(shop: &Shop) {
        let customer = shop.customer().await;
        let shown = reset_token(shop, &customer.email).await;
        for (password, error) in [
            ("short-7", "PASSWORD_REJECTED input.password"),
            ("password", "PASSWORD_REJECTED input.password"),
            (customer.email.as_str(), "PASSWORD_REJECTED input.password"),
            ("VeraVera", "PASSWORD_REJECTED input.password"),
            (&"aB3-".repeat(65), "TOO_LONG input.password"),
        ] {
            let answer = reset(&shop.anonymous(), &shown, password).await;
            assert_eq!(answer.user_errors(), [error], "{password}");
            assert_eq!(answer.data("resetPassword.tokens"), &Value::Null);
        }
        me(&customer).await.ok();
        reset(&shop.anonymous(), &shown, NEW).await.ok();
    }
}

on_both! {
    async fn the_request_changes_nothing_and_leads_to_our_own_shop(shop: &Shop) {
        let customer = shop.customer().await;
        let forged = shop.anonymous()
            .with_header("x-forwarded-host", "evil.example").with_header("origin", "http://localhost:3000");
        call(&forged, "requestPasswordReset", json!({"email": customer.email.to_uppercase()})).await.ok();
        let mail = shop.mail("password-reset", &customer.email).await;
        assert!(mail.source.contains("http://localhost:3000/account/reset") && !mail.source.contains("evil"), "{}", mail.source);
        me(&customer).await.ok();
        login(&shop.anonymous(), &customer.email, &customer.password).await.ok();
    }
}

on_both! {
    async fn no_email_is_told_as_such(shop: &Shop) {
        for mutation in ["requestPasswordReset", "requestLoginCode"] {
            for (email, error) in [("jane", "INVALID input.email"), ("", "REQUIRED input.email")] {
                let answer = call(&shop.anonymous(), mutation, json!({ "email": email })).await;
                assert_eq!(answer.user_errors(), [error]);
                assert_eq!(answer.data(&format!("{mutation}.accepted")), &json!(false));
            }
        }
    }
}

on_both! {
    with ["--throttle=on"]
    async fn who_is_held_back_at_the_door_may_still_reset(shop: &Shop) {
        let customer = shop.customer().await;
        for _ in 0..7 {
            login(&shop.anonymous(), &customer.email, "a wrong password").await;
        }
        let held = login(&shop.anonymous(), &customer.email, &customer.password).await;
        assert_eq!(held.error_code(), "RATE_LIMITED");
        let shown = reset_token(shop, &customer.email).await;
        reset(&shop.anonymous(), &shown, NEW).await.ok();
        // A success in this network takes its failures back.
        login(&shop.anonymous(), &customer.email, NEW).await.ok();
    }
}

on_both! {
    async fn a_proof_that_is_there_is_not_told_again(shop: &Shop) {
        let customer = shop.customer().await;
        show(&customer, "verifyEmail", &token(shop, "verify-email", &customer.email).await).await.ok();
        let shown = reset_token(shop, &customer.email).await;
        reset(&shop.anonymous(), &shown, NEW).await.ok();
        assert_eq!(event_types(shop, &customer.id).await[2..], [
            "customer.email_verified", "customer.password_changed", "customer.logged_in",
        ]);
    }
}
