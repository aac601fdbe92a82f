//! `requestLoginCode` and `loginWithCode`.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::Value;

use super::{NEW, code, enter, holder, kinds, reset, reset_token, show, token};
use crate::account::{assert_unauthenticated, delete, event_types, login, me};
use crate::harness::on_both;

on_both! {
    async fn a_code_logs_in_once(shop: &Shop) {
        let customer = shop.customer().await;
        let digits = code(shop, &customer.email).await;
        assert!(digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit()), "{digits}");
        let answer = enter(&shop.anonymous(), &customer.email.to_uppercase(), &digits).await.ok();
        assert_eq!(answer.str("loginWithCode.customer.id"), customer.id);
        assert_eq!(me(&holder(shop, &answer, "loginWithCode")).await.ok().str("me.id"), customer.id);
        let again = enter(&shop.anonymous(), &customer.email, &digits).await;
        assert_eq!(again.user_errors(), ["INVALID_CREDENTIALS"]);
        assert_eq!(again.data("loginWithCode.customer"), &Value::Null);
        assert_eq!(event_types(shop, &customer.id).await[2..], ["customer.email_verified", "customer.logged_in"]);
        assert_eq!(kinds(shop, &customer.email).await, ["verify-email", "login-code"]);
    }
}

on_both! {
    async fn as_the_first_proof_it_voids_the_password_and_sessions_of_before(shop: &Shop) {
        // Whoever registered may have been a stranger.
        let customer = shop.customer().await;
        let digits = code(shop, &customer.email).await;
        enter(&shop.anonymous(), &customer.email, &digits).await.ok();
        assert_unauthenticated(&customer).await;
        let old = login(&shop.anonymous(), &customer.email, &customer.password).await;
        assert_eq!(old.user_errors(), ["INVALID_CREDENTIALS"]);
        let shown = reset_token(shop, &customer.email).await;
        reset(&shop.anonymous(), &shown, NEW).await.ok();
    }
}

on_both! {
    async fn as_a_later_proof_it_leaves_them_alone(shop: &Shop) {
        let customer = shop.customer().await;
        show(&customer, "verifyEmail", &token(shop, "verify-email", &customer.email).await).await.ok();
        let digits = code(shop, &customer.email).await;
        enter(&shop.anonymous(), &customer.email, &digits).await.ok();
        me(&customer).await.ok();
        login(&shop.anonymous(), &customer.email, &customer.password).await.ok();
    }
}

on_both! {
    async fn a_newer_code_voids_the_older(shop: &Shop) {
        let customer = shop.customer().await;
        let first = code(shop, &customer.email).await;
        let mut second = code(shop, &customer.email).await;
        if first == second {
            // One in a million; the third will do.
            second = code(shop, &customer.email).await;
        }
        assert_eq!(enter(&shop.anonymous(), &customer.email, &first).await.user_errors(), ["INVALID_CREDENTIALS"]);
        enter(&shop.anonymous(), &customer.email, &second).await.ok();
    }
}

on_both! {
    async fn a_code_lives_for_ten_minutes_and_for_live_accounts(shop: &Shop) {
        let [customer, gone] = [shop.customer().await, shop.customer().await];
        let digits = code(shop, &customer.email).await;
        shop.clock.advance(Duration::from_mins(10));
        assert_eq!(enter(&shop.anonymous(), &customer.email, &digits).await.user_errors(), ["INVALID_CREDENTIALS"]);
        let digits = code(shop, &gone.email).await;
        delete(shop, &gone).await;
        assert_eq!(enter(&shop.anonymous(), &gone.email, &digits).await.user_errors(), ["INVALID_CREDENTIALS"]);
    }
}

on_both! {
    async fn of_logins_at_once_one_counts(shop: &Shop) {
        let customer = shop.customer().await;
        let digits = code(shop, &customer.email).await;
        let anyone = shop.anonymous();
        let answers = join_all((0..4).map(|_| enter(&anyone, &customer.email, &digits))).await;
        let good = answers.iter().filter(|answer| answer.user_errors().is_empty()).count();
        assert_eq!(good, 1, "{:?}", answers.iter().map(|answer| &answer.text).collect::<Vec<_>>());
        let refused = answers.iter().filter(|answer| answer.user_errors() == ["INVALID_CREDENTIALS"]).count();
        assert_eq!(refused, 3);
    }
}
