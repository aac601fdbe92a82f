//! Coming back with `after`: nothing is missed, and nothing comes twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use entity::event;
use sea_orm::sea_query::Expr;
use sea_orm::{DbBackend, EntityTrait, QueryOrder};
use serde_json::{Value, json};

use super::{EVENTS, create, create_many, event as event_of, newest, rename, socket, stream};
use crate::harness::{Caller, Events, Shop, asked, on_both};
use crate::outbox;

/// The ids of every event, in the order of the outbox.
async fn stored(shop: &Shop) -> Vec<String> {
    let mut all = event::Entity::find();
    if shop.app.db.backend() == DbBackend::Postgres {
        all = all.order_by_asc(Expr::cust("xact"));
    }
    let all = all.order_by_asc(event::Column::Position);
    let all = all.all(shop.app.db.read()).await.expect("the outbox");
    all.into_iter().map(|event| event.id.to_string()).collect()
}

async fn id(stream: &mut Events) -> String {
    let answer = stream.answer().await;
    event_of(&answer)["id"].as_str().expect("an id").to_owned()
}

on_both! {
    with ["--event-poll=50ms"]
    async fn everything_behind_a_place_comes_first(shop: &Shop) {
        let staff = shop.staff(&["admin"]).await;
        create_many(&staff, 0, 250).await;
        let all = stored(shop).await;
        outbox::settled(&shop.app.db).await;
        let query = "{ events(first: 7) { pageInfo { endCursor } } }";
        let cursor = staff.gql(query, json!({})).await.ok().data("events.pageInfo.endCursor").clone();
        for after in [json!(all[6]), cursor] {
            let mut stream = stream(&staff, json!({ "after": after })).await;
            for expected in &stored(shop).await[7..] {
                assert_eq!(&id(&mut stream).await, expected);
            }
            create(&staff, &format!("cus_{}", after.as_str().expect("text").len())).await;
            assert_eq!(id(&mut stream).await, newest(shop).await, "and then what is new");
        }
    }
}

on_both! {
    with ["--event-poll=50ms"]
    async fn customers_come_back_by_the_ids_of_their_events(shop: &Shop) {
        let (one, other) = (shop.customer().await, shop.customer().await);
        let mut before = socket(shop, &one, Value::Null).await;
        rename(&one, &one.id, "Ada").await;
        let seen = event_of(&before.answer("1", "next").await)["id"].clone();
        before.bye().await;
        rename(&other, &other.id, "Bea").await;
        rename(&one, &one.id, "Cora").await;
        let missed = newest(shop).await;
        let mut after = stream(&one, json!({ "after": seen })).await;
        assert_eq!(id(&mut after).await, missed);
        // Another's event is as unknown as one that there is not.
        for unknown in [seen, json!("evt_unknown"), json!(""), json!("nonsense"), json!("evt_")] {
            let mut refused = Events::post(&other, EVENTS, json!({ "after": unknown })).await;
            let answer = refused.answer().await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{unknown}");
            assert_eq!(answer.get("data"), None);
            refused.complete().await;
        }
        let cursor = json!({"after": "WyJuYW1lIiwxXQ"});
        let refused = Events::open(asked(&other, EVENTS, &cursor)).await.answer().await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "of another list");
    }
}

/// Writes until it is told to stop.
async fn write(staff: Caller, writer: usize, stop: Arc<AtomicBool>) -> usize {
    let mut written = 0;
    while !stop.load(Ordering::Relaxed) {
        create(&staff, &format!("cus_{writer}_{written}")).await;
        written += 1;
    }
    written
}

on_both! {
    with ["--event-poll=50ms"]
    async fn who_comes_back_again_and_again_misses_nothing(shop: &Shop) {
        let staff = shop.staff(&["admin"]).await;
        create(&staff, "cus_first").await;
        let mut met = vec![newest(shop).await];
        let stop = Arc::new(AtomicBool::new(false));
        let writers: Vec<_> = (0..4).map(|writer| tokio::spawn(write(staff.clone(), writer, Arc::clone(&stop)))).collect();
        // Some come back while it is written, with more or less of a way to the present.
        for reads in [1, 5, 2, 40, 3, 25, 1, 60] {
            let mut stream = stream(&staff, json!({"after": met.last()})).await;
            for _ in 0..reads {
                met.push(id(&mut stream).await);
            }
        }
        stop.store(true, Ordering::Relaxed);
        let mut written = 1;
        for writer in writers {
            written += writer.await.expect("a writer that went well");
        }
        let mut stream = stream(&staff, json!({"after": met.last()})).await;
        while met.len() < written {
            met.push(id(&mut stream).await);
        }
        assert_eq!(met, stored(shop).await);
    }
}
