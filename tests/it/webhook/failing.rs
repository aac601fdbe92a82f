//! Endpoints that take nothing, and what becomes of them.

use entity::webhook_endpoint::Disabled;
use serde_json::json;

use super::{HOUR, act, customers, deliver, endpoints, log, receiver, told, update};
use crate::harness::{Reply, on_both};

on_both! {
    async fn one_that_is_gone_is_disabled(shop: &Shop) {
        let (receiver, id) = receiver(shop, &["*"]).await;
        receiver.always(Reply::status(410));
        customers(shop, &["cus_1"]).await;
        assert_eq!(deliver(&shop.app).await, 1);
        assert_eq!(endpoints(shop).await[0].disabled, Some(Disabled::Gone));
        let delivery = log(shop, &id).await.remove(0);
        assert_eq!((&delivery["state"], &delivery["attempts"]), (&json!("FAILED"), &json!(1)));
        customers(shop, &["cus_2"]).await;
        assert_eq!(deliver(&shop.app).await, 0);
        let refused = act(shop, "redeliverWebhook", delivery["id"].as_str().expect("an id")).await;
        assert_eq!(refused.user_errors(), ["NOT_ALLOWED input.id"]);
        receiver.always(Reply::status(200));
        let enabled = update(shop, json!({"id": id, "enabled": true})).await.ok();
        assert_eq!(enabled.data("updateWebhookEndpoint.webhookEndpoint.disabledReason"), &json!(null));
        assert_eq!(deliver(&shop.app).await, 1, "it goes on where it stopped");
        assert_eq!(receiver.told(), told("customer.created", &["cus_1", "cus_2"]));
    }
}

on_both! {
    async fn one_that_fails_for_five_days_is_disabled(shop: &Shop) {
        let (receiver, id) = receiver(shop, &["*"]).await;
        receiver.always(Reply::status(500));
        for day in 0..5 {
            customers(shop, &[&format!("cus_{day}")]).await;
            assert!(deliver(&shop.app).await > 0);
            assert_eq!(endpoints(shop).await[0].disabled, None, "day {day}");
            shop.clock.advance(24 * HOUR);
        }
        assert!(deliver(&shop.app).await > 0);
        assert_eq!(endpoints(shop).await[0].disabled, Some(Disabled::Failing));
        let shown = super::staff(shop).await.gql(super::LOG, json!({"id": id})).await.ok();
        assert_eq!((shown.data("node.enabled"), shown.data("node.disabledReason")), (&json!(false), &json!("FAILING")));
    }
}

on_both! {
    async fn one_success_in_five_days_is_enough(shop: &Shop) {
        let (receiver, _) = receiver(shop, &["*"]).await;
        for day in 0..8 {
            receiver.always(Reply::status(if day == 4 { 200 } else { 500 }));
            customers(shop, &[&format!("cus_{day}")]).await;
            deliver(&shop.app).await;
            assert_eq!(endpoints(shop).await[0].disabled, None, "day {day}");
            shop.clock.advance(24 * HOUR);
        }
    }
}

on_both! {
    async fn what_waits_for_one_that_is_disabled_waits_on(shop: &Shop) {
        let (receiver, id) = receiver(shop, &["*"]).await;
        receiver.next(Reply::status(500));
        customers(shop, &["cus_1"]).await;
        assert_eq!(deliver(&shop.app).await, 1);
        let disabled = update(shop, json!({"id": id, "enabled": false})).await.ok();
        assert_eq!(disabled.str("updateWebhookEndpoint.webhookEndpoint.disabledReason"), "BY_STAFF");
        customers(shop, &["cus_2"]).await;
        shop.clock.advance(HOUR);
        assert_eq!(deliver(&shop.app).await, 0);
        assert_eq!(log(shop, &id).await.len(), 1);
        update(shop, json!({"id": id, "enabled": true})).await.ok();
        assert_eq!(deliver(&shop.app).await, 2);
        assert!(log(shop, &id).await.iter().all(|delivery| delivery["state"] == "SUCCEEDED"));
    }
}
