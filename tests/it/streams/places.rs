//! How many streams there may be.

use serde_json::{Value, json};

use super::{EVENTS, stream};
use crate::harness::{Events, PROTOCOL, Shop, Socket, asked, on_both};

on_both! {
    with ["--streams-per-network=2"]
    async fn a_network_has_so_many(shop: &Shop) {
        let customer = shop.customer().await;
        let first = Socket::open(shop).await;
        let second = stream(&customer, json!({})).await;
        assert_eq!(Socket::with(shop, &[PROTOCOL]).await.err(), Some(429));
        let refused = Events::send(asked(&customer, EVENTS, &json!({}))).await.err().expect("a refusal");
        assert_eq!((refused.status.as_u16(), refused.error_code()), (429, "RATE_LIMITED"));
        // Requests are not streams.
        customer.gql("{ me { id } }", json!({})).await.ok();
        first.bye().await;
        freed(shop).await.bye().await;
        drop(second);
    }
}

/// A socket in the place of one that was closed, which the server may notice a little later.
async fn freed(shop: &Shop) -> Socket {
    let mut tries = 0;
    loop {
        match Socket::with(shop, &[PROTOCOL]).await {
            Ok(socket) => return socket,
            Err(status) => assert_eq!(status, 429),
        }
        tries += 1;
        assert!(tries < 500, "the place is never given back");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

on_both! {
    with ["--streams-per-login=1"]
    async fn a_login_has_so_many(shop: &Shop) {
        let (one, other) = (shop.customer().await, shop.customer().await);
        let first = Socket::hello(shop, one.authorization()).await;
        let mut second = Socket::open(shop).await;
        second.say(json!({"type": "connection_init", "payload": one.authorization()})).await;
        assert_eq!(second.closed().await, (1013, "Too many sockets of this login".to_owned()));
        let refused = Events::send(asked(&one, EVENTS, &json!({}))).await.err().expect("a refusal");
        assert_eq!(refused.error_code(), "RATE_LIMITED");
        stream(&other, json!({})).await;
        for _ in 0..3 {
            Socket::hello(shop, Value::Null).await;
        }
        first.bye().await;
    }
}
