//! Who reads from the replica, and who from the primary.

use std::time::Instant;

use sea_orm::ConnectionTrait;
use serde_json::json;

use super::{WINDOW, name, rename, until_read_nearby};
use crate::account::replica::Replica as Second;
use crate::harness::{Caller, Shop, pair, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_written_reads_it_and_others_what_the_replica_has() {
    let Some(pair) = pair().await else {
        return;
    };
    // So long that the replica is not given up while this lasts.
    let shop = pair.shop(&["--read-after-write=10s"]).await;
    let reading = shop.staff(&["customers:read"]).await;
    let writing = shop.staff(&["customers:write"]).await;
    let vera = shop.customer().await;
    let second = Second::of(&shop).await;
    until_read_nearby(&shop.app, &reading, &vera.id).await;
    until_read_nearby(second.app(), &second.seen_by(&reading), &vera.id).await;

    pair.pause().await;
    rename(&writing, &vera.id, "Ada").await;
    for (who, caller, read) in [
        ("the writer", &writing, "Ada"),
        ("the customer it is about", &vera, "Ada"),
        ("another", &reading, "Vera"),
    ] {
        assert_eq!(name(caller, &vera.id).await, read, "{who}");
        assert_eq!(lists(caller, &vera.id).await, read, "{who}, in a list");
    }
    assert_eq!(name(&second.seen_by(&reading), &vera.id).await, "Vera");
    // Told by the first process, perhaps a moment after its answer.
    for caller in [&writing, &vera] {
        let there = second.seen_by(caller);
        until("it is read in the second process", async || {
            name(&there, &vera.id).await == "Ada"
        })
        .await;
    }
    pair.resume().await;
    until("others read it too", async || {
        name(&reading, &vera.id).await == "Ada"
    })
    .await;
    second.finish().await;
    shop.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_writer_reads_from_the_replica_once_the_window_is_over() {
    let Some(pair) = pair().await else {
        return;
    };
    let shop = pair.shop(&[WINDOW.0]).await;
    let reading = shop.staff(&["customers:read"]).await;
    let vera = shop.customer().await;
    until_read_nearby(&shop.app, &reading, &vera.id).await;
    rename(&vera, &vera.id, "Ada").await;
    let written = Instant::now();
    tokio::time::sleep_until((written + WINDOW.1).into()).await;
    until("the replica has it", async || {
        name(&reading, &vera.id).await == "Ada"
    })
    .await;

    pair.pause().await;
    rename_past_the_service(&shop, "Eva").await;
    assert_eq!(name(&vera, &vera.id).await, "Ada", "read from the replica");
    rename(&vera, &vera.id, "Ida").await;
    assert_eq!(name(&vera, &vera.id).await, "Ida", "read from the primary");
    pair.resume().await;
    shop.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_that_lags_is_left_alone_until_it_does_not() {
    let Some(pair) = pair().await else {
        return;
    };
    let shop = pair.shop(&[WINDOW.0]).await;
    let reading = shop.staff(&["customers:read"]).await;
    let vera = shop.customer().await;
    until_read_nearby(&shop.app, &reading, &vera.id).await;
    assert!(measured(&shop, "patronage_replica_in_use").await > 0.5);
    pair.pause().await;
    rename_past_the_service(&shop, "Ada").await;
    assert_eq!(name(&reading, &vera.id).await, "Vera");

    until("the replica is given up", async || {
        name(&reading, &vera.id).await == "Ada"
    })
    .await;
    until("the metrics tell it", async || {
        measured(&shop, "patronage_replica_in_use").await < 0.5
            && measured(&shop, "patronage_replica_lag_seconds").await > WINDOW.1.as_secs_f64() / 2.0
    })
    .await;
    assert!(super::is_ready(&reading).await, "it does without");

    pair.resume().await;
    until("it is taken again", async || {
        measured(&shop, "patronage_replica_in_use").await > 0.5
    })
    .await;
    pair.pause().await;
    rename_past_the_service(&shop, "Eva").await;
    assert_eq!(
        name(&reading, &vera.id).await,
        "Ada",
        "read from the replica"
    );
    pair.resume().await;
    shop.finish().await;
}

/// The first name of a customer, as a caller finds it in a list.
async fn lists(caller: &Caller, id: &str) -> String {
    let me = "{ me { firstName } }";
    let all = "query ($id: ID!) { customers(filter: {id: {eq: $id}}, first: 1) {
        nodes { firstName } pageInfo { hasNextPage } totalCount } }";
    let own = caller.gql(me, json!({})).await.ok();
    if !own.data("me").is_null() {
        return own.str("me.firstName").to_owned();
    }
    let found = caller.gql(all, json!({ "id": id })).await.ok();
    found.str("customers.nodes.0.firstName").to_owned()
}

/// Names all customers without an event, so that nobody counts as having written.
async fn rename_past_the_service(shop: &Shop, name: &str) {
    let sql = format!("UPDATE customer SET first_name = '{name}'");
    let updated = shop.app.db.write().execute_unprepared(&sql).await;
    updated.expect("an update");
}

/// What the metrics say.
async fn measured(shop: &Shop, metric: &str) -> f64 {
    let answer = shop.anonymous().get("/metrics").await;
    let line = answer
        .text
        .lines()
        .find_map(|line| line.strip_prefix(metric));
    let value = line.expect("the metric").trim();
    value.parse().expect("a number")
}
