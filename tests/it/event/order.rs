//! The order of a replay is that of commits, whatever the order in which events were written.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use entity::{CustomerId, Prefixed, event};
use patronage::actor::Actor;
use patronage::event::Event;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::{admin, call, customers, events, ids, ids_of, settled, stored};
use crate::harness::{Backend, Caller, Shop, on_both};

/// Everything behind a cursor, and the cursor behind that.
async fn rest(staff: &Caller, size: i32, mut after: Value) -> (Vec<String>, Value) {
    let mut met = Vec::new();
    loop {
        let page = events(staff, json!({"first": size, "after": after}))
            .await
            .ok();
        met.extend(ids(&page, "events"));
        let end = page.data("events.pageInfo.endCursor");
        if end.is_null() {
            return (met, after);
        }
        after = end.clone();
    }
}

/// On `SQLite` nobody else writes while a transaction is open.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_transaction_is_not_passed_over_on_postgres() {
    let Some(shop) = Shop::open(Backend::Postgres, &[]).await else {
        return;
    };
    let staff = admin(&shop).await;
    customers(&staff, &["cus_before"]).await;
    settled(&shop).await;
    let (first, cursor) = rest(&staff, 1, Value::Null).await;
    assert_eq!(first.len(), 1);

    let slow = shop.app.db.write().begin().await.expect("a transaction");
    let created = Event::CustomerCreated(CustomerId::trusted("cus_slow".to_owned()));
    let row = created.by(&Actor::Anonymous, &shop.app.clock);
    let row = event::Entity::insert(row).exec_with_returning(&slow).await;
    let row = row.expect("an event with its position");
    customers(&staff, &["cus_quick"]).await;
    let quick = stored(&shop).await.pop().expect("the quick one");
    assert!(row.position < quick.position, "the slow one came first");
    let (none, same) = rest(&staff, 1, cursor.clone()).await;
    assert_eq!(
        (none.len(), &same),
        (0, &cursor),
        "what is not settled waits"
    );
    let at_once = "{ customer(id: \"cus_quick\") { history { nodes { id } } } }";
    let at_once = staff.gql(at_once, json!({})).await.ok();
    assert_eq!(ids(&at_once, "customer.history"), [quick.id.to_string()]);

    slow.commit().await.expect("the slow one, last");
    settled(&shop).await;
    let (second, _) = rest(&staff, 1, cursor).await;
    assert_eq!(second, [row.id.to_string(), quick.id.to_string()]);
    shop.finish().await;
}

const WRITERS: usize = 50;

/// Makes a customer and changes it twice.
async fn write(staff: Caller, number: usize, left: Arc<AtomicUsize>) {
    let id = format!("cus_{number}");
    call(&staff, "createCustomer", json!({ "id": id })).await;
    for name in ["A", "B"] {
        call(
            &staff,
            "updateCustomer",
            json!({"id": id, "firstName": name}),
        )
        .await;
    }
    left.fetch_sub(1, Ordering::SeqCst);
}

/// The positions of each customer's events, in the order of the replay.
fn positions(all: &[event::Model]) -> HashMap<CustomerId, Vec<i64>> {
    let mut of: HashMap<_, Vec<_>> = HashMap::new();
    for event in all {
        let customer = event.customer_id.clone().expect("a customer's");
        of.entry(customer).or_default().push(event.position);
    }
    of
}

on_both! {
    async fn a_reader_among_fifty_writers_meets_everything_once(shop: &Shop) {
        let staff = admin(shop).await;
        let left = Arc::new(AtomicUsize::new(WRITERS));
        let writers: Vec<_> = (0..WRITERS).map(|n| tokio::spawn(write(staff.clone(), n, Arc::clone(&left)))).collect();
        let (mut met, mut cursor) = (Vec::new(), Value::Null);
        while left.load(Ordering::SeqCst) > 0 {
            let (more, after) = rest(&staff, 7, cursor).await;
            met.extend(more);
            cursor = after;
        }
        for writer in writers {
            writer.await.expect("a writer that went well");
        }
        settled(shop).await;
        met.extend(rest(&staff, 7, cursor).await.0);
        let all = stored(shop).await;
        assert_eq!(all.len(), 3 * WRITERS);
        assert_eq!(met, ids_of(&all));
        for (customer, positions) in positions(&all) {
            assert!(positions.is_sorted(), "{customer}: {positions:?}");
        }
    }
}
