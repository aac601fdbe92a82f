//! Whose signatures are good.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use super::{claims, enter, with};
use crate::harness::{Issuer, SigningKey, on_both};

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
            let answer = enter(&shop.anonymous(), &key.sign(&good)).await;
            assert_eq!(answer.user_errors(), ["INVALID_TOKEN input.idToken"]);
        }
        enter(&shop.anonymous(), &strong.sign(&good)).await.ok();
    }
}
