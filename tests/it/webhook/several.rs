//! Several processes, and workers that come and go.

use std::collections::BTreeSet;
use std::sync::Arc;

use patronage::webhook::start_worker;

use super::{customers, deliver, fan_out, queue, receiver, rows};
use crate::harness::on_both;
use crate::outbox;

on_both! {
    async fn each_event_is_queued_once_whoever_does(shop: &Shop) {
        let _one = receiver(shop, &["*"]).await;
        let _two = receiver(shop, &["customer.*"]).await;
        let ids: Vec<_> = (0..40).map(|number| format!("cus_{number}")).collect();
        customers(shop, &ids.iter().map(String::as_str).collect::<Vec<_>>()).await;
        outbox::settled(&shop.app.db).await;
        let replica = shop.replica(|_| ()).await;
        let both = [&shop.app, &replica].into_iter().cycle().take(8).map(Arc::clone);
        let running: Vec<_> = both.map(|app| tokio::spawn(async move {
            // Who comes second may be told to come again; nothing is lost by that.
            while fan_out(&app).await.unwrap_or(true) {}
        })).collect();
        for one in running {
            one.await.expect("a task");
        }
        queue(&shop.app).await;
        let rows = rows(shop).await;
        let pairs: BTreeSet<_> = rows.iter().map(|row| (&row.endpoint_id, &row.event_id)).collect();
        assert_eq!((rows.len(), pairs.len()), (80, 80));
    }
}

on_both! {
    async fn several_workers_deliver_each_event_once(shop: &Shop) {
        let (receiver, _) = receiver(shop, &["*"]).await;
        let replica = shop.replica(|_| ()).await;
        let workers = [start_worker(&shop.app), start_worker(&replica)];
        let ids: Vec<_> = (0..40).map(|number| format!("cus_{number}")).collect();
        customers(shop, &ids.iter().map(String::as_str).collect::<Vec<_>>()).await;
        receiver.wait_for(40).await;
        for worker in workers {
            worker.stop().await;
        }
        let told: BTreeSet<_> = receiver.told().into_iter().collect();
        assert_eq!((receiver.heard().len(), told.len()), (40, 40));
        assert!(rows(shop).await.iter().all(|row| row.attempts == 1));
        // One that is stopped does nothing any more.
        customers(shop, &["cus_late"]).await;
        assert_eq!(receiver.heard().len(), 40);
        assert_eq!(deliver(&shop.app).await, 1);
    }
}
