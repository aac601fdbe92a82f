//! Known and unknown addresses are answered alike, and cost the server the same.

use entity::{mail, mail_token};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;

use super::{call, guest, kinds};
use crate::account::delete;
use crate::harness::{Shop, on_both};

/// An answer with the names of its headers, and what it took the server: statements, mails and tokens.
async fn cost(shop: &Shop, mutation: &str, email: &str) -> (String, u64, u64) {
    let count = async || {
        let db = shop.app.db.read();
        let mails = mail::Entity::find().count(db).await.expect("mails");
        mails + mail_token::Entity::find().count(db).await.expect("tokens")
    };
    let before = count().await;
    let anyone = shop.anonymous();
    let asked = call(&anyone, mutation, json!({ "email": email }));
    let (answer, statements) = shop.statements(asked).await;
    let mut headers: Vec<_> = answer
        .headers
        .keys()
        .map(|name| name.as_str().to_owned())
        .collect();
    headers.sort_unstable();
    let told = format!("{} {headers:?} {}", answer.status, answer.text);
    (told, statements, count().await - before)
}

on_both! {
    with ["--throttle=on"]
    async fn a_request_costs_and_answers_the_same_for_any_address(shop: &Shop) {
        let [known, unverified, gone] = [shop.customer().await, shop.customer().await, shop.customer().await];
        super::show(&known, "verifyEmail", &super::token(shop, "verify-email", &known.email).await).await.ok();
        delete(shop, &gone).await;
        guest(shop, "guest@shop.example", "Oslo").await;
        super::steps::begin(&shop.anonymous(), "begun@shop.example", super::PASSWORD).await.ok();
        for (mutation, kind) in [("requestPasswordReset", "password-reset"), ("requestLoginCode", "login-code")] {
            let expected = cost(shop, mutation, &known.email).await;
            assert_eq!(expected.2, 2, "a mail and a token");
            for email in [unverified.email.as_str(), gone.email.as_str(), "guest@shop.example", "begun@shop.example", "nobody@shop.example"] {
                assert_eq!(cost(shop, mutation, email).await, expected, "{mutation} {email}");
            }
            for email in [known.email.as_str(), &unverified.email] {
                assert!(kinds(shop, email).await.contains(&kind.to_owned()));
            }
            for email in [gone.email.as_str(), "guest@shop.example", "begun@shop.example", "nobody@shop.example"] {
                assert!(!kinds(shop, email).await.contains(&kind.to_owned()), "{email}");
            }
        }
    }
}

on_both! {
    async fn the_fourth_within_an_hour_is_dropped_for_any_address(shop: &Shop) {
        let customer = shop.customer().await;
        let mut costs = Vec::new();
        for email in [customer.email.as_str(), "nobody@shop.example"] {
            for _ in 0..4 {
                costs.push(cost(shop, "requestPasswordReset", email).await);
            }
        }
        let rows: Vec<_> = costs.iter().map(|(_, _, rows)| *rows).collect();
        // Of the known one the token takes the place of the last.
        assert_eq!(rows, [2, 1, 1, 0, 2, 2, 2, 0]);
        let answers: Vec<_> = costs.iter().map(|(told, statements, _)| (told, statements)).collect();
        assert_eq!(answers[..4], answers[4..]);
        assert_eq!(answers[0].0, answers[3].0);
        assert_eq!(kinds(shop, &customer.email).await[1..], ["password-reset"; 3]);
    }
}

on_both! {
    async fn logging_in_with_a_code_costs_the_same_for_any_address(shop: &Shop) {
        let customer = shop.customer().await;
        super::code(shop, &customer.email).await;
        let mut costs = Vec::new();
        for email in [customer.email.as_str(), "nobody@shop.example"] {
            let (answer, statements) = shop.statements(super::enter(&shop.anonymous(), email, "no code")).await;
            costs.push((answer.text, statements));
        }
        assert_eq!(costs[0], costs[1]);
    }
}
