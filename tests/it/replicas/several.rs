//! Several processes on one PostgreSQL. Sessions, throttles and keys of that kind are tested where they
//! are (`account/ended.rs`, `throttle.rs`, `devices.rs`), events in `streams/feed.rs`.

use std::thread;

use serde_json::json;

use crate::account::replica::Replica as Second;
use crate::cli::binary::Binary;
use crate::harness::{Database, on_both};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_that_start_at_once_migrate_once() {
    let Some(database) = Database::empty().await else {
        return;
    };
    let binaries = [(); 3].map(|()| Binary::new().with("DATABASE_URL", database.url()));
    let servers = thread::scope(|scope| {
        let start =
            |binary| scope.spawn(move || Binary::serve(binary, &["--listen", "127.0.0.1:0"]));
        let started = binaries.each_ref().map(start);
        started.map(|thread| thread.join().expect("a server that serves"))
    });
    let status = binaries[0].run(&["migrate", "status"]).ok();
    assert!(status.contains("applied") && !status.contains("pending"));
    let key = ["api-key", "create", "--name", "till", "--scope", "admin"];
    let key = binaries[0].run(&key).ok();
    // What one of them was told, all know.
    let create = "mutation { createCustomerGroup(input: {name: \"VIP\"}) { customerGroup { id } userErrors { code } } }";
    let made = servers[0].anonymous().bearer(key.trim());
    made.gql(create, json!({})).await.ok();
    for server in &servers {
        let staff = server.anonymous().bearer(key.trim());
        let groups = staff.gql("{ customerGroups { nodes { name } } }", json!({}));
        assert_eq!(groups.await.ok().str("customerGroups.nodes.0.name"), "VIP");
    }
    for server in servers {
        server.signal("TERM");
        assert_eq!(server.wait().0, Some(0));
    }
    database.remove().await;
}

on_both! {
    async fn an_idempotency_key_is_known_to_all(shop: &Shop) {
        let second = Second::of(shop).await;
        let here = shop.staff(&["groups:write"]).await.with_header("idempotency-key", "k");
        let there = second.seen_by(&here);
        let create = "mutation { createCustomerGroup(input: {name: \"VIP\"}) { customerGroup { id } userErrors { code } } }";
        let ids = tokio::join!(here.gql(create, json!({})), there.gql(create, json!({})));
        let again = there.gql(create, json!({})).await.ok();
        for answer in [ids.0.ok(), ids.1.ok()] {
            assert_eq!(answer.json, again.json, "one group, told each time");
        }
        let groups = here.gql("{ customerGroups { totalCount } }", json!({})).await.ok();
        assert_eq!(groups.data("customerGroups.totalCount"), &json!(1));
        second.finish().await;
    }
}
