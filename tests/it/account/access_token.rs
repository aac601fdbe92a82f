//! What an access token says, and who can check it.

use std::time::Duration;

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{PASSWORD, assert_unauthenticated, login, me, register};
use crate::harness::{Answer, Shop, on_both};

/// The parts of a token: header, claims, what is signed, and the signature.
struct Parts {
    header: Value,
    claims: Value,
    signed: String,
    signature: Vec<u8>,
}

fn parts(token: &str) -> Parts {
    let (signed, signature) = token.rsplit_once('.').expect("a signature");
    let (header, claims) = signed.split_once('.').expect("header and claims");
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).expect("base64url");
    let json = |text: &str| serde_json::from_slice(&bytes(text)).expect("JSON");
    Parts {
        header: json(header),
        claims: json(claims),
        signed: signed.to_owned(),
        signature: bytes(signature),
    }
}

/// Registers somebody whose name and e-mail are easily found.
async fn wilhelmina(shop: &Shop) -> Answer {
    let input = json!({"email": "wilhelmina@shop.example", "password": PASSWORD,
        "firstName": "Wilhelmina", "lastName": "Murray", "phone": "+442079460958"});
    register(&shop.anonymous(), input).await.ok()
}

on_both! {
    with ["--public-url=https://accounts.shop.example", "--audience=the-shop"]
    async fn a_token_says_who_is_logged_in_and_nothing_personal(shop: &Shop) {
        wilhelmina(shop).await;
        let answer = login(&shop.anonymous(), "wilhelmina@shop.example", PASSWORD).await.ok();
        let Parts { header, claims, .. } = parts(answer.str("login.tokens.accessToken"));
        assert_eq!((&header["typ"], &header["alg"]), (&json!("at+jwt"), &json!("EdDSA")));
        assert!(header["kid"].is_string());
        assert_eq!((&claims["iss"], &claims["aud"]), (&json!("https://accounts.shop.example"), &json!("the-shop")));
        assert_eq!(claims["sub"], answer.str("login.customer.id"));
        assert!(claims["sid"].as_str().expect("a session").starts_with("sess_"));
        let time = |claim: &str| claims[claim].as_i64().expect("seconds");
        assert_eq!(time("exp") - time("iat"), 600);
        assert_eq!(time("auth_time"), time("iat"));
        let expires = chrono::DateTime::parse_from_rfc3339(answer.str("login.tokens.expiresAt")).expect("a time");
        assert_eq!(expires.timestamp(), time("exp"));
        let mut names: Vec<_> = claims.as_object().expect("claims").keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["aud", "auth_time", "exp", "iat", "iss", "jti", "sid", "sub"]);
        let all = format!("{header} {claims}").to_lowercase();
        for personal in ["wilhelmina", "murray", "44207946"] {
            assert!(!all.contains(personal), "{all}");
        }
    }
}

on_both! {
    async fn others_can_check_a_token_by_the_published_keys(shop: &Shop) {
        let answer = wilhelmina(shop).await;
        let token = parts(answer.str("registerCustomer.tokens.accessToken"));
        let configuration = shop.anonymous().get("/.well-known/openid-configuration").await.json;
        assert_eq!(configuration["issuer"], token.claims["iss"]);
        assert!(configuration["jwks_uri"].as_str().expect("a URL").ends_with("/.well-known/jwks.json"));

        let published = shop.anonymous().get("/.well-known/jwks.json").await;
        assert_eq!(published.headers["cache-control"], "public, max-age=240");
        let keys = published.json["keys"].as_array().expect("keys").clone();
        let key = keys.iter().find(|key| key["kid"] == token.header["kid"]).expect("its key");
        assert_eq!((&key["kty"], &key["crv"], &key["alg"], &key["use"]), (&json!("OKP"), &json!("Ed25519"), &json!("EdDSA"), &json!("sig")));
        assert!(key.get("d").is_none(), "the private half is published");
        let x = URL_SAFE_NO_PAD.decode(key["x"].as_str().expect("a key")).expect("base64url");
        let key = UnparsedPublicKey::new(&ED25519, x);
        key.verify(token.signed.as_bytes(), &token.signature).expect("a right signature");
        assert!(key.verify(b"something else", &token.signature).is_err());
    }
}

on_both! {
    async fn a_token_expires(shop: &Shop) {
        let customer = shop.customer().await;
        shop.clock.advance(Duration::from_mins(9));
        me(&customer).await.ok();
        // Ten minutes, and one by which clocks may differ.
        shop.clock.advance(Duration::from_mins(2));
        assert_unauthenticated(&customer).await;
    }
}

on_both! {
    async fn every_token_is_one_of_its_own(shop: &Shop) {
        let customer = shop.customer().await;
        let mut seen = Vec::new();
        for _ in 0..2 {
            let answer = login(&shop.anonymous(), &customer.email, &customer.password).await.ok();
            let claims = parts(answer.str("login.tokens.accessToken")).claims;
            seen.push((claims["jti"].clone(), claims["sid"].clone()));
        }
        assert!(seen[0].0 != seen[1].0 && seen[0].1 != seen[1].1, "{seen:?}");
    }
}
