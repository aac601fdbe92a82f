//! Every code that a WebSocket is closed with.

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use super::{EVENTS, newest};
use crate::harness::{PROTOCOL, Shop, Socket, on_both};

on_both! {
    async fn what_is_no_message_is_4400(shop: &Shop) {
        for text in ["", "{", "null", "[]", r#"{"type":"hello"}"#, r#"{"type":"subscribe","id":"1"}"#] {
            let mut socket = Socket::open(shop).await;
            socket.send(Message::text(text)).await;
            assert_eq!(socket.closed().await, (4400, "Invalid message received".to_owned()), "{text}");
        }
        let mut socket = Socket::open(shop).await;
        socket.send(Message::binary(br#"{"type":"ping"}"#.as_slice())).await;
        assert_eq!(socket.code().await, 4400);
    }
}

on_both! {
    async fn a_payload_that_is_no_request_is_4400(shop: &Shop) {
        for payload in [
            json!({}), json!({"query": 1}), json!({"query": null}), json!("{ me { id } }"), json!(["{ me { id } }"]), Value::Null,
            json!({"query": "{ me { id } }", "variables": []}), json!({"query": "{ me { id } }", "operationName": 1}),
        ] {
            let mut socket = Socket::hello(shop, Value::Null).await;
            socket.say(json!({"type": "subscribe", "id": "1", "payload": payload})).await;
            assert_eq!(socket.code().await, 4400, "{payload}");
        }
    }
}

on_both! {
    async fn an_operation_before_the_greeting_is_4401(shop: &Shop) {
        let mut socket = Socket::open(shop).await;
        socket.start("1", "{ me { id } }", Value::Null).await;
        assert_eq!(socket.closed().await, (4401, "Unauthorized".to_owned()));
    }
}

on_both! {
    async fn a_bad_login_is_4403(shop: &Shop) {
        for payload in [
            json!({"authorization": "Bearer nonsense"}), json!({"Authorization": "Bearer sk_nonsense"}), json!({"authorization": "Basic abc"}),
            json!({"authorization": 1}), json!({"authorization": ""}), json!({"authorization": "Bearer a", "Authorization": "Bearer a"}),
        ] {
            let mut socket = Socket::open(shop).await;
            socket.say(json!({"type": "connection_init", "payload": payload})).await;
            assert_eq!(socket.closed().await, (4403, "Forbidden".to_owned()), "{payload}");
        }
        let mut socket = Socket::with(shop, &[PROTOCOL, ("authorization", "Bearer nonsense")]).await.expect("a socket");
        socket.say(json!({"type": "connection_init"})).await;
        assert_eq!(socket.code().await, 4403);
    }
}

on_both! {
    async fn another_protocol_is_4406(shop: &Shop) {
        let mut socket = Socket::with(shop, &[]).await.expect("a socket");
        assert_eq!(socket.closed().await, (4406, "Subprotocol not acceptable".to_owned()));
    }
}

on_both! {
    with ["--socket-init-timeout=100ms"]
    async fn no_greeting_in_time_is_4408(shop: &Shop) {
        let mut silent = Socket::open(shop).await;
        assert_eq!(silent.closed().await, (4408, "Connection initialisation timeout".to_owned()));
        let mut talkative = Socket::open(shop).await;
        talkative.say(json!({"type": "ping"})).await;
        assert_eq!(talkative.hear().await, json!({"type": "pong"}), "but no greeting");
        assert_eq!(talkative.code().await, 4408);
        let mut polite = Socket::hello(shop, Value::Null).await;
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        polite.start("1", "{ __typename }", Value::Null).await;
        assert_eq!(polite.answer("1", "next").await["data"], json!({"__typename": "Query"}));
    }
}

on_both! {
    async fn an_id_in_use_is_4409(shop: &Shop) {
        let customer = shop.customer().await;
        let mut socket = Socket::hello(shop, customer.authorization()).await;
        let after = json!({"after": newest(shop).await});
        socket.start("1", EVENTS, after.clone()).await;
        socket.start("2", EVENTS, after.clone()).await;
        socket.start("1", EVENTS, after).await;
        assert_eq!(socket.closed().await, (4409, "Subscriber already exists".to_owned()));
    }
}

on_both! {
    async fn a_second_greeting_is_4429(shop: &Shop) {
        let mut socket = Socket::hello(shop, Value::Null).await;
        socket.say(json!({"type": "connection_init"})).await;
        assert_eq!(socket.closed().await, (4429, "Too many initialisation requests".to_owned()));
    }
}

on_both! {
    with ["--socket-max-message=1KiB"]
    async fn a_message_that_is_too_large_is_1009(shop: &Shop) {
        let fits = json!({"type": "ping", "payload": {"text": "x".repeat(900)}});
        let mut socket = Socket::hello(shop, Value::Null).await;
        socket.say(fits.clone()).await;
        assert_eq!(socket.hear().await["payload"], fits["payload"]);
        socket.send(Message::text("x".repeat(1025))).await;
        assert_eq!(socket.closed().await, (1009, "The message is too large".to_owned()));
    }
}

on_both! {
    async fn what_is_no_request_for_a_socket_is_told(shop: &Shop) {
        let answer = shop.anonymous().get("/graphql/ws").await;
        assert_eq!((answer.status.as_u16(), &answer.headers["upgrade"]), (426, &"websocket".parse().expect("a header")));
        for (origin, same, expected) in [
            ("https://evil.example", None, Some(403)), ("null", None, Some(403)), ("https://evil.example", Some("cross-site"), Some(403)),
            ("http://localhost:3000", None, None), ("http://localhost:8080", None, None),
            // Reached by another name than the public one.
            ("http://127.0.0.1:9999", Some("same-origin"), None),
        ] {
            let mut headers = vec![PROTOCOL, ("origin", origin)];
            headers.extend(same.map(|site| ("sec-fetch-site", site)));
            let refused = Socket::with(shop, &headers).await.err();
            assert_eq!(refused, expected, "{origin} {same:?}");
        }
    }
}

/// Not for both databases, since the shop is stopped within.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_stops_says_so() {
    let shop = Shop::open(crate::harness::Backend::Sqlite, &[])
        .await
        .expect("SQLite");
    let customer = shop.customer().await;
    let mut waiting = Socket::open(&shop).await;
    let mut following = super::socket(&shop, &customer, Value::Null).await;
    let mut stream = super::stream(&customer, json!({})).await;
    let finished = tokio::spawn(shop.finish());
    for socket in [&mut waiting, &mut following] {
        assert_eq!(
            socket.closed().await,
            (1001, "The server is stopping".to_owned())
        );
    }
    assert_eq!(stream.event().await, None, "it ends, but not for good");
    drop((waiting, following));
    finished.await.expect("a server that stops");
}
