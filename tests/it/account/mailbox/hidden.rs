//! Where the mailbox has to be proved first, and nobody but it is told whether there is an account.

use serde_json::{Value, json};

use super::{NEW, PASSWORD, enter, kinds, reset, show, token};
use crate::account::{event_types, login, register};
use crate::harness::{Shop, on_both};

/// Registers and gives the whole answer.
async fn answer_to(shop: &Shop, email: &str, password: &str) -> String {
    let input = json!({"email": email, "password": password, "firstName": "Vera"});
    let answer = register(&shop.anonymous(), input).await;
    assert_eq!(answer.status.as_u16(), 200);
    answer.text
}

on_both! {
    with ["--require-verified-email"]
    async fn known_and_new_are_answered_alike_and_told_by_mail(shop: &Shop) {
        let new = answer_to(shop, "vera@shop.example", PASSWORD).await;
        let expected = json!({"data": {"registerCustomer": {"customer": null, "tokens": null, "userErrors": []}}});
        assert_eq!(serde_json::from_str::<Value>(&new).expect("JSON"), expected);
        super::made(shop, "made@shop.example").await;
        for known in ["vera@shop.example", "VERA@shop.example", "made@shop.example"] {
            assert_eq!(answer_to(shop, known, NEW).await, new);
        }
        assert_eq!(kinds(shop, "vera@shop.example").await, ["verify-email", "account-exists", "account-exists"]);
        assert_eq!(kinds(shop, "made@shop.example").await, ["account-exists"]);
    }
}

on_both! {
    with ["--require-verified-email"]
    async fn nobody_logs_in_before_the_proof_and_only_who_knows_the_password_is_told(shop: &Shop) {
        answer_to(shop, "vera@shop.example", PASSWORD).await;
        let early = login(&shop.anonymous(), "vera@shop.example", PASSWORD).await;
        assert_eq!(early.user_errors(), ["EMAIL_NOT_VERIFIED"]);
        assert_eq!(early.data("login.tokens"), &Value::Null);
        let wrong = login(&shop.anonymous(), "vera@shop.example", NEW).await;
        assert_eq!(wrong.user_errors(), ["INVALID_CREDENTIALS"]);
        let shown = token(shop, "verify-email", "vera@shop.example").await;
        let answer = show(&shop.anonymous(), "verifyEmail", &shown).await.ok();
        login(&shop.anonymous(), "vera@shop.example", PASSWORD).await.ok();
        assert_eq!(event_types(shop, answer.str("verifyEmail.customer.id")).await, [
            "customer.created", "customer.registered", "customer.email_verified", "customer.logged_in",
        ]);
    }
}

on_both! {
    with ["--require-verified-email"]
    async fn a_reset_or_a_code_is_proof_too(shop: &Shop) {
        for (email, way) in [("vera@shop.example", "resetPassword"), ("mina@shop.example", "loginWithCode")] {
            answer_to(shop, email, PASSWORD).await;
            if way == "resetPassword" {
                let shown = super::reset_token(shop, email).await;
                reset(&shop.anonymous(), &shown, NEW).await.ok();
                login(&shop.anonymous(), email, NEW).await.ok();
            } else {
                let digits = super::code(shop, email).await;
                enter(&shop.anonymous(), email, &digits).await.ok();
            }
        }
    }
}

on_both! {
    with ["--require-verified-email"]
    async fn what_is_wrong_with_the_input_is_told_for_any_address(shop: &Shop) {
        answer_to(shop, "vera@shop.example", PASSWORD).await;
        let mut told = Vec::new();
        for email in ["vera@shop.example", "free@shop.example"] {
            let addresses = vec![json!({"city": "Oslo"}); 101];
            let input = json!({"email": email, "password": NEW, "addresses": addresses});
            let answer = register(&shop.anonymous(), input).await;
            assert_eq!(answer.user_errors(), ["LIMIT_REACHED input.addresses"]);
            told.push(answer.text);
            told.push(answer_to(shop, email, "password").await);
        }
        assert_eq!(told[..2], told[2..]);
    }
}

on_both! {
    with ["--require-verified-email"]
    async fn registering_again_under_a_key_mails_once(shop: &Shop) {
        let once = shop.anonymous().with_header("idempotency-key", "k");
        let input = json!({"email": "vera@shop.example", "password": PASSWORD});
        let first = register(&once, input.clone()).await.ok();
        assert_eq!(register(&once, input).await.ok().text, first.text);
        assert_eq!(kinds(shop, "vera@shop.example").await, ["verify-email"]);
    }
}
