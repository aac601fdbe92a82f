//! What holds when many do the same at once.

use std::collections::BTreeSet;
use std::sync::Arc;

use patronage::app::App;
use patronage::clock::Clock;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};

use super::{call, kinds_after, made, read};
use crate::harness::{Answer, Caller, Shop, on_both};

/// Another server on the database of a shop, as a second process would be.
struct Replica {
    base: String,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
    app: Arc<App>,
}

impl Replica {
    async fn of(shop: &Shop) -> Self {
        let settings = shop.app.settings.clone();
        let db = patronage::db::connect(&settings.database).await;
        let db = db.expect("the shop's database");
        let app = App::build(settings, Clock::default(), db).await;
        let app = app.expect("a second app");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("a bound port"));
        let (stop, stopped) = oneshot::channel();
        let serving = Arc::clone(&app);
        let server = tokio::spawn(async move {
            let stopped = async { _ = stopped.await };
            patronage::http::serve(serving, None, listener, stopped).await;
        });
        Self {
            base,
            stop,
            server,
            app,
        }
    }

    async fn finish(self) {
        self.stop.send(()).expect("a server that still runs");
        self.server.await.expect("a server that ran well");
        self.app.db.clone().close().await;
    }
}

/// Runs one mutation many times at once, by callers in turn.
async fn at_once(
    callers: &[Caller],
    times: usize,
    mutation: &'static str,
    input: &Value,
) -> Vec<Answer> {
    let mut tasks = JoinSet::new();
    for caller in callers.iter().cycle().take(times) {
        let (caller, input) = (caller.clone(), input.clone());
        tasks.spawn(async move { call(&caller, mutation, input).await });
    }
    tasks.join_all().await
}

fn assert_one_customer(answers: Vec<Answer>) {
    let mut ids = BTreeSet::new();
    let mut created = 0;
    for answer in answers {
        let answer = answer.ok();
        ids.insert(answer.str("findOrCreateCustomer.customer.id").to_owned());
        assert_eq!(answer.str("findOrCreateCustomer.email"), "new@x.com");
        match answer.str("findOrCreateCustomer.matchedBy") {
            "CREATED" => created += 1,
            other => assert_eq!(other, "EMAIL_GUEST"),
        }
    }
    assert_eq!((ids.len(), created), (1, 1));
}

on_both! {
    async fn calls_with_one_new_email_make_one_customer(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let answers = at_once(&[staff], 200, "findOrCreateCustomer", &json!({"email": "New@x.com"})).await;
        assert_eq!(answers.len(), 200);
        assert_one_customer(answers);
        assert_eq!(kinds_after(shop, 0).await, ["customer.created"]);
    }
}

on_both! {
    async fn calls_to_two_servers_make_one_customer(shop: &Shop) {
        let replica = Replica::of(shop).await;
        let key = shop.staff(&["customers:write"]).await;
        let there = key.at(&replica.base);
        let answers = at_once(&[key, there], 200, "findOrCreateCustomer", &json!({"email": "new@X.com"})).await;
        assert_eq!(answers.len(), 200);
        assert_one_customer(answers);
        assert_eq!(kinds_after(shop, 0).await, ["customer.created"]);
        replica.finish().await;
    }
}

on_both! {
    async fn accounts_made_at_once_share_no_email(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let input = json!({"email": "a@x.com", "hasAccount": true});
        let answers = at_once(&[staff], 20, "createCustomer", &input).await;
        let refused = answers.iter().map(Answer::user_errors).filter(|errors| errors == &["EMAIL_TAKEN input.email"]);
        assert_eq!(refused.count(), 19);
        assert_eq!(kinds_after(shop, 0).await, ["customer.created"]);
    }
}

on_both! {
    async fn of_updates_with_one_expected_version_one_wins(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let id = made(&staff, json!({"firstName": "A"})).await;
        let mut tasks = JoinSet::new();
        for number in 0..20 {
            let staff = staff.clone();
            let input = json!({"id": id, "firstName": format!("B{number}"), "expectedVersion": 1});
            tasks.spawn(async move { call(&staff, "updateCustomer", input).await });
        }
        let (won, lost): (Vec<_>, Vec<_>) =
            tasks.join_all().await.into_iter().partition(|answer| answer.user_errors().is_empty());
        assert_eq!((won.len(), lost.len()), (1, 19));
        for answer in lost {
            assert_eq!(answer.user_errors(), ["VERSION_CONFLICT input.expectedVersion"]);
            assert_eq!(answer.data("updateCustomer.customer"), &Value::Null);
        }
        let row = read(&staff, &id).await;
        assert_eq!(row["version"], 2);
        assert_eq!(row["firstName"], won[0].str("updateCustomer.customer.firstName"));
        assert_eq!(kinds_after(shop, 1).await, ["customer.updated"]);
    }
}

on_both! {
    async fn updates_without_an_expected_version_all_count(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let id = made(&staff, json!({})).await;
        let mut tasks = JoinSet::new();
        for number in 0..20 {
            let staff = staff.clone();
            let mut patch = json!({});
            patch[format!("key{number}")] = json!(number);
            let input = json!({"id": id, "metadata": patch});
            tasks.spawn(async move { call(&staff, "updateCustomer", input).await.ok() });
        }
        tasks.join_all().await;
        let row = read(&staff, &id).await;
        assert_eq!(row["version"], 21);
        assert_eq!(row["metadata"].as_object().map(serde_json::Map::len), Some(20), "no patch is lost");
    }
}

on_both! {
    async fn deletions_that_overlap_take_each_customer_once(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let mut ids = Vec::new();
        for _ in 0..10 {
            ids.push(made(&staff, json!({})).await);
        }
        let mut tasks = JoinSet::new();
        for turn in 0..20 {
            // In another order each time, which must not make two of them wait for each other.
            ids.rotate_left(turn % 3);
            ids.reverse();
            let (staff, input) = (staff.clone(), json!({ "ids": ids }));
            tasks.spawn(async move { call(&staff, "deleteCustomers", input).await });
        }
        let mut deleted = Vec::new();
        for answer in tasks.join_all().await {
            assert!(answer.error_codes().is_empty(), "{}", answer.text);
            let gone = answer.data("deleteCustomers.deletedIds").as_array().expect("ids");
            assert_eq!(gone.len() + answer.user_errors().len(), 10);
            deleted.extend(gone.iter().filter_map(Value::as_str).map(str::to_owned));
        }
        deleted.sort();
        ids.sort();
        assert_eq!(deleted, ids);
        assert_eq!(kinds_after(shop, 10).await, ["customer.deleted"; 10]);
    }
}
