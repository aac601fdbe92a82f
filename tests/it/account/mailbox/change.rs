//! `requestEmailChange` and `confirmEmailChange`.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{PASSWORD, call, change_token, enter, holder, kinds, made, show};
use crate::account::{assert_unauthenticated, events, login, me, register};
use crate::harness::on_both;
use crate::outbox::{recorded, told};

on_both! {
    async fn login_and_customer_move_together_on_confirmation(shop: &Shop) {
        let customer = shop.customer().await;
        let answer = login(&shop.anonymous(), &customer.email, &customer.password).await.ok();
        let phone = shop.anonymous().bearer(answer.str("login.tokens.accessToken"));
        let input = json!({"newEmail": " Moved@Shop.example", "password": customer.password});
        call(&customer, "requestEmailChange", input).await.ok();
        let mail = shop.mail("email-change", "moved@shop.example").await;
        assert!(mail.source.contains("http://localhost:3000/account/email?token="), "{}", mail.source);
        let shown = mail.token.expect("one");
        // Until then nothing has moved.
        login(&shop.anonymous(), &customer.email, &customer.password).await.ok();
        assert_eq!(kinds(shop, &customer.email).await, ["verify-email"]);

        let (answer, events) = recorded(shop, show(&customer, "confirmEmailChange", &shown)).await;
        let answer = answer.ok();
        assert_eq!(answer.str("confirmEmailChange.customer.email"), "moved@shop.example");
        assert!(answer.data("confirmEmailChange.customer.emailVerifiedAt").is_string());
        assert_eq!(told(&events), [
            ("customer.updated", json!({"changed": ["email", "emailVerifiedAt"]})),
            ("customer.email_changed", json!({})),
            ("customer.email_verified", json!({})),
        ]);
        me(&customer).await.ok();
        assert_unauthenticated(&phone).await;
        let old = login(&shop.anonymous(), &customer.email, &customer.password).await;
        assert_eq!(old.user_errors(), ["INVALID_CREDENTIALS"]);
        login(&shop.anonymous(), "moved@shop.example", &customer.password).await.ok();
        assert_eq!(kinds(shop, &customer.email).await, ["verify-email", "email-changed-notice"]);
        register(&shop.anonymous(), json!({"email": customer.email, "password": PASSWORD})).await.ok();
    }
}

on_both! {
    async fn confirmed_by_a_click_alone_every_session_ends(shop: &Shop) {
        let customer = shop.customer().await;
        let shown = change_token(shop, &customer, "moved@shop.example").await;
        let answer = show(&shop.anonymous(), "confirmEmailChange", &shown).await.ok();
        assert_eq!(answer.str("confirmEmailChange.customer.id"), customer.id);
        assert_unauthenticated(&customer).await;
        assert_eq!(events(shop, &customer.id).await.last().expect("events").actor, None);
    }
}

on_both! {
    async fn a_taken_address_is_accepted_like_any_other_and_its_owner_is_told(shop: &Shop) {
        let [customer, other] = [shop.customer().await, shop.customer().await];
        let mut answers = Vec::new();
        for new in [other.email.as_str(), "free@shop.example"] {
            let input = json!({"newEmail": new, "password": customer.password});
            answers.push(call(&customer, "requestEmailChange", input).await.ok().text);
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(kinds(shop, &other.email).await, ["verify-email", "account-exists"]);
        assert_eq!(kinds(shop, "free@shop.example").await, ["email-change"]);
    }
}

on_both! {
    async fn an_address_that_is_taken_in_between_is_taken(shop: &Shop) {
        let customer = shop.customer().await;
        let shown = change_token(shop, &customer, "moved@shop.example").await;
        register(&shop.anonymous(), json!({"email": "moved@shop.example", "password": PASSWORD})).await.ok();
        let answer = show(&customer, "confirmEmailChange", &shown).await;
        assert_eq!(answer.user_errors(), ["EMAIL_TAKEN input.token"]);
        assert_eq!(answer.data("confirmEmailChange.customer"), &Value::Null);
        login(&shop.anonymous(), &customer.email, &customer.password).await.ok();
    }
}

on_both! {
    async fn of_two_who_move_to_one_address_one_gets_it(shop: &Shop) {
        let [one, two] = [shop.customer().await, shop.customer().await];
        let tokens = [
            change_token(shop, &one, "moved@shop.example").await,
            change_token(shop, &two, "moved@shop.example").await,
        ];
        let anyone = shop.anonymous();
        let answers = join_all(tokens.iter().map(|token| show(&anyone, "confirmEmailChange", token))).await;
        let mut errors: Vec<_> = answers.iter().flat_map(crate::harness::Answer::user_errors).collect();
        assert_eq!(errors.pop().as_deref(), Some("EMAIL_TAKEN input.token"));
        assert!(errors.is_empty(), "{errors:?}");
    }
}

on_both! {
    async fn it_takes_the_password(shop: &Shop) {
        let customer = shop.customer().await;
        for (input, error) in [
            (json!({"newEmail": "new@shop.example"}), "REQUIRED input.password"),
            (json!({"newEmail": "new@shop.example", "password": "not mine"}), "INVALID_CREDENTIALS"),
            (json!({"newEmail": "new", "password": customer.password}), "INVALID input.newEmail"),
            (json!({"newEmail": "", "password": customer.password}), "REQUIRED input.newEmail"),
            (json!({"newEmail": customer.email, "password": customer.password}), "INVALID input.newEmail"),
        ] {
            let answer = call(&customer, "requestEmailChange", input).await;
            assert_eq!(answer.user_errors(), [error]);
        }
        let input = json!({"newEmail": "new@shop.example", "password": customer.password});
        assert_eq!(call(&shop.anonymous(), "requestEmailChange", input.clone()).await.error_code(), "UNAUTHENTICATED");
        assert_eq!(call(&shop.staff(&["admin"]).await, "requestEmailChange", input).await.error_code(), "FORBIDDEN");
        assert_eq!(kinds(shop, "new@shop.example").await, [""; 0]);
    }
}

on_both! {
    async fn an_account_without_a_password_confirms_by_a_login_of_late(shop: &Shop) {
        made(shop, "mina@shop.example").await;
        let digits = super::code(shop, "mina@shop.example").await;
        let answer = enter(&shop.anonymous(), "mina@shop.example", &digits).await.ok();
        let mina = holder(shop, &answer, "loginWithCode");
        call(&mina, "requestEmailChange", json!({"newEmail": "new@shop.example"})).await.ok();
        shop.clock.advance(Duration::from_secs(301));
        let late = call(&mina, "requestEmailChange", json!({"newEmail": "new@shop.example"})).await;
        assert_eq!(late.user_errors(), ["NOT_ALLOWED"]);
    }
}

on_both! {
    async fn who_is_moved_by_staff_is_told_at_the_old_address(shop: &Shop) {
        const UPDATE: &str = "mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { userErrors { code field message } } }";
        let customer = shop.customer().await;
        let staff = shop.staff(&["customers:write"]).await;
        let input = json!({"id": customer.id, "email": "moved@shop.example"});
        for _ in 0..2 {
            staff.gql(UPDATE, json!({ "input": input })).await.ok();
        }
        assert_eq!(kinds(shop, &customer.email).await, ["verify-email", "email-changed-notice"]);
        assert_eq!(kinds(shop, "moved@shop.example").await, [""; 0]);
    }
}
