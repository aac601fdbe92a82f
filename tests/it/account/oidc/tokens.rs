//! Which tokens are good.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
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

/// A text that looks like a token, of any header and claims.
fn crafted(header: &Value, claims: &Value, signature: &str) -> String {
    let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    format!("{}.{}.{signature}", part(header), part(claims))
}

/// Tokens with good claims that the provider has not signed so.
fn bad_signatures(issuer: &Issuer, claims: &Value) -> Vec<(&'static str, String)> {
    let good = issuer.sign(claims);
    let (signed, signature) = good.rsplit_once('.').expect("three parts");
    let (header, body) = signed.split_once('.').expect("three parts");
    let key = issuer.key();
    let other = SigningKey::ed25519("first");
    let headed = |change: fn(&mut Header)| {
        let mut header = key.header.clone();
        change(&mut header);
        key.sign_as(&header, claims)
    };
    // The public key taken for a secret one (RFC 8725, 2.1).
    let public = URL_SAFE_NO_PAD
        .decode(key.jwk["x"].as_str().expect("x"))
        .expect("base64");
    let mut symmetric = Header::new(Algorithm::HS256);
    symmetric.kid = Some("first".to_owned());
    let confused = encode(&symmetric, claims, &EncodingKey::from_secret(&public)).expect("a token");
    let mut own_key = other.header.clone();
    own_key.jwk = Some(serde_json::from_value(other.jwk.clone()).expect("a key"));
    own_key.jku = Some(format!("{}/jwks", issuer.url));
    vec![
        ("another key of that id", other.sign(claims)),
        (
            "a key that it brings along",
            other.sign_as(&own_key, claims),
        ),
        ("a secret of the public key", confused),
        ("no signature", format!("{signed}.")),
        ("two parts", signed.to_owned()),
        ("four parts", format!("{good}.x")),
        (
            "none",
            crafted(&json!({"alg": "none", "typ": "JWT"}), claims, ""),
        ),
        (
            "None",
            crafted(&json!({"alg": "None", "kid": "first"}), claims, signature),
        ),
        (
            "another algorithm",
            crafted(&json!({"alg": "RS256", "kid": "first"}), claims, signature),
        ),
        (
            "another claim",
            format!(
                "{header}.{}.{signature}",
                URL_SAFE_NO_PAD.encode(with(claims.clone(), "sub", json!("2")).to_string())
            ),
        ),
        (
            "another header",
            crafted(
                &json!({"alg": "EdDSA", "kid": "first", "x": 1}),
                claims,
                signature,
            ),
        ),
        ("padding", format!("{header}.{body}.{signature}=")),
        (
            "an access token",
            headed(|header| header.typ = Some("at+jwt".to_owned())),
        ),
        (
            "a logout token",
            headed(|header| header.typ = Some("logout+jwt".to_owned())),
        ),
        (
            "an extension",
            headed(|header| header.crit = Some(vec!["exp".to_owned()])),
        ),
        (
            "an unknown key",
            headed(|header| header.kid = Some("second".to_owned())),
        ),
    ]
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn signatures_that_are_not_the_providers_are_refused(shop: &Shop) {
        let issuer = Issuer::provider_of(shop);
        let good = claims(shop, &issuer, "1", "mina@shop.example");
        let nothing = ["", ".", "..", "...", "a.b.c", "null", "\u{0}", "é"].map(|text| ("no token", text.to_owned()));
        for (wrong, token) in bad_signatures(&issuer, &good).into_iter().chain(nothing) {
            let answer = enter(&shop.anonymous(), &token).await;
            assert_eq!(answer.user_errors(), ["INVALID_TOKEN input.idToken"], "{wrong}: {token}");
        }
        enter(&shop.anonymous(), &issuer.sign(&good)).await.ok();
        let mut plain = issuer.key().header.clone();
        for (typ, kid) in [(None, None), (Some("jwt"), None), (Some("application/JWT"), Some("first"))] {
            plain.typ = typ.map(str::to_owned);
            plain.kid = kid.map(str::to_owned);
            enter(&shop.anonymous(), &issuer.key().sign_as(&plain, &good)).await.ok();
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

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn a_weak_key_verifies_nothing(shop: &Shop) {
        let issuer = Issuer::provider_of(shop);
        let strong = issuer.key();
        let mut weak = SigningKey::rsa("weak", Algorithm::RS256);
        weak.jwk["n"] = json!(URL_SAFE_NO_PAD.encode([0xC5; 128]));
        let mut encrypting = SigningKey::rsa("encrypting", Algorithm::RS256);
        encrypting.jwk["use"] = json!("enc");
        let keys = [weak.shared(), encrypting.shared()];
        issuer.publish(&[&keys[0], &keys[1], &strong]);
        let good = claims(shop, &issuer, "1", "mina@shop.example");
        for key in &keys {
            let answer = enter(&shop.anonymous(), &Arc::clone(key).sign(&good)).await;
            assert_eq!(answer.user_errors(), ["INVALID_TOKEN input.idToken"]);
        }
        enter(&shop.anonymous(), &strong.sign(&good)).await.ok();
    }
}
