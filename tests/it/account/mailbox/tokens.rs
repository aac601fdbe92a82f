//! What all tokens have in common: one purpose, one use, an hour.

use std::time::Duration;

use entity::mail_token;
use futures_util::future::join_all;
use sea_orm::EntityTrait;
use serde_json::json;

use super::{NEW, call, change_token, code, enter, reset, reset_token, show, token};
use crate::account::{event_types, login};
use crate::harness::{Answer, Caller, Customer, Shop, on_both};

/// The mutations that take a token, each with the kind of mail that has it.
const TAKERS: [(&str, &str); 3] = [
    ("verifyEmail", "verify-email"),
    ("resetPassword", "password-reset"),
    ("confirmEmailChange", "email-change"),
];

/// A token of each kind.
async fn tokens(shop: &Shop, customer: &Customer) -> Vec<(&'static str, String)> {
    let moved = format!("moved-{}", customer.email);
    vec![
        (
            "verify-email",
            token(shop, "verify-email", &customer.email).await,
        ),
        ("password-reset", reset_token(shop, &customer.email).await),
        ("email-change", change_token(shop, customer, &moved).await),
    ]
}

async fn take(caller: &Caller, mutation: &str, token: &str) -> Answer {
    let input = match mutation {
        "resetPassword" => json!({"token": token, "password": NEW}),
        _ => json!({ "token": token }),
    };
    call(caller, mutation, input).await
}

on_both! {
    async fn a_token_is_of_no_other_use(shop: &Shop) {
        let customer = shop.customer().await;
        let mut wrong: Vec<_> = tokens(shop, &customer).await;
        wrong.push(("login-code", code(shop, &customer.email).await));
        wrong.push(("a session", customer.refresh_token.clone()));
        for text in ["", "no", "\u{0}", &"x".repeat(10_000)] {
            wrong.push(("nothing", text.to_owned()));
        }
        for (mutation, kind) in TAKERS {
            for (of, token) in &wrong {
                if *of == kind {
                    continue;
                }
                let answer = take(&shop.anonymous(), mutation, token).await;
                assert_eq!(answer.user_errors(), ["INVALID_TOKEN input.token"], "{mutation} of {of}");
            }
        }
        assert_eq!(event_types(shop, &customer.id).await, ["customer.created", "customer.registered"]);
        // They were not spent by that.
        for (mutation, kind) in [TAKERS[0], TAKERS[2]] {
            let (_, token) = wrong.iter().find(|(of, _)| *of == kind).expect("a token");
            take(&shop.anonymous(), mutation, token).await.ok();
        }
    }
}

on_both! {
    async fn of_uses_at_once_one_counts(shop: &Shop) {
        for (mutation, kind) in TAKERS {
            let customer = shop.customer().await;
            let tokens = tokens(shop, &customer).await;
            let (_, token) = tokens.iter().find(|(of, _)| *of == kind).expect("a token");
            let anyone = shop.anonymous();
            let answers = join_all((0..8).map(|_| take(&anyone, mutation, token))).await;
            let good = answers.iter().filter(|answer| answer.user_errors().is_empty()).count();
            let spent = answers.iter().filter(|answer| answer.user_errors() == ["INVALID_TOKEN input.token"]).count();
            assert_eq!((good, spent), (1, 7), "{mutation} {:?}", answers.iter().map(|answer| &answer.text).collect::<Vec<_>>());
            let again = take(&anyone, mutation, token).await;
            assert_eq!(again.user_errors(), ["INVALID_TOKEN input.token"]);
        }
    }
}

on_both! {
    async fn a_token_lives_for_an_hour(shop: &Shop) {
        let customer = shop.customer().await;
        let tokens = tokens(shop, &customer).await;
        shop.clock.advance(Duration::from_hours(1));
        for ((mutation, _), (_, token)) in TAKERS.into_iter().zip(&tokens) {
            let answer = take(&shop.anonymous(), mutation, token).await;
            assert_eq!(answer.user_errors(), ["INVALID_TOKEN input.token"], "{mutation}");
        }
        login(&shop.anonymous(), &customer.email, &customer.password).await.ok();
    }
}

on_both! {
    with ["--mail-token-ttl=2m", "--login-code-ttl=1m"]
    async fn how_long_is_a_setting(shop: &Shop) {
        let customer = shop.customer().await;
        let (verification, digits) = (token(shop, "verify-email", &customer.email).await, code(shop, &customer.email).await);
        assert!(shop.mail("login-code", &customer.email).await.source.contains("1 minute"));
        shop.clock.advance(Duration::from_secs(61));
        let late = enter(&shop.anonymous(), &customer.email, &digits).await;
        assert_eq!(late.user_errors(), ["INVALID_CREDENTIALS"]);
        show(&shop.anonymous(), "verifyEmail", &verification).await.ok();
    }
}

on_both! {
    async fn another_password_or_address_voids_them_all(shop: &Shop) {
        const CHANGE: &str = "mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { userErrors { code field message } } }";
        const UPDATE: &str = "mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { userErrors { code field message } } }";
        let staff = shop.staff(&["customers:write"]).await;
        for way in ["changePassword", "resetPassword", "confirmEmailChange", "updateCustomer"] {
            let customer = shop.customer().await;
            let tokens = tokens(shop, &customer).await;
            match way {
                "changePassword" => {
                    let input = json!({"currentPassword": customer.password, "newPassword": NEW});
                    customer.gql(CHANGE, json!({ "input": input })).await.ok();
                }
                "resetPassword" => { reset(&shop.anonymous(), &tokens[1].1, NEW).await.ok(); }
                "confirmEmailChange" => { show(&customer, way, &tokens[2].1).await.ok(); }
                _ => {
                    let input = json!({"id": customer.id, "email": format!("other-{}", customer.email)});
                    staff.gql(UPDATE, json!({ "input": input })).await.ok();
                }
            }
            for ((mutation, _), (_, token)) in TAKERS.into_iter().zip(&tokens) {
                let answer = take(&shop.anonymous(), mutation, token).await;
                assert_eq!(answer.user_errors(), ["INVALID_TOKEN input.token"], "{mutation} after {way}");
            }
        }
    }
}

on_both! {
    async fn what_is_kept_is_no_token(shop: &Shop) {
        let customer = shop.customer().await;
        let mut shown: Vec<_> = tokens(shop, &customer).await.into_iter().map(|(_, token)| token).collect();
        shown.push(code(shop, &customer.email).await);
        let rows = mail_token::Entity::find().all(shop.app.db.read()).await.expect("tokens");
        assert_eq!(rows.len(), 4);
        for row in rows {
            assert_eq!(row.secret_hash.len(), 32);
            let kept = String::from_utf8_lossy(&row.secret_hash).into_owned();
            assert!(!shown.iter().any(|token| kept.contains(token.as_str())));
        }
    }
}
