//! In order for each customer, and nobody waits for another.

use std::time::Duration;

use patronage::webhook::start_worker;
use serde_json::{Value, json};

use super::{customers, deliver, endpoint, log, queue, receiver, rename, rows, told};
use crate::harness::{Receiver, Reply, on_both};

on_both! {
    async fn what_is_about_a_customer_waits_for_what_was_before(shop: &Shop) {
        let (receiver, id) = receiver(shop, &["*"]).await;
        receiver.next(Reply::status(500));
        customers(shop, &["cus_1"]).await;
        for name in ["Vera", "Nora"] {
            rename(shop, "cus_1", name).await;
        }
        customers(shop, &["cus_2"]).await;
        assert_eq!(deliver(&shop.app).await, 2, "the first of each");
        let waiting = log(shop, &id).await;
        assert_eq!(waiting[1]["nextAttemptAt"], Value::Null);
        assert_eq!((&waiting[1]["state"], &waiting[1]["attempts"]), (&json!("PENDING"), &json!(0)));
        // Queued later, and behind the others all the same.
        rename(shop, "cus_1", "Zora").await;
        assert_eq!(deliver(&shop.app).await, 0);
        shop.clock.advance(Duration::from_secs(6));
        assert_eq!(deliver(&shop.app).await, 4);
        let mut heard = receiver.told();
        heard.retain(|(_, about)| about == "cus_1");
        let mut expected = told("customer.created", &["cus_1", "cus_1"]);
        expected.extend(told("customer.updated", &["cus_1"; 3]));
        assert_eq!(heard, expected);
        let events: Vec<_> = receiver.heard().iter().map(|heard| heard.json()["data"]["eventId"].clone()).collect();
        let staff = shop.staff(&["events:read"]).await;
        let asked = staff.gql("{ events(filter: {customerId: \"cus_1\"}) { nodes { id } } }", json!({})).await.ok();
        let ids = asked.data("events.nodes").as_array().expect("a list").iter().map(|event| &event["id"]);
        let mine: Vec<_> = events.iter().filter(|id| ids.clone().any(|own| own == *id)).collect();
        assert_eq!(mine[1..], ids.collect::<Vec<_>>(), "in the order of commits");
    }
}

on_both! {
    async fn one_that_is_given_up_holds_back_no_more(shop: &Shop) {
        let (receiver, _) = receiver(shop, &["*"]).await;
        receiver.next(Reply::status(410));
        customers(shop, &["cus_1"]).await;
        rename(shop, "cus_1", "Vera").await;
        assert_eq!(deliver(&shop.app).await, 1);
        let turn: Vec<_> = rows(shop).await.iter().map(|row| row.next_attempt_at.is_some()).collect();
        assert_eq!(turn, [false, true]);
    }
}

on_both! {
    async fn a_dead_endpoint_delays_no_other(shop: &Shop) {
        let dead = Receiver::start().await;
        dead.always(Reply::status(200).after(Duration::from_mins(1)));
        endpoint(shop, &dead.url, &["*"]).await;
        let (alive, _) = receiver(shop, &["*"]).await;
        let ids: Vec<_> = (0..30).map(|number| format!("cus_{number}")).collect();
        customers(shop, &ids.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let worker = start_worker(&shop.app);
        let begun = std::time::Instant::now();
        let heard = alive.wait_for(30).await;
        assert!(begun.elapsed() < Duration::from_secs(14), "{:?}", begun.elapsed());
        assert_eq!(heard.len(), 30);
        dead.wait_for(1).await;
        worker.stop().await;
        queue(&shop.app).await;
    }
}
