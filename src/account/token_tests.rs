use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::{CustomerId, IdentityId, Prefixed, SessionId};
use jsonwebtoken::{DecodingKey, EncodingKey};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::*;
use crate::testing;

fn session() -> session::Model {
    session::Model {
        id: SessionId::trusted("sess_1".to_owned()),
        customer_id: CustomerId::trusted("cus_1".to_owned()),
        identity_id: IdentityId::trusted("authid_1".to_owned()),
        token_hash: Vec::new(),
        previous_hash: None,
        rotated_at: None,
        rotations: 0,
        user_agent: None,
        ip_address: None,
        created_at: Timestamp(5_000),
        last_used_at: Timestamp(5_000),
        idle_expires_at: Timestamp(i64::MAX),
        expires_at: Timestamp(i64::MAX),
    }
}

async fn issued(app: &App) -> (String, Timestamp) {
    let ring = app.keys.ring().await.unwrap();
    let (token, expires_at) = issue(app, &ring, &session()).unwrap();
    (token.expose_secret().to_owned(), expires_at)
}

/// The header and claims of a token of ours, to be changed and signed again.
async fn parts(app: &App) -> (Value, Value) {
    let (token, _) = issued(app).await;
    let part = |index| {
        let text: &str = token.split('.').nth(index).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
    };
    (part(0), part(1))
}

/// A token of any header and claims, signed with our own key.
async fn signed(app: &App, header: &Value, claims: &Value) -> String {
    let ring = app.keys.ring().await.unwrap();
    sign(header, claims, &ring.signer(app.clock.now()).signing)
}

fn sign(header: &Value, claims: &Value, key: &EncodingKey) -> String {
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let message = format!("{}.{}", encode(header), encode(claims));
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), key, Algorithm::EdDSA).unwrap();
    format!("{message}.{signature}")
}

async fn is_refused(app: &App, token: &str) -> bool {
    matches!(verify(app, token).await, Err(Error::Unauthenticated))
}

fn with(value: &Value, name: &str, changed: Value) -> Value {
    let mut value = value.clone();
    value[name] = changed;
    value
}

fn without(value: &Value, name: &str) -> Value {
    let mut value = value.clone();
    value.as_object_mut().unwrap().remove(name).unwrap();
    value
}

#[tokio::test]
async fn a_token_says_who_and_nothing_personal() {
    let (app, _folder) = testing::app().await;
    let (header, claims) = parts(&app).await;
    assert_eq!(
        (&header["alg"], &header["typ"]),
        (&json!("EdDSA"), &json!("at+jwt"))
    );
    let mut names: Vec<&String> = claims.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(
        names,
        ["aud", "auth_time", "exp", "iat", "iss", "jti", "sid", "sub"]
    );
    assert_eq!(claims["iss"], "http://localhost:8080");
    assert_eq!(
        (&claims["aud"], &claims["auth_time"]),
        (&json!("patronage"), &json!(5))
    );
    assert_eq!(
        claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(),
        600
    );

    let (token, expires_at) = issued(&app).await;
    let read = verify(&app, &token).await.unwrap();
    assert_eq!((read.sub.as_str(), read.sid.as_str()), ("cus_1", "sess_1"));
    assert_eq!(expires_at, Timestamp(read.exp * 1000));
    assert_ne!(json!(read.jti), claims["jti"], "each has its own id");
}

#[tokio::test]
async fn the_published_key_verifies_what_is_issued() {
    let (app, _folder) = testing::app().await;
    let (token, _) = issued(&app).await;
    let keys = app.keys.jwks().await.unwrap();
    let key = DecodingKey::from_ed_components(keys["keys"][0]["x"].as_str().unwrap()).unwrap();
    let claims = decode::<Value>(&token, &key, &validation(&app))
        .unwrap()
        .claims;
    assert_eq!(claims["sub"], "cus_1");
    assert_eq!(
        json!(decode_header(&token).unwrap().kid),
        keys["keys"][0]["kid"]
    );
}

#[tokio::test]
async fn a_token_expires_by_our_clock_and_a_minute() {
    let (app, _folder) = testing::app_with(|settings| {
        settings.accounts.access_token_ttl = Duration::from_secs(100);
    })
    .await;
    let (token, _) = issued(&app).await;
    app.clock.advance(Duration::from_secs(150));
    assert!(verify(&app, &token).await.is_ok());
    app.clock.advance(Duration::from_secs(10));
    assert!(is_refused(&app, &token).await);
}

#[tokio::test]
async fn only_what_is_just_so_is_taken() {
    let (app, _folder) = testing::app().await;
    let (header, claims) = parts(&app).await;
    let good = signed(&app, &header, &claims).await;
    assert!(verify(&app, &good).await.is_ok());
    let now = app.clock.now().0 / 1000;
    let refused = [
        (with(&header, "typ", json!("JWT")), claims.clone()),
        (with(&header, "typ", json!("rt+jwt")), claims.clone()),
        (without(&header, "typ"), claims.clone()),
        (without(&header, "kid"), claims.clone()),
        (
            with(&header, "kid", json!("01ARZ3NDEKTSV4RRFFQ69G5FAV")),
            claims.clone(),
        ),
        (with(&header, "crit", json!(["b64"])), claims.clone()),
        (with(&header, "crit", json!([])), claims.clone()),
        (with(&header, "alg", json!("none")), claims.clone()),
        (with(&header, "alg", json!("HS256")), claims.clone()),
        (with(&header, "alg", json!("ES256")), claims.clone()),
        (
            header.clone(),
            with(&claims, "iss", json!("https://evil.example")),
        ),
        (header.clone(), with(&claims, "aud", json!("other"))),
        (header.clone(), with(&claims, "aud", json!(["other"]))),
        (header.clone(), without(&claims, "iss")),
        (header.clone(), without(&claims, "aud")),
        (header.clone(), without(&claims, "exp")),
        (header.clone(), without(&claims, "sid")),
        (header.clone(), with(&claims, "exp", json!("never"))),
        (header.clone(), with(&claims, "exp", json!(now - 61))),
        (header.clone(), with(&claims, "exp", json!(i64::MIN))),
        (header.clone(), with(&claims, "iat", json!(now + 310))),
    ];
    for (header, claims) in refused {
        let token = signed(&app, &header, &claims).await;
        assert!(is_refused(&app, &token).await, "{header} {claims}");
    }
}

#[tokio::test]
async fn hints_where_to_find_a_key_are_not_followed() {
    let (app, _folder) = testing::app().await;
    let (header, claims) = parts(&app).await;
    let hinted = with(&header, "jku", json!("https://evil.example/keys"));
    let hinted = with(&hinted, "x5u", json!("https://evil.example/cert"));
    let token = signed(&app, &hinted, &claims).await;
    assert!(
        verify(&app, &token).await.is_ok(),
        "signed by us, so the hints are noise"
    );

    let (other, _other_folder) = testing::app().await;
    let foreign = other.keys.ring().await.unwrap();
    let foreign = &foreign.signer(other.clock.now()).signing;
    let key = other.keys.jwks().await.unwrap()["keys"][0].take();
    for header in [header.clone(), with(&hinted, "jwk", without(&key, "use"))] {
        assert!(
            is_refused(&app, &sign(&header, &claims, foreign)).await,
            "{header}"
        );
    }
}

#[tokio::test]
async fn what_is_changed_or_is_no_token_is_refused() {
    let (app, _folder) = testing::app().await;
    let (header, claims) = parts(&app).await;
    let good = signed(&app, &header, &claims).await;
    let (message, signature) = good.rsplit_once('.').unwrap();
    let changed = sign(&header, &with(&claims, "sub", json!("cus_2")), &{
        let ring = app.keys.ring().await.unwrap();
        ring.signer(app.clock.now()).signing.clone()
    });
    let changed = changed.rsplit_once('.').unwrap().0;
    let unsigned = URL_SAFE_NO_PAD.encode(with(&header, "alg", json!("none")).to_string());
    let payload = message.split_once('.').unwrap().1;
    for token in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "a.b.c".to_owned(),
        message.to_owned(),
        format!("{message}."),
        format!("{changed}.{signature}"),
        format!("{unsigned}.{payload}."),
        format!("{good}.{signature}"),
        format!("{good} "),
    ] {
        assert!(is_refused(&app, &token).await, "{token}");
    }
}
