//! `createAuthIdentity` and `createCustomerAccount`, as they do not go well.

use std::time::Duration;

use serde_json::{Value, json};

use super::steps::{begin, finish};
use super::{PASSWORD, call, made, reset, reset_token};
use crate::account::{assert_unauthenticated, login};
use crate::harness::on_both;

on_both! {
    async fn a_login_that_is_there_is_taken(shop: &Shop) {
        let anyone = shop.anonymous();
        let customer = shop.customer().await;
        made(shop, "made@shop.example").await;
        let begun = begin(&anyone, "mina@shop.example", PASSWORD).await.ok();
        for (email, password, error) in [
            ("mina@shop.example", "another-carbon-95-lion", "IDENTITY_TAKEN input.email"),
            (&customer.email, "another-carbon-95-lion", "IDENTITY_TAKEN input.email"),
            (&customer.email, &customer.password, "IDENTITY_TAKEN input.email"),
            ("made@shop.example", PASSWORD, "EMAIL_TAKEN input.email"),
        ] {
            let answer = begin(&anyone, email, password).await;
            assert_eq!(answer.user_errors(), [error], "{email}");
            assert_eq!(answer.data("createAuthIdentity.authIdentity"), &Value::Null);
            assert_eq!(answer.data("createAuthIdentity.registrationToken"), &Value::Null);
        }
        // Its password is as it was.
        finish(&anyone, begun.str("createAuthIdentity.registrationToken"), "mina@shop.example").await.ok();
        login(&anyone, "mina@shop.example", PASSWORD).await.ok();
    }
}

on_both! {
    async fn all_that_is_wrong_is_told(shop: &Shop) {
        let anyone = shop.anonymous();
        let answer = begin(&anyone, "mina", "password").await;
        assert_eq!(answer.user_errors(), ["INVALID input.email", "PASSWORD_REJECTED input.password"]);
        let answer = begin(&anyone, "mina@shop.example", "mina@shop.example").await;
        assert_eq!(answer.user_errors(), ["PASSWORD_REJECTED input.password"]);
        let customer = json!({"email": "mina", "phone": "none", "addresses": [{"countryCode": "xx"}]});
        let answer = call(&anyone, "createCustomerAccount", json!({ "customer": customer })).await;
        assert_eq!(answer.user_errors(), [
            "REQUIRED input.registrationToken", "INVALID input.customer.email", "INVALID input.customer.phone",
            "INVALID input.customer.addresses.0.countryCode",
        ]);
    }
}

on_both! {
    async fn what_cannot_be_finished_is_told(shop: &Shop) {
        let anyone = shop.anonymous();
        let customer = shop.customer().await;
        let begun = begin(&anyone, "mina@shop.example", PASSWORD).await.ok();
        let registration = begun.str("createAuthIdentity.registrationToken");
        for (token, email, error) in [
            (registration, "other@shop.example", "INVALID input.customer.email"),
            ("nonsense", "mina@shop.example", "INVALID_TOKEN input.registrationToken"),
            ("", "mina@shop.example", "INVALID_TOKEN input.registrationToken"),
            (&customer.refresh_token, "mina@shop.example", "INVALID_TOKEN input.registrationToken"),
        ] {
            let answer = finish(&anyone, token, email).await;
            assert_eq!(answer.user_errors(), [error]);
            assert_eq!(answer.data("createCustomerAccount.tokens"), &Value::Null);
        }
        // An account takes the e-mail in between.
        made(shop, "mina@shop.example").await;
        let taken = finish(&anyone, registration, "mina@shop.example").await;
        assert_eq!(taken.user_errors(), ["EMAIL_TAKEN input.customer.email"]);
        let shown = reset_token(shop, "mina@shop.example").await;
        reset(&anyone, &shown, super::NEW).await.ok();
        let gone = finish(&anyone, registration, "mina@shop.example").await;
        assert_eq!(gone.user_errors(), ["INVALID_TOKEN input.registrationToken"], "the reset took its place");
    }
}

on_both! {
    async fn a_token_is_for_an_hour_and_a_login_for_one_customer(shop: &Shop) {
        let anyone = shop.anonymous();
        let begun = begin(&anyone, "mina@shop.example", PASSWORD).await.ok();
        let registration = begun.str("createAuthIdentity.registrationToken").to_owned();
        finish(&anyone, &registration, "mina@shop.example").await.ok();
        let again = finish(&anyone, &registration, "mina@shop.example").await;
        assert_eq!(again.user_errors(), ["ALREADY_REGISTERED input.registrationToken"]);
        assert_unauthenticated(&anyone.bearer(&registration)).await;
        let begun = begin(&anyone, "vera@shop.example", PASSWORD).await.ok();
        shop.clock.advance(Duration::from_hours(1));
        let late = finish(&anyone, begun.str("createAuthIdentity.registrationToken"), "vera@shop.example").await;
        assert_eq!(late.user_errors(), ["INVALID_TOKEN input.registrationToken"]);
    }
}

on_both! {
    async fn naming_a_login_is_for_staff(shop: &Shop) {
        let begun = begin(&shop.anonymous(), "mina@shop.example", PASSWORD).await.ok();
        let id = begun.str("createAuthIdentity.authIdentity.id");
        let input = |id: &str| json!({"authIdentityId": id, "customer": {"email": "mina@shop.example"}});
        let owner = shop.customer().await;
        for caller in [shop.anonymous(), (*owner).clone(), shop.staff(&["customers:read"]).await] {
            let answer = call(&caller, "createCustomerAccount", input(id)).await;
            assert_eq!(answer.user_errors(), ["NOT_ALLOWED input.authIdentityId"]);
        }
        let staff = shop.staff(&["customers:write"]).await;
        for unknown in ["authid_unknown", "nonsense"] {
            let answer = call(&staff, "createCustomerAccount", input(unknown)).await;
            assert_eq!(answer.user_errors(), ["NOT_FOUND input.authIdentityId"]);
        }
        let mut both = input(id);
        both["registrationToken"] = begun.data("createAuthIdentity.registrationToken").clone();
        assert_eq!(call(&staff, "createCustomerAccount", both).await.user_errors(), ["INVALID input.authIdentityId"]);
        let seen = owner.gql("{ me { identities { id } } }", json!({})).await.ok();
        let own = seen.str("me.identities.0.id");
        let taken = call(&staff, "createCustomerAccount", json!({"authIdentityId": own, "customer": {"email": owner.email}})).await;
        assert_eq!(taken.user_errors(), ["ALREADY_REGISTERED input.authIdentityId"]);
    }
}

on_both! {
    with ["--throttle=on"]
    async fn guessing_the_password_of_what_was_begun_is_slowed_down(shop: &Shop) {
        let anyone = shop.anonymous();
        begin(&anyone, "mina@shop.example", PASSWORD).await.ok();
        for n in 0..6 {
            let answer = begin(&anyone, "mina@shop.example", &format!("another-carbon-{n}")).await;
            assert_eq!(answer.user_errors(), ["IDENTITY_TAKEN input.email"]);
        }
        assert_eq!(begin(&anyone, "mina@shop.example", PASSWORD).await.error_code(), "RATE_LIMITED");
    }
}
