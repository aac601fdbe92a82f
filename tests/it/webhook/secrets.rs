//! Signatures, and how secrets change.

use std::time::Duration;

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sea_orm::ConnectionTrait;

use super::{HOUR, act, customers, deliver, endpoint};
use crate::harness::{Heard, Receiver, Shop, on_both};

/// Whether one of the signatures of a request is by a secret (Standard Webhooks, "Verifying signatures").
fn is_signed_by(heard: &Heard, secret: &str) -> bool {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").expect("a secret"));
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key.expect("base64"));
    let (id, time) = (
        heard.header("webhook-id"),
        heard.header("webhook-timestamp"),
    );
    let signed = [format!("{id}.{time}.").as_bytes(), &heard.body].concat();
    let expected = format!("v1,{}", STANDARD.encode(hmac::sign(&key, &signed)));
    heard
        .header("webhook-signature")
        .split(' ')
        .any(|found| found == expected)
}

fn signatures(heard: &Heard) -> usize {
    heard.header("webhook-signature").split(' ').count()
}

/// What arrives of something new.
async fn next(shop: &Shop, receiver: &Receiver, id: &str) -> Heard {
    customers(shop, &[id]).await;
    assert_eq!(deliver(&shop.app).await, 1);
    receiver.heard().pop().expect("a request")
}

async fn rotated(shop: &Shop, id: &str) -> String {
    let rotated = act(shop, "rotateWebhookSecret", id).await.ok();
    rotated.str("rotateWebhookSecret.secret").to_owned()
}

on_both! {
    async fn the_old_secret_signs_for_another_day(shop: &Shop) {
        let receiver = Receiver::start().await;
        let (id, first) = endpoint(shop, &receiver.url, &["*"]).await;
        let heard = next(shop, &receiver, "cus_1").await;
        assert!(is_signed_by(&heard, &first) && signatures(&heard) == 1);

        let second = rotated(shop, &id).await;
        assert_ne!(second, first);
        let heard = next(shop, &receiver, "cus_2").await;
        assert!(is_signed_by(&heard, &first) && is_signed_by(&heard, &second));
        assert_eq!(signatures(&heard), 2);

        let third = rotated(shop, &id).await;
        let heard = next(shop, &receiver, "cus_3").await;
        assert!(is_signed_by(&heard, &second) && is_signed_by(&heard, &third));
        assert!(!is_signed_by(&heard, &first), "the one before the last no more");

        shop.clock.advance(24 * HOUR + Duration::from_secs(1));
        let heard = next(shop, &receiver, "cus_4").await;
        assert!(is_signed_by(&heard, &third) && signatures(&heard) == 1);
        patronage::webhook::sweep(&shop.app).await.expect("a sweep");
        assert_eq!(super::endpoints(shop).await[0].old_secret, None);
        assert_eq!(act(shop, "rotateWebhookSecret", "whe_unknown").await.user_errors(), ["NOT_FOUND input.id"]);
    }
}

on_both! {
    async fn secrets_are_not_in_the_database_as_they_are(shop: &Shop) {
        let receiver = Receiver::start().await;
        let (id, first) = endpoint(shop, &receiver.url, &["*"]).await;
        let second = rotated(shop, &id).await;
        let row = super::endpoints(shop).await.remove(0);
        let kept = [row.secret.0.clone(), row.old_secret.clone().expect("an old one").0];
        for secret in [first, second] {
            let bytes = STANDARD.decode(secret.trim_start_matches("whsec_")).expect("base64");
            assert!(kept.iter().all(|kept| !kept.windows(32).any(|window| window == bytes)));
        }
        assert!(!format!("{row:?}").contains("whsec_"));
        // The statement that shows the row of another endpoint under this secret opens nothing.
        let (other, _) = endpoint(shop, &receiver.url, &["customer.created"]).await;
        let swap = format!("UPDATE webhook_endpoint SET secret = (SELECT secret FROM webhook_endpoint WHERE id = '{id}') WHERE id = '{other}'");
        shop.app.db.write().execute_unprepared(&swap).await.expect("a statement");
        customers(shop, &["cus_1"]).await;
        deliver(&shop.app).await;
        assert_eq!(receiver.heard().len(), 1, "the other cannot be signed");
    }
}
