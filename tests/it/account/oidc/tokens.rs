//! Which tokens are good.

use jsonwebtoken::Algorithm;
use serde_json::{Value, json};

use super::{claims, enter, enter_by, seconds, token, with};
use crate::harness::{Issuer, Shop, SigningKey, on_both};

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn four_algorithms_are_taken(shop: &Shop) {
        let issuer = Issuer::provider_of(shop);
        for (number, key) in [
            SigningKey::ed25519("a"),
            SigningKey::p256("b"),
            SigningKey::rsa("c", Algorithm::RS256),
            SigningKey::rsa("d", Algorithm::PS256),
        ].into_iter().enumerate() {
            let key = key.shared();
            issuer.publish(&[&key]);
            shop.clock.advance(std::time::Duration::from_mins(11));
            let claims = claims(shop, &issuer, &number.to_string(), &format!("mina{number}@shop.example"));
            enter(&shop.anonymous(), &issuer.sign(&claims)).await.ok();
        }
    }
}

/// Claims that are not good, each with what is wrong.
fn bad_claims(shop: &Shop, good: &Value) -> Vec<(&'static str, Value)> {
    let now = seconds(shop);
    let mut bad = Vec::new();
    for (name, values) in [
        (
            "iss",
            vec![
                json!("https://evil.example"),
                json!(null),
                json!([good["iss"]]),
                json!(format!("{}/", good["iss"].as_str().expect("a text"))),
            ],
        ),
        (
            "aud",
            vec![
                json!("else"),
                json!(null),
                json!([]),
                json!(["else"]),
                json!("shop "),
                json!({"shop": 1}),
                // For others too, and not given to us.
                json!(["shop", "else"]),
            ],
        ),
        (
            "exp",
            vec![
                json!(now - 61),
                json!(null),
                json!("soon"),
                json!(0),
                json!(-1),
            ],
        ),
        ("nbf", vec![json!(now + 120), json!("now")]),
        ("iat", vec![json!(now + 120), json!("now")]),
        (
            "sub",
            vec![
                json!(null),
                json!(""),
                json!(1),
                json!("a\u{0}b"),
                json!("x".repeat(256)),
            ],
        ),
        ("nonce", vec![json!("n-0S6_WzA2Mj"), json!(1)]),
    ] {
        bad.extend(
            values
                .into_iter()
                .map(|value| (name, with(good.clone(), name, value))),
        );
    }
    for name in ["iss", "aud", "exp", "sub"] {
        let mut without = good.clone();
        without.as_object_mut().expect("claims").remove(name);
        bad.push((name, without));
    }
    bad.push((
        "azp",
        with(
            with(good.clone(), "aud", json!(["shop", "else"])),
            "azp",
            json!("else"),
        ),
    ));
    bad
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn claims_that_are_not_right_are_refused(shop: &Shop) {
        let issuer = Issuer::provider_of(shop);
        let good = claims(shop, &issuer, "1", "mina@shop.example");
        for (wrong, claims) in bad_claims(shop, &good) {
            let answer = enter(&shop.anonymous(), &issuer.sign(&claims)).await;
            assert_eq!(answer.user_errors(), ["INVALID_TOKEN input.idToken"], "{wrong}: {claims}");
        }
        enter(&shop.anonymous(), &issuer.sign(&good)).await.ok();
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn claims_that_are_right_in_other_forms_are_taken(shop: &Shop) {
        let issuer = Issuer::provider_of(shop);
        let good = claims(shop, &issuer, "1", "mina@shop.example");
        let now = seconds(shop);
        for (name, value) in [
            ("aud", json!(["shop"])),
            ("aud", json!("shop-app")),
            // A provider names the app that asked for a token for this service.
            ("azp", json!("android-app")),
            // Clocks may be a minute apart.
            ("exp", json!(now - 50)),
            ("iat", json!(now + 50)),
            ("nbf", json!(now + 50)),
            // JWT times may have a fraction.
            ("exp", json!(f64::from(i32::try_from(now).expect("before 2038")) + 60.5)),
            ("exp", json!(u64::MAX)),
            ("email_verified", json!("true")),
            ("sub", json!("x".repeat(255))),
        ] {
            let claims = with(good.clone(), name, value);
            enter(&shop.anonymous(), &issuer.sign(&claims)).await.ok();
        }
        let several = with(with(good, "aud", json!(["else", "shop"])), "azp", json!("shop"));
        enter(&shop.anonymous(), &issuer.sign(&several)).await.ok();
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn the_nonce_must_be_the_callers(shop: &Shop) {
        let issuer = Issuer::provider_of(shop);
        let plain = claims(shop, &issuer, "1", "mina@shop.example");
        let with_nonce = issuer.sign(&with(plain.clone(), "nonce", json!("n-1")));
        let plain = issuer.sign(&plain);
        for (token, nonce, good) in [
            (&with_nonce, json!("n-1"), true),
            (&with_nonce, json!("n-2"), false),
            (&with_nonce, json!(""), false),
            (&with_nonce, Value::Null, false),
            (&plain, json!("n-1"), false),
            (&plain, Value::Null, true),
        ] {
            let input = json!({"provider": "google", "idToken": token, "nonce": nonce});
            let answer = enter_by(&shop.anonymous(), input).await;
            let expected: &[&str] = if good { &[] } else { &["INVALID_TOKEN input.idToken"] };
            assert_eq!(answer.user_errors(), expected, "{nonce}");
        }
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn tokens_of_one_kind_are_no_tokens_of_another(shop: &Shop) {
        let customer = shop.customer().await;
        let id_token = token(shop, "1", "mina@shop.example");
        crate::account::assert_unauthenticated(&shop.anonymous().bearer(&id_token)).await;
        crate::account::assert_refused(&shop.anonymous(), &id_token).await;
        let answer = enter(&shop.anonymous(), &customer.refresh_token).await;
        assert_eq!(answer.user_errors(), ["INVALID_TOKEN input.idToken"]);
    }
}
