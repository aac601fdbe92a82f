//! Keys of a provider that come by HTTP.

use std::time::Duration;

use serde_json::json;

use super::{claims, enter};
use crate::harness::issuer::Answers;
use crate::harness::{Answer, Issuer, Shop, SigningKey, on_both};

/// Logs in by a token that a key signs.
async fn enter_signed(shop: &Shop, key: &SigningKey) -> Answer {
    let issuer = Issuer::provider_of(shop);
    let claims = claims(shop, &issuer, "1", "mina@shop.example");
    enter(&shop.anonymous(), &key.sign(&claims)).await
}

fn is_invalid(answer: &Answer) -> bool {
    answer.user_errors() == ["INVALID_TOKEN input.idToken"]
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn keys_are_fetched_when_needed_and_kept(shop: &Shop) {
        let issuer = Issuer::provider_of(shop);
        assert_eq!(issuer.asked(), 0, "nothing waits for a provider at the start");
        for _ in 0..3 {
            enter_signed(shop, &issuer.key()).await.ok();
        }
        assert_eq!(issuer.asked(), 1);
        shop.clock.advance(Duration::from_mins(9));
        enter_signed(shop, &issuer.key()).await.ok();
        assert_eq!(issuer.asked(), 1);
        shop.clock.advance(Duration::from_mins(2));
        enter_signed(shop, &issuer.key()).await.ok();
        assert_eq!(issuer.asked(), 2);
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn a_new_key_is_fetched_at_its_first_token(shop: &Shop) {
        let issuer = Issuer::provider_of(shop);
        let (old, new) = (issuer.key(), SigningKey::p256("second").shared());
        enter_signed(shop, &old).await.ok();
        issuer.publish(&[&new, &old]);
        shop.clock.advance(Duration::from_secs(11));
        enter_signed(shop, &new).await.ok();
        enter_signed(shop, &old).await.ok();
        assert_eq!(issuer.asked(), 2);

        // Withdrawn, the old one is of no use once the keys are read again.
        issuer.publish(&[&new]);
        shop.clock.advance(Duration::from_mins(11));
        assert!(is_invalid(&enter_signed(shop, &old).await));
        enter_signed(shop, &new).await.ok();
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn made_up_key_ids_do_not_flood_the_provider(shop: &Shop) {
        let issuer = Issuer::provider_of(shop);
        enter_signed(shop, &issuer.key()).await.ok();
        for number in 0..5 {
            let unknown = SigningKey::ed25519(&format!("made-up-{number}"));
            assert!(is_invalid(&enter_signed(shop, &unknown).await));
        }
        assert_eq!(issuer.asked(), 1);
        shop.clock.advance(Duration::from_secs(11));
        for number in 0..5 {
            let unknown = SigningKey::ed25519(&format!("made-up-{number}"));
            assert!(is_invalid(&enter_signed(shop, &unknown).await));
        }
        assert_eq!(issuer.asked(), 2);
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn logins_at_once_fetch_the_keys_once(shop: &Shop) {
        let issuer = Issuer::provider_of(shop);
        issuer.answers(Answers::Late(Duration::from_millis(200)));
        let key = issuer.key();
        let logins = (0..10).map(|_| enter_signed(shop, &key));
        for answer in futures_util::future::join_all(logins).await {
            answer.ok();
        }
        assert_eq!(issuer.asked(), 1);
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn without_keys_logins_are_not_available(shop: &Shop) {
        let issuer = Issuer::provider_of(shop);
        let elsewhere = json!({"keys": [issuer.key().jwk]}).to_string();
        for answers in [
            Answers::Status(500),
            Answers::Status(404),
            // Good keys, from an address that the operator has not named.
            Answers::Redirect,
            Answers::Text("<html>".to_owned()),
            Answers::Text("{\"keys\": []}".to_owned()),
            Answers::Text(format!("{elsewhere}{}", " ".repeat(256 * 1024))),
        ] {
            issuer.answers(answers.clone());
            let asked = issuer.asked();
            assert_eq!(enter_signed(shop, &issuer.key()).await.error_code(), "UNAVAILABLE", "{answers:?}");
            assert_eq!(enter_signed(shop, &issuer.key()).await.error_code(), "UNAVAILABLE");
            assert_eq!(issuer.asked(), asked + 1, "once, at one address: {answers:?}");
            shop.clock.advance(Duration::from_secs(11));
        }
        issuer.answers(Answers::Keys);
        enter_signed(shop, &issuer.key()).await.ok();
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn a_provider_that_does_not_answer_holds_nobody_up_for_long(shop: &Shop) {
        let issuer = Issuer::provider_of(shop);
        issuer.answers(Answers::Late(Duration::from_mins(1)));
        let started = std::time::Instant::now();
        assert_eq!(enter_signed(shop, &issuer.key()).await.error_code(), "UNAVAILABLE");
        assert!(started.elapsed() < Duration::from_secs(9), "{:?}", started.elapsed());
        // Others do not wait for it at all.
        crate::account::me(&shop.anonymous()).await.ok();
    }
}

on_both! {
    with [crate::harness::issuer::provider().as_str()]
    async fn known_keys_outlast_a_short_outage(shop: &Shop) {
        let issuer = Issuer::provider_of(shop);
        enter_signed(shop, &issuer.key()).await.ok();
        issuer.answers(Answers::Status(503));
        shop.clock.advance(Duration::from_mins(50));
        enter_signed(shop, &issuer.key()).await.ok();
        shop.clock.advance(Duration::from_mins(11));
        assert_eq!(enter_signed(shop, &issuer.key()).await.error_code(), "UNAVAILABLE");
    }
}
