//! Deliveries that do not go at once.

use std::time::Duration;

use entity::webhook_delivery::State;
use serde_json::json;

use super::{HOUR, act, customers, deliver, log, receiver, rows};
use crate::harness::{Reply, on_both};

on_both! {
    async fn it_is_tried_ten_times_later_and_later(shop: &Shop) {
        let (receiver, id) = receiver(shop, &["*"]).await;
        receiver.always(Reply::status(500));
        customers(shop, &["cus_1"]).await;
        // The waits in seconds, a tenth more or less by chance.
        for (index, wait) in [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400].into_iter().enumerate() {
            assert_eq!(deliver(&shop.app).await, 1, "one attempt");
            let row = rows(shop).await.remove(0);
            assert_eq!((row.state, row.attempts), (State::Pending, i32::try_from(index + 1).expect("a count")));
            let waits = row.next_attempt_at.expect("a time").0 - shop.clock.now().0;
            assert!((wait * 800..=wait * 1101).contains(&waits), "{waits} ms instead of {wait} s");
            shop.clock.advance(Duration::from_millis(u64::try_from(waits).expect("a wait")));
        }
        assert_eq!(deliver(&shop.app).await, 1);
        let delivery = log(shop, &id).await.remove(0);
        assert_eq!(delivery["state"], "FAILED");
        assert_eq!((&delivery["attempts"], &delivery["responseStatus"]), (&json!(10), &json!(500)));
        assert_eq!((&delivery["lastError"], &delivery["nextAttemptAt"]), (&json!("The answer was 500."), &json!(null)));
        shop.clock.advance(30 * HOUR);
        assert_eq!(deliver(&shop.app).await, 0);
        let heard = receiver.heard();
        assert!(heard.iter().all(|heard| heard.header("webhook-id") == delivery["id"]), "the same id");
        assert!(heard.iter().all(|attempt| attempt.body == heard[0].body), "the same bytes");
        let mut times: Vec<i64> = heard.iter().map(|heard| heard.header("webhook-timestamp").parse().expect("seconds")).collect();
        let sorted = times.clone();
        times.dedup();
        assert_eq!((times.len(), times), (10, sorted), "the time of each attempt");
    }
}

on_both! {
    async fn a_receiver_says_when_to_come_back(shop: &Shop) {
        let (receiver, id) = receiver(shop, &["*"]).await;
        receiver.next(Reply::status(429).with("retry-after", "3600"));
        customers(shop, &["cus_1"]).await;
        assert_eq!(deliver(&shop.app).await, 1);
        customers(shop, &["cus_2"]).await;
        shop.clock.advance(HOUR.saturating_sub(Duration::from_secs(30)));
        assert_eq!(deliver(&shop.app).await, 0, "the other waits as well");
        shop.clock.advance(Duration::from_secs(31));
        assert_eq!(deliver(&shop.app).await, 2);
        assert!(log(shop, &id).await.iter().all(|delivery| delivery["state"] == "SUCCEEDED"));
    }
}

on_both! {
    async fn a_delivery_is_sent_again_by_hand(shop: &Shop) {
        let (receiver, id) = receiver(shop, &["*"]).await;
        customers(shop, &["cus_1"]).await;
        assert_eq!(deliver(&shop.app).await, 1);
        let first = log(shop, &id).await.remove(0);
        let delivery = first["id"].as_str().expect("an id");
        act(shop, "redeliverWebhook", delivery).await.ok();
        assert_eq!(deliver(&shop.app).await, 1);
        let again = log(shop, &id).await.remove(0);
        assert_eq!((&again["id"], &again["attempts"], &again["state"]), (&first["id"], &json!(2), &json!("SUCCEEDED")));
        let heard = receiver.heard();
        assert_eq!(heard[0].header("webhook-id"), heard[1].header("webhook-id"));
        assert_eq!(heard[0].body, heard[1].body);
        for unknown in ["whd_unknown", "nonsense", &id] {
            assert_eq!(act(shop, "redeliverWebhook", unknown).await.user_errors(), ["NOT_FOUND input.id"]);
        }
    }
}

on_both! {
    async fn one_that_was_given_up_has_all_its_tries_again(shop: &Shop) {
        let (receiver, id) = receiver(shop, &["*"]).await;
        receiver.always(Reply::status(500));
        customers(shop, &["cus_1"]).await;
        for _ in 0..10 {
            assert_eq!(deliver(&shop.app).await, 1);
            shop.clock.advance(27 * HOUR / 2);
            shop.clock.advance(27 * HOUR / 2);
            // The endpoint has failed for long, which is another test's concern.
            super::update(shop, json!({"id": id, "enabled": true})).await.ok();
            if rows(shop).await[0].state == State::Failed { break; }
        }
        let row = rows(shop).await.remove(0);
        assert_eq!((row.state, row.attempts), (State::Failed, 10));
        act(shop, "redeliverWebhook", &row.id.to_string()).await.ok();
        assert_eq!(deliver(&shop.app).await, 1);
        let row = rows(shop).await.remove(0);
        assert_eq!((row.state, row.attempts, row.tries), (State::Pending, 11, 1));
    }
}

on_both! {
    async fn an_answer_that_does_not_come_is_waited_for_15_seconds(shop: &Shop) {
        let (receiver, id) = receiver(shop, &["*"]).await;
        receiver.next(Reply::status(200).after(Duration::from_secs(25)));
        customers(shop, &["cus_1"]).await;
        let begun = std::time::Instant::now();
        assert_eq!(deliver(&shop.app).await, 1);
        let took = begun.elapsed().as_secs();
        assert!((14..25).contains(&took), "{took} s");
        let delivery = log(shop, &id).await.remove(0);
        assert_eq!(delivery["lastError"], "There was no answer within 15 s.");
        assert_eq!(delivery["state"], "PENDING");
    }
}
