//! The feed behind subscriptions: one reader, told by word, and nobody who is waited for.

use std::time::Duration;

use patronage::error::Error;
use patronage::event::feed::Feed;
use patronage::event::graphql::EventFilter;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;

use super::{create, create_many, event, stream};
use crate::harness::{Backend, Shop, on_both};

/// Another reader of the same database, told by nobody in its own process.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_processes_are_told_on_postgres() {
    let Some(shop) = Shop::open(Backend::Postgres, &[]).await else {
        return;
    };
    let staff = shop.staff(&["admin"]).await;
    let replica = shop.other().await;
    // It would not look by itself before the test is over.
    let feed = Feed::new(replica.clone(), Duration::from_hours(1));
    let mut heard = feed
        .subscribe(EventFilter::default(), None)
        .await
        .expect("a subscription");
    let mut number = 0;
    let first = loop {
        // Until it listens, and until no older transaction of another test is under way.
        number += 1;
        create(&staff, &format!("cus_{number}")).await;
        let soon = tokio::time::timeout(Duration::from_millis(300), heard.recv()).await;
        if let Ok(delivery) = soon {
            break delivery.expect("a feed that goes on").expect("an event");
        }
        assert!(number < 50, "no word came");
    };
    assert_eq!(
        first
            .event
            .customer_id
            .as_ref()
            .expect("a customer")
            .to_string(),
        "cus_1",
        "nothing is left out"
    );
    drop(heard);
    replica.close().await;
    shop.finish().await;
}

on_both! {
    with ["--event-poll=50ms"]
    async fn who_does_not_read_is_told_and_can_go_on(shop: &Shop) {
        let staff = shop.staff(&["admin"]).await;
        let mut slow = shop.app.feed.subscribe(EventFilter::default(), None).await.expect("a subscription");
        let mut quick = stream(&staff, json!({})).await;
        let mut last = String::new();
        for from in (0..1000).step_by(100) {
            create_many(&staff, from, 100).await;
            for _ in 0..100 {
                event(&quick.answer().await)["id"].as_str().expect("an id").clone_into(&mut last);
            }
        }
        let mut read = Vec::new();
        let end = loop {
            match slow.recv().await.expect("a reason to end") {
                Ok(placed) => read.push(placed),
                Err(error) => break error,
            }
        };
        assert!(matches!(end, Error::TooSlow), "{end:?}");
        assert!(read.len() < 500, "{} were kept", read.len());
        assert!(slow.recv().await.is_none());
        let from = read.last().expect("some events").place();
        let mut rest = shop.app.feed.subscribe(EventFilter::default(), Some(from)).await.expect("a subscription");
        while read.len() < 1000 {
            read.push(rest.recv().await.expect("an event").expect("an event"));
        }
        let ids: Vec<_> = read.iter().map(|placed| placed.event.customer_id.as_ref().expect("a customer").to_string()).collect();
        assert!(ids.iter().enumerate().all(|(n, id)| *id == format!("cus_{n:05}")), "in order, each once");
        assert_eq!(read[999].event.id.to_string(), last);
    }
}

/// Only where nobody else's transactions can hold an event back, since it would not be looked for again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_reader_serves_all() {
    const FLAGS: [&str; 2] = ["--event-poll=1h", "--stream-heartbeat=15s"];
    const SUBSCRIBERS: u64 = 20;
    let shop = Shop::open(Backend::Sqlite, &FLAGS).await.expect("SQLite");
    let staff = shop.staff(&["admin"]).await;
    let ((), alone) = shop.statements(create(&staff, "cus_a")).await;
    let mut streams = Vec::new();
    for _ in 0..SUBSCRIBERS {
        streams.push(stream(&staff, json!({})).await);
    }
    let all = async {
        create(&staff, "cus_b").await;
        for stream in &mut streams {
            event(&stream.answer().await);
        }
    };
    let ((), statements) = shop.statements(all).await;
    // The statement of the reader, perhaps another that finds nothing, and each login.
    assert!(
        statements <= alone + 2 + SUBSCRIBERS,
        "{statements}, of which {alone} for the change"
    );
    drop(streams);
    shop.finish().await;
}

/// What a client is sent that reads nothing at first, through as small a hole as the system has.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_does_not_read_is_told_in_the_end() {
    const CUSTOMERS: usize = 1000;
    let shop = Shop::open(Backend::Sqlite, &[]).await.expect("SQLite");
    let staff = shop.staff(&["admin"]).await;
    let ids: Vec<_> = (0..30).map(|n| format!("id{n}: id")).collect();
    let body =
        json!({"query": format!("subscription {{ events {{ {} }} }}", ids.join(" "))}).to_string();
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4096).expect("a small buffer");
    let address = shop.base().trim_start_matches("http://").parse();
    let mut client = socket
        .connect(address.expect("an address"))
        .await
        .expect("a connection");
    let token = &staff.authorization()["authorization"];
    let head = format!(
        "POST /graphql/stream HTTP/1.1\r\nhost: shop\r\ncontent-type: application/json\r\nconnection: close\r\n\
         authorization: {}\r\ncontent-length: {}\r\n\r\n{body}",
        token.as_str().expect("a token"),
        body.len()
    );
    client.write_all(head.as_bytes()).await.expect("a request");
    let mut read = vec![0; 12];
    client
        .read_exact(&mut read)
        .await
        .expect("the beginning of an answer");
    assert_eq!(read, b"HTTP/1.1 200");
    for from in 0..4 {
        create_many(&staff, from * CUSTOMERS, CUSTOMERS).await;
    }
    client.read_to_end(&mut read).await.expect("the rest");
    let read = String::from_utf8(read).expect("text");
    let events = read.matches("\"id0\"").count();
    assert!((1..4 * CUSTOMERS).contains(&events), "{events} events came");
    let end = &read[read.rfind("event: next").expect("an answer")..];
    assert!(
        end.contains("UNAVAILABLE") && end.contains("event: complete"),
        "{end}"
    );
    shop.finish().await;
}
