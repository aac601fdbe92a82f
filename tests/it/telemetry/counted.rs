//! What is counted, and by which labels.

use std::time::Duration;

use serde_json::{Value, json};

use super::login;
use super::scrape::Scrape;
use crate::harness::{Events, Socket, on_both};

const OPERATIONS: &str = "patronage_operation_duration_seconds_count";

/// What is asked of the database is asked anew after five seconds.
async fn until_asked_anew() {
    tokio::time::sleep(Duration::from_millis(5_100)).await;
}

on_both! {
    async fn operations_are_counted_by_what_came_of_them(shop: &Shop) {
        let anyone = shop.anonymous();
        let before = Scrape::of(&anyone).await;
        anyone.gql("{ me { id } }", json!({})).await.ok();
        anyone.gql("{ nothing }", json!({})).await;
        anyone.gql("{ customers { nodes { id } } }", json!({})).await;
        anyone.gql("not GraphQL", json!({})).await;
        let customer = shop.customer().await;
        let after = Scrape::of(&anyone).await;
        let more = |series: &str| after.get(series) - before.get(series);
        let operations = |labels: &str| more(&format!("{OPERATIONS}{{{labels}}}")).to_string();
        let of = |kind: &str, outcome: &str| {
            operations(&format!("graphql_operation_type=\"{kind}\",outcome=\"{outcome}\",transport=\"http\""))
        };
        assert_eq!(of("query", "ok"), "1");
        assert_eq!(of("query", "error"), "2", "one is not valid, one not allowed");
        assert_eq!(of("unknown", "error"), "1", "and one no GraphQL");
        assert_eq!(of("mutation", "ok"), "1");
        for (code, count) in [("GRAPHQL_VALIDATION_FAILED", 1), ("UNAUTHENTICATED", 1), ("GRAPHQL_PARSE_FAILED", 1), ("INTERNAL", 0)] {
            let errors = more(&format!("patronage_operation_errors_total{{code=\"{code}\"}}"));
            assert_eq!(errors.to_string(), count.to_string(), "{code}");
        }
        let requests = "http_server_request_duration_seconds_count{http_request_method=\"POST\",http_response_status_code=\"200\",http_route=\"/graphql\"}";
        assert_eq!(more(requests).to_string(), "5");
        // A registration is one write, and one password.
        assert_eq!(more("patronage_hashing_duration_seconds_count").to_string(), "2", "its strength, and its hash");
        assert_eq!(more("patronage_db_begin_duration_seconds_count").to_string(), "1");
        assert_eq!(more("db_client_operation_duration_seconds_count{db_operation_name=\"COMMIT\"}").to_string(), "1");
        assert!(more("db_client_operation_duration_seconds_count{db_operation_name=\"INSERT\"}") >= 3.0);
        assert_eq!(more("patronage_logins_total{method=\"registration\",result=\"ok\"}").to_string(), "1");
        assert!(!customer.id.is_empty());
    }
}

on_both! {
    with ["--throttle=on"]
    async fn logins_are_counted_by_what_came_of_them(shop: &Shop) {
        let customer = shop.customer().await;
        login(&shop.anonymous(), &customer.email, &customer.password).await.ok();
        for _ in 0..7 {
            login(&shop.anonymous(), &customer.email, "a wrong password").await;
        }
        let scrape = Scrape::of(&shop.anonymous()).await;
        let logins = |result: &str| scrape.get(&format!("patronage_logins_total{{method=\"password\",result=\"{result}\"}}")).to_string();
        assert_eq!([logins("ok"), logins("refused"), logins("throttled"), logins("failed")], ["1", "6", "1", "0"]);
        assert_eq!(scrape.get("patronage_throttled_total{rule=\"logins\"}").to_string(), "1");
    }
}

on_both! {
    async fn nothing_that_callers_make_up_is_a_label(shop: &Shop) {
        let anyone = shop.anonymous();
        let ask = async |number: usize| {
            let query = format!("query Name{number} {{ alias{number}: me {{ id }} }}");
            anyone.gql(&query, json!({})).await.ok();
            anyone.gql(&format!("{{ unknown{number} }}"), json!({})).await;
            anyone.get(&format!("/nowhere/{number}")).await;
            let method = format!("METHOD{number}").parse().expect("a method");
            let odd = anyone.request(method, "/graphql").header("x-request-id", format!("id-{number}"));
            crate::harness::send(odd).await;
        };
        ask(0).await;
        Scrape::of(&anyone).await;
        let before = Scrape::of(&anyone).await;
        for number in 1..250 {
            ask(number).await;
        }
        let after = Scrape::of(&anyone).await;
        let new: Vec<_> = after.series.keys().filter(|name| !before.series.contains_key(*name)).collect();
        assert!(new.is_empty(), "{new:?}");
        let requests = |scrape: &Scrape, method: &str, status: u16, route: &str| {
            let labels = format!("http_request_method=\"{method}\",http_response_status_code=\"{status}\",http_route=\"{route}\"");
            scrape.get(&format!("http_server_request_duration_seconds_count{{{labels}}}")).to_string()
        };
        assert_eq!(requests(&after, "_OTHER", 405, "/graphql"), "250");
        assert_eq!(requests(&after, "GET", 404, "none"), "250");
    }
}

on_both! {
    with ["--event-poll=50ms"]
    async fn streams_are_counted_while_they_are_open(shop: &Shop) {
        let customer = shop.customer().await;
        let streams = |scrape: &Scrape| {
            let open = |transport: &str| scrape.get(&format!("patronage_streams_open{{transport=\"{transport}\"}}"));
            [open("sse"), open("websocket"), scrape.get("patronage_event_subscribers")].map(|count| count.to_string())
        };
        let events = Events::post(&customer, "subscription { events { id } }", json!({})).await;
        let mut socket = Socket::hello(shop, customer.authorization()).await;
        socket.start("1", "{ me { id } }", Value::Null).await;
        socket.answer("1", "next").await;
        let scrape = Scrape::of(&shop.anonymous()).await;
        assert_eq!(streams(&scrape), ["1", "1", "1"]);
        assert!(scrape.get("patronage_connections_open") >= 2.0);
        drop(events);
        socket.bye().await;
        // The server finds out a moment later.
        let gone = async {
            loop {
                let scrape = Scrape::of(&shop.anonymous()).await;
                if streams(&scrape) == ["0", "0", "0"] {
                    return scrape;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let scrape = tokio::time::timeout(Duration::from_secs(20), gone).await.expect("they end");
        for (transport, kind) in [("sse", "subscription"), ("websocket", "query")] {
            let labels = format!("graphql_operation_type=\"{kind}\",outcome=\"ok\",transport=\"{transport}\"");
            assert_eq!(scrape.get(&format!("{OPERATIONS}{{{labels}}}")).to_string(), "1", "{transport}");
        }
    }
}

on_both! {
    async fn queues_and_pools_tell_how_they_are_doing(shop: &Shop) {
        let anyone = shop.anonymous();
        let empty = Scrape::of(&anyone).await;
        assert_eq!(empty.get("patronage_mail_queue_waiting").to_string(), "0");
        shop.customer().await;
        let mut tx = shop.app.db.begin().await.expect("a transaction");
        let mail = patronage::mail::Mail {
            to: patronage::value::Email::parse("vera@shop.example").expect("an e-mail"),
            first_name: None,
            content: patronage::mail::Content::AccountExists,
        };
        let queued = patronage::mail::queue(&shop.app, &mut tx, &mail).await.expect("the queue");
        assert_eq!(queued, patronage::mail::Queued::Accepted);
        tx.commit().await.expect("a commit");
        let known = Scrape::of(&anyone).await;
        assert_eq!(known.get("patronage_mail_queue_waiting").to_string(), "0", "the database is not asked again at once");
        until_asked_anew().await;
        let asked = Scrape::of(&anyone).await;
        // One asks for the proof of the mailbox.
        assert_eq!(asked.get("patronage_mail_queue_waiting").to_string(), "2");
        assert!(asked.get("patronage_mail_queue_oldest_seconds") >= 5.0);
        assert!(asked.get("patronage_outbox_position") > 0.0);
        assert_eq!(shop.mails().await.len(), 2);
        let sent = Scrape::of(&anyone).await;
        assert_eq!(sent.get("patronage_mails_total{result=\"sent\"}").to_string(), "2");
        let open: f64 = sent.series.iter().filter(|(name, _)| name.starts_with("db_client_connections{")).map(|(_, count)| count).sum();
        let most: f64 = sent.series.iter().filter(|(name, _)| name.starts_with("db_client_connections_max{")).map(|(_, count)| count).sum();
        assert!(open >= 1.0 && open <= most, "{open} of {most}");
        assert!(sent.get("process_resident_memory_bytes") > 1e6 && sent.get("process_open_fds") > 3.0);
        assert!(sent.get("process_cpu_seconds_total") > 0.0);
    }
}
