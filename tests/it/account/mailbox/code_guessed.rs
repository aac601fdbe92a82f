//! Guessing a code.

use std::time::Duration;

use futures_util::future::join_all;

use super::{code, enter};
use crate::harness::on_both;

/// Codes that are wrong.
fn wrong(right: &str) -> impl Iterator<Item = String> {
    let right: u32 = right.parse().expect("digits");
    (1..).map(move |n| format!("{:06}", (right + n) % 1_000_000))
}

on_both! {
    async fn five_wrong_tries_are_the_end_of_a_code(shop: &Shop) {
        let customer = shop.customer().await;
        let digits = code(shop, &customer.email).await;
        for guess in wrong(&digits).take(4) {
            assert_eq!(enter(&shop.anonymous(), &customer.email, &guess).await.user_errors(), ["INVALID_CREDENTIALS"]);
        }
        // The fifth try may be the right one.
        enter(&shop.anonymous(), &customer.email, &digits).await.ok();
        let digits = code(shop, &customer.email).await;
        for guess in wrong(&digits).take(5) {
            assert_eq!(enter(&shop.anonymous(), &customer.email, &guess).await.user_errors(), ["INVALID_CREDENTIALS"]);
        }
        assert_eq!(enter(&shop.anonymous(), &customer.email, &digits).await.user_errors(), ["INVALID_CREDENTIALS"]);
    }
}

on_both! {
    async fn guesses_at_once_are_no_more_than_five(shop: &Shop) {
        let customer = shop.customer().await;
        let digits = code(shop, &customer.email).await;
        let anyone = shop.anonymous();
        let guesses: Vec<_> = wrong(&digits).take(20).collect();
        join_all(guesses.iter().map(|guess| enter(&anyone, &customer.email, guess))).await;
        assert_eq!(enter(&anyone, &customer.email, &digits).await.user_errors(), ["INVALID_CREDENTIALS"]);
    }
}

on_both! {
    async fn what_is_no_code_is_wrong(shop: &Shop) {
        let customer = shop.customer().await;
        code(shop, &customer.email).await;
        for (email, guess) in [
            (customer.email.as_str(), ""),
            (&customer.email, "\u{0}"),
            (&customer.email, &"1".repeat(10_000)),
            ("nobody@shop.example", "000000"),
            ("nonsense", "000000"),
        ] {
            assert_eq!(enter(&shop.anonymous(), email, guess).await.user_errors(), ["INVALID_CREDENTIALS"]);
        }
    }
}

on_both! {
    with ["--throttle=on"]
    async fn guessing_is_slowed_down_as_of_a_password_for_anyone(shop: &Shop) {
        let customer = shop.customer().await;
        let mut told = Vec::new();
        for email in [customer.email.as_str(), "nobody@shop.example"] {
            let mut answers = Vec::new();
            let digits = match email {
                "nobody@shop.example" => "000000".to_owned(),
                _ => code(shop, email).await,
            };
            for guess in wrong(&digits).take(8) {
                answers.push(enter(&shop.anonymous(), email, &guess).await.text);
            }
            told.push(answers);
        }
        // The account knows the network that it was registered from; a stranger's counter is as patient.
        assert_eq!(told[0], told[1]);
        assert!(told[0][5].contains("INVALID_CREDENTIALS") && told[0][6].contains("RATE_LIMITED"), "{told:?}");
        shop.clock.advance(Duration::from_mins(15));
        let digits = code(shop, &customer.email).await;
        enter(&shop.anonymous(), &customer.email, &digits).await.ok();
    }
}
