//! What breaks of a replica, and costs nobody anything.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use patronage::db::Fault;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::{is_ready, name, until_read_nearby};
use crate::harness::{Caller, pair, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_replica_fails_nobody() {
    let Some(mut pair) = pair().await else {
        return;
    };
    let shop = pair.shop(&["--read-after-write=1s"]).await;
    let reading = shop.staff(&["customers:read"]).await;
    let vera = shop.customer().await;
    until_read_nearby(&shop.app, &reading, &vera.id).await;
    let done = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..4)
        .map(|_| tokio::spawn(read(reading.clone(), vera.id.clone(), Arc::clone(&done))))
        .collect();

    pair.kill_replica();
    let replica = shop.app.db.replica().expect("a replica");
    until("it is found silent", async || {
        replica.health().fault == Some(Fault::Silent) && !replica.is_in_use()
    })
    .await;
    assert!(is_ready(&reading).await);
    pair.start_replica();
    until("it is taken again", async || replica.is_in_use()).await;
    done.store(true, Ordering::Relaxed);
    for reader in readers {
        assert!(reader.await.expect("reads that all went well") > 0);
    }
    let health = replica.look().await;
    assert_eq!(health.fault, None);
    assert!(health.lag.is_some() && health.schema.is_some());
    shop.finish().await;
}

/// Reads, and asks whether the server is ready, until it is told to stop. Tells how often.
async fn read(caller: Caller, id: String, done: Arc<AtomicBool>) -> u32 {
    let mut times = 0;
    while !done.load(Ordering::Relaxed) {
        assert_eq!(name(&caller, &id).await, "Vera");
        assert!(is_ready(&caller).await);
        times += 1;
    }
    times
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_query_in_the_way_of_the_log_is_read_from_the_primary() {
    // It sleeps on the replica alone, holding a lock that what is done to the primary wants there too.
    const SLEEP: &str = "SELECT pg_is_in_recovery() AS value, count(throttle.*) AS rows
        FROM pg_sleep(CASE WHEN pg_is_in_recovery() THEN 7 ELSE 0 END)
        LEFT JOIN throttle ON true GROUP BY 1";
    let Some(pair) = pair().await else {
        return;
    };
    let shop = pair.shop(&["--read-after-write=2s"]).await;
    let reading = shop.staff(&["customers:read"]).await;
    let vera = shop.customer().await;
    until_read_nearby(&shop.app, &reading, &vera.id).await;

    let db = shop.app.db.nearby(Some("nobody"));
    let asked = tokio::spawn(async move {
        let statement = Statement::from_string(DbBackend::Postgres, SLEEP);
        db.read().query_one_raw(statement).await
    });
    pair.until_it_runs("pg_sleep").await;
    let truncated = shop.app.db.write().execute_unprepared("TRUNCATE throttle");
    truncated.await.expect("an empty table");
    let row = asked
        .await
        .expect("a task")
        .expect("an answer")
        .expect("a row");
    let by_the_replica: bool = row.try_get("", "value").expect("a value");
    assert!(!by_the_replica, "the replica had it cancelled");
    shop.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_replica_is_not_read_from() {
    let Some(pair) = pair().await else {
        return;
    };
    let shop = pair.shop(&[]).await;
    for (url, expected) in [
        (shop.database_url().to_owned(), Fault::NoReplica),
        (pair.other_on_replica(), Fault::OtherPlace),
        ("postgres://localhost:1/shop".to_owned(), Fault::Silent),
    ] {
        let mut settings = shop.app.settings.database.clone();
        settings.database_read_url = Some(url);
        let db = patronage::db::connect(&settings)
            .await
            .expect("the primary");
        let replica = db.replica().expect("a replica");
        assert_eq!(replica.look().await.fault, Some(expected));
        assert!(!replica.is_in_use());
        db.close().await;
    }
    shop.finish().await;
}
