//! The connections that reads have on PostgreSQL, shared ones and those of the pool.

use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::json;

use crate::harness::{Backend, Shop};

const END: &str = "SELECT count(pg_terminate_backend(pid)) AS ended FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'patronage' AND pid <> pg_backend_pid()";

/// All reads at once, then each of their connections ended, five times over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_go_on_when_their_connections_were_ended_on_postgres() {
    let Some(shop) = Shop::open(Backend::Postgres, &[]).await else {
        return;
    };
    let staff = shop.staff(&["customers:read"]).await;
    let other = shop.other().await;
    for _ in 0..5 {
        let query = "{ customers { totalCount nodes { id addresses { id } } } }";
        let reads = (0..12).map(|_| staff.gql(query, json!({})));
        for answer in join_all(reads).await {
            let answer = answer.ok();
            let customers = &answer.json["data"]["customers"];
            assert_eq!(*customers, json!({"totalCount": 0, "nodes": []}));
        }
        let end = Statement::from_string(DbBackend::Postgres, END);
        let ended = other.write().query_one_raw(end).await.expect("an answer");
        let ended: i64 = ended.expect("a row").try_get("", "ended").expect("a count");
        assert!(ended > 0, "there were connections to end");
    }
    other.close().await;
    shop.finish().await;
}

/// More reads than connections wait for each other, and for no connection of a writer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_wait_for_each_other_on_postgres() {
    let Some(shop) = Shop::open(Backend::Postgres, &[]).await else {
        return;
    };
    let staff = shop.staff(&["customers:read"]).await;
    let tx = shop.app.db.begin().await.expect("a transaction");
    let reads = (0..64).map(|_| staff.gql("{ customers { totalCount nodes { id } } }", json!({})));
    for answer in join_all(reads).await {
        answer.ok();
    }
    drop(tx);
    let pools = shop.app.db.pools();
    assert!(pools.iter().all(|pool| pool.open <= pool.most), "{pools:?}");
    shop.finish().await;
}
