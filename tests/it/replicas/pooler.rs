//! Behind PgBouncer in transaction mode, with fewer connections of PostgreSQL than callers.
//!
//! The whole suite runs over it with `PATRONAGE_TEST_POOLER=1`.

use std::collections::BTreeSet;
use std::thread;

use futures_util::future::join_all;
use patronage::config::Toggle;
use serde_json::{Value, json};

use super::{name, rename};
use crate::account::replica::Replica as Second;
use crate::cli::binary::Binary;
use crate::harness::{Caller, Customer, Database, Events, Shop};

const FOLLOW: &str = "subscription { events { id } }";
const CREATE: &str = "mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) {
    customer { id } userErrors { code } } }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn customers_come_and_go_behind_a_pooler() {
    let Some(shop) = Shop::pooled(&[]).await else {
        return;
    };
    let vera = shop.customer().await;
    let login = "mutation ($input: LoginInput!) { login(input: $input) {
        customer { id } tokens { accessToken } userErrors { code } } }";
    let input = json!({"email": vera.email, "password": vera.password});
    let answer = shop
        .anonymous()
        .gql(login, json!({ "input": input }))
        .await
        .ok();
    let token = answer.str("login.tokens.accessToken");
    let again = shop.anonymous().bearer(token);
    rename(&again, &vera.id, "Ada").await;
    assert_eq!(name(&vera, &vera.id).await, "Ada");

    let wrong = json!({"email": vera.email, "password": "not-hers"});
    let answer = shop.anonymous().gql(login, json!({ "input": wrong })).await;
    assert_eq!(answer.user_errors(), ["INVALID_CREDENTIALS"]);
    let taken = Customer::register(&shop.anonymous(), "other@shop.example".to_owned()).await;
    let email = "mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) {
        customer { id } userErrors { code } } }";
    let staff = shop.staff(&["customers:write"]).await;
    let input = json!({"id": taken.id, "email": vera.email});
    let answer = staff.gql(email, json!({ "input": input })).await;
    assert_eq!(
        answer.user_errors(),
        ["EMAIL_TAKEN"],
        "a refusal undoes all"
    );
    shop.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_write_and_read_at_once_behind_a_pooler() {
    const WRITERS: usize = 40;
    let Some(shop) = Shop::pooled(&["--db-connections=20"]).await else {
        return;
    };
    let staff = shop.staff(&["customers:write", "events:read"]).await;
    // Of another process, to whom nobody can tell that there are events.
    let second = Second::of(&shop).await;
    let mut followed = Events::post(&second.seen_by(&staff), FOLLOW, json!({})).await;
    let writers = (0..WRITERS).map(|number| tokio::spawn(write(staff.clone(), number)));
    for written in join_all(writers).await {
        written.expect("a writer that comes to its end");
    }
    let mut pages = BTreeSet::new();
    let mut after = Value::Null;
    loop {
        let page = page(&staff, &after).await;
        let nodes = page["nodes"].as_array().expect("a list");
        for node in nodes {
            assert_eq!(node["addresses"][0]["city"], node["firstName"]);
            assert!(pages.insert(node["id"].to_string()), "each once");
        }
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(pages.len(), WRITERS);
    let mut told = BTreeSet::new();
    while told.len() < 2 * WRITERS {
        let answer = followed.answer().await;
        told.insert(answer["data"]["events"]["id"].to_string());
    }
    drop(followed);
    second.finish().await;
    shop.finish().await;
}

/// So the tests above are of a pooler that keeps nothing for us.
#[tokio::test]
async fn what_a_session_would_keep_is_refused_by_the_pooler() {
    let Some(shop) = Shop::pooled(&[]).await else {
        return;
    };
    let mut settings = shop.app.settings.database.clone();
    settings.db_prepared = Toggle::On;
    let Err(refused) = patronage::db::connect(&settings).await else {
        panic!("it takes options of a session");
    };
    assert!(
        refused.to_string().contains("startup parameter"),
        "{refused}"
    );
    shop.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn migrations_run_one_at_a_time_behind_a_pooler() {
    let Some(mut database) = Database::empty().await else {
        return;
    };
    if database.pool() {
        let binary = Binary::new()
            .with("DATABASE_URL", database.served())
            .with("PATRONAGE_DB_PREPARED", "off");
        thread::scope(|scope| {
            let up = [(); 3].map(|()| scope.spawn(|| binary.run(&["migrate", "up"]).ok()));
            for thread in up {
                thread.join().expect("a migration that ends well");
            }
        });
        let status = binary.run(&["migrate", "status"]).ok();
        assert!(status.contains("applied") && !status.contains("pending"));
        binary.run(&["migrate", "down"]).ok();
        binary.run(&["migrate", "up"]).ok();
        assert!(!binary.run(&["migrate", "status"]).ok().contains("pending"));
    }
    database.remove().await;
}

/// Sends one request twice at once, under one idempotency key.
async fn write(staff: Caller, number: usize) {
    let city = format!("City-{number}");
    let input = json!({"firstName": city, "addresses": [{ "city": city }]});
    let keyed = staff.with_header("idempotency-key", &city);
    let variables = json!({ "input": input });
    let twins = tokio::join!(
        keyed.gql(CREATE, variables.clone()),
        keyed.gql(CREATE, variables)
    );
    assert_eq!(twins.0.ok().json, twins.1.ok().json);
}

/// A page of seven customers, each with an address.
async fn page(staff: &Caller, after: &Value) -> Value {
    let query = "query ($after: String) { customers(first: 7, after: $after) {
        nodes { id firstName addresses { city } groups { id } } pageInfo { hasNextPage endCursor } } }";
    let answer = staff.gql(query, json!({ "after": after })).await.ok();
    answer.data("customers").clone()
}
