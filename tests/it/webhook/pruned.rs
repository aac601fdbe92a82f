//! How long things are kept.

use std::time::Duration;

use entity::event;
use patronage::app::App;
use patronage::webhook::{needed, sweep};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;

use super::{HOUR, customers, deliver, log, queue, receiver, rows, update};
use crate::harness::{Reply, on_both};

const DAY: Duration = Duration::from_hours(24);

/// What housekeeping does with them.
async fn swept(app: &App) -> u64 {
    sweep(app).await.expect("a sweep");
    let needed = needed(app).await.expect("the queues");
    patronage::event::prune(app, needed)
        .await
        .expect("the outbox");
    event::Entity::find()
        .count(app.db.read())
        .await
        .expect("the outbox")
}

on_both! {
    async fn events_go_after_ninety_days(shop: &Shop) {
        customers(shop, &["cus_1"]).await;
        shop.clock.advance(89 * DAY);
        customers(shop, &["cus_2"]).await;
        assert_eq!(swept(&shop.app).await, 2);
        shop.clock.advance(2 * DAY);
        assert_eq!(swept(&shop.app).await, 1);
        shop.clock.advance(90 * DAY);
        assert_eq!(swept(&shop.app).await, 0);
        // Positions are not given out again.
        customers(shop, &["cus_3"]).await;
        let left = event::Entity::find().one(shop.app.db.read()).await.expect("the outbox").expect("an event");
        assert!(left.position > 2);
    }
}

on_both! {
    async fn events_stay_until_every_endpoint_has_been_told(shop: &Shop) {
        let (receiver, id) = receiver(shop, &["*"]).await;
        customers(shop, &["cus_1", "cus_2"]).await;
        shop.clock.advance(200 * DAY);
        assert_eq!(swept(&shop.app).await, 2, "in no queue yet");
        receiver.next(Reply::status(500));
        queue(&shop.app).await;
        assert_eq!(swept(&shop.app).await, 2, "queued");
        deliver(&shop.app).await;
        assert_eq!(swept(&shop.app).await, 2, "the first has failed");
        shop.clock.advance(HOUR);
        assert_eq!(deliver(&shop.app).await, 1);
        assert_eq!(receiver.heard().len(), 3, "nothing was lost");
        assert_eq!(swept(&shop.app).await, 0);
        assert!(log(shop, &id).await.is_empty(), "the log goes along");
    }
}

on_both! {
    async fn an_endpoint_that_is_disabled_keeps_nothing(shop: &Shop) {
        let (receiver, id) = receiver(shop, &["*"]).await;
        receiver.next(Reply::status(500));
        customers(shop, &["cus_1", "cus_2"]).await;
        deliver(&shop.app).await;
        update(shop, json!({"id": id, "enabled": false})).await.ok();
        customers(shop, &["cus_3"]).await;
        shop.clock.advance(91 * DAY);
        assert_eq!(swept(&shop.app).await, 0);
        assert!(rows(shop).await.is_empty());
        customers(shop, &["cus_4"]).await;
        update(shop, json!({"id": id, "enabled": true})).await.ok();
        assert_eq!(deliver(&shop.app).await, 1);
        assert_eq!(receiver.told().pop().expect("a request").1, "cus_4");
    }
}

on_both! {
    async fn the_log_goes_back_thirty_days(shop: &Shop) {
        let (_receiver, id) = receiver(shop, &["*"]).await;
        customers(shop, &["cus_1"]).await;
        deliver(&shop.app).await;
        shop.clock.advance(29 * DAY);
        customers(shop, &["cus_2"]).await;
        deliver(&shop.app).await;
        swept(&shop.app).await;
        assert_eq!(log(shop, &id).await.len(), 2);
        shop.clock.advance(2 * DAY);
        assert_eq!(swept(&shop.app).await, 2, "events stay");
        assert_eq!(log(shop, &id).await.len(), 1);
    }
}
