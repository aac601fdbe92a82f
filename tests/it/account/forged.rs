//! Access tokens that we never issued, though some of them look like it (RFC 8725).

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::{assert_unauthenticated, login, me};
use crate::harness::{Shop, on_both};

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn decoded(text: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).expect("base64url")).expect("JSON")
}

fn signed(header: &Value, claims: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let message = format!("{}.{}", encoded(header), encoded(claims));
    let signature = URL_SAFE_NO_PAD.encode(sign(message.as_bytes()));
    format!("{message}.{signature}")
}

/// A genuine token: its text, header and claims.
async fn genuine(shop: &Shop) -> (String, Value, Value) {
    let customer = shop.customer().await;
    let answer = login(&shop.anonymous(), &customer.email, &customer.password)
        .await
        .ok();
    let token = answer.str("login.tokens.accessToken").to_owned();
    let mut parts = token.split('.').map(str::to_owned);
    let mut next = || decoded(&parts.next().expect("a part"));
    let (header, claims) = (next(), next());
    (token, header, claims)
}

/// The key that the server signs with.
async fn our_key(shop: &Shop) -> Ed25519KeyPair {
    let row = entity::signing_key::Entity::find()
        .filter(entity::signing_key::Column::Purpose.eq("access"))
        .one(shop.app.db.read())
        .await
        .expect("the keys")
        .expect("a key that signs");
    Ed25519KeyPair::from_pkcs8(&row.secret.0).expect("a key")
}

async fn assert_all_refused(shop: &Shop, tokens: Vec<(&str, String)>) {
    for (what, token) in tokens {
        println!("{what}");
        assert_unauthenticated(&shop.anonymous().bearer(&token)).await;
    }
}

on_both! {
    async fn nobody_else_can_sign(shop: &Shop) {
        let (token, header, claims) = genuine(shop).await;
        let (message, signature) = token.rsplit_once('.').expect("a signature");
        let mut flipped = URL_SAFE_NO_PAD.decode(signature).expect("base64url");
        flipped[0] ^= 1;
        let thief = Ed25519KeyPair::generate().expect("a key");
        let by_thief = |header: &Value| signed(header, &claims, |message| thief.sign(message).as_ref().to_vec());
        let with = |name: &str, value: Value| {
            let mut header = header.clone();
            header[name] = value;
            header
        };
        let public = URL_SAFE_NO_PAD.encode(thief.public_key().as_ref());
        let x = shop.anonymous().get("/.well-known/jwks.json").await.json["keys"][0]["x"].clone();
        let ours = URL_SAFE_NO_PAD.decode(x.as_str().expect("a key")).expect("base64url");
        let hs256 = |header: &Value| signed(header, &claims, |message| {
            hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &ours), message).as_ref().to_vec()
        });
        let mut other = claims.clone();
        other["sub"] = json!("cus_01ARZ3NDEKTSV4RRFFQ69G5FAV");
        assert_all_refused(shop, vec![
            ("a bit of the signature is another", format!("{message}.{}", URL_SAFE_NO_PAD.encode(flipped))),
            ("no signature", format!("{message}.")),
            ("no third part", message.to_owned()),
            ("other claims under the signature", format!("{}.{}.{signature}", encoded(&header), encoded(&other))),
            ("alg none", signed(&with("alg", json!("none")), &claims, |_| Vec::new())),
            ("alg none in capitals", signed(&with("alg", json!("NONE")), &claims, |_| Vec::new())),
            ("signed by another key", by_thief(&header)),
            ("a key that there is not", by_thief(&with("kid", json!("01ARZ3NDEKTSV4RRFFQ69G5FAV")))),
            ("a key by injection", by_thief(&with("kid", json!("' OR 1=1 --")))),
            ("brings its key along", by_thief(&with("jwk", json!({"kty": "OKP", "crv": "Ed25519", "x": public})))),
            ("names where its key is", by_thief(&with("jku", json!("http://127.0.0.1:9/keys.json")))),
            ("the public key as a shared secret", hs256(&with("alg", json!("HS256")))),
        ]).await;
        me(&shop.anonymous().bearer(&token)).await.ok();
    }
}

on_both! {
    async fn what_our_key_signed_for_something_else_is_no_access_token(shop: &Shop) {
        let (_, header, claims) = genuine(shop).await;
        let key = our_key(shop).await;
        let token = |header: &Value, claims: &Value| signed(header, claims, |message| key.sign(message).as_ref().to_vec());
        let with_header = |name: &str, value: Value| {
            let mut header = header.clone();
            header[name] = value;
            token(&header, &claims)
        };
        let with_claim = |name: &str, value: Value| {
            let mut claims = claims.clone();
            claims[name] = value;
            token(&header, &claims)
        };
        let now = claims["iat"].as_i64().expect("seconds");
        assert_all_refused(shop, vec![
            ("an ID token or the like", with_header("typ", json!("JWT"))),
            ("no type", with_header("typ", Value::Null)),
            ("extensions that must be understood", with_header("crit", json!(["exp"]))),
            ("of another service", with_claim("iss", json!("https://elsewhere.example"))),
            ("for another service", with_claim("aud", json!("elsewhere"))),
            ("expired", with_claim("exp", json!(now - 3600))),
            ("from the future", with_claim("iat", json!(now + 3600))),
            ("without an end", with_claim("exp", Value::Null)),
            ("of a session that there is not", with_claim("sid", json!("sess_01ARZ3NDEKTSV4RRFFQ69G5FAV"))),
            ("of somebody else's session", with_claim("sub", json!("cus_01ARZ3NDEKTSV4RRFFQ69G5FAV"))),
        ]).await;
        // The same way of signing, with nothing changed, makes a token that is right.
        me(&shop.anonymous().bearer(&token(&header, &claims))).await.ok();
    }
}

on_both! {
    async fn other_secrets_are_no_access_tokens(shop: &Shop) {
        let customer = shop.customer().await;
        let many = "a".repeat(8_000);
        let texts = [&customer.refresh_token, &customer.password, &customer.id, "sk_", "sk_unknown", "a.b.c", "...", "null", &many];
        let tokens = texts.map(|text| ("another secret", text.to_owned())).to_vec();
        assert_all_refused(shop, tokens).await;
    }
}
