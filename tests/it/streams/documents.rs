//! Documents by hash, trusted documents and told costs, as on any other transport.

use reqwest::Method;
use serde_json::{Value, json};

use super::{create, event, newest};
use crate::harness::{Caller, Events, Socket, by_hash, on_both};

async fn subscribe(socket: &mut Socket, payload: Value) {
    socket
        .say(json!({"id": "1", "type": "subscribe", "payload": payload}))
        .await;
}

/// Sends a request for a stream.
async fn post(caller: &Caller, body: &Value) -> Events {
    let request = caller
        .request(Method::POST, "/graphql/stream")
        .header("accept", "text/event-stream");
    Events::open(request.json(body)).await
}

on_both! {
    async fn a_document_is_known_to_every_transport(shop: &Shop) {
        let customer = shop.customer().await;
        let query = "query Me { me { id } }";
        let (alone, whole) = (json!({"extensions": by_hash(query)}), json!({"query": query, "extensions": by_hash(query)}));
        let expected = json!({"data": {"me": {"id": customer.id}}});
        let mut socket = Socket::hello(shop, customer.authorization()).await;
        subscribe(&mut socket, alone.clone()).await;
        assert_eq!(socket.answer("1", "error").await[0]["message"], "PersistedQueryNotFound");
        subscribe(&mut socket, whole).await;
        assert_eq!(socket.answer("1", "next").await, expected);
        socket.answer("1", "complete").await;
        subscribe(&mut socket, alone.clone()).await;
        assert_eq!(socket.answer("1", "next").await, expected);
        let mut stream = post(&customer, &alone).await;
        assert_eq!(stream.answer().await, expected);
        stream.complete().await;
        let posted = customer.request(Method::POST, "/graphql").json(&alone).send().await.expect("an answer");
        assert_eq!(posted.json::<Value>().await.expect("JSON"), expected);
    }
}

on_both! {
    with ["--event-poll=50ms"]
    async fn a_cost_is_told_by_streams(shop: &Shop) {
        let staff = shop.staff(&["admin"]).await;
        create(&staff, "cus_a").await;
        let mut socket = Socket::hello(shop, staff.authorization()).await;
        let asks = json!({"cost": true});
        subscribe(&mut socket, json!({"query": "{ customers(first: 7) { nodes { id } } }", "extensions": asks})).await;
        assert_eq!(socket.answer("1", "next").await["extensions"], json!({"cost": {"requested": 8, "maximum": 5000}}));
        socket.answer("1", "complete").await;
        let query = "subscription ($after: String) { events(after: $after) { type } }";
        let mut stream = post(&staff, &json!({"query": query, "variables": {"after": newest(shop).await}, "extensions": asks})).await;
        for id in ["cus_b", "cus_c"] {
            create(&staff, id).await;
            let answer = stream.answer().await;
            assert_eq!(event(&answer)["type"], "customer.created");
            assert_eq!(answer["extensions"], json!({"cost": {"requested": 1, "maximum": 5000}}));
        }
    }
}

on_both! {
    with ["--trusted-documents=tests/fixtures/trusted.json"]
    async fn only_trusted_documents_run_on_streams(shop: &Shop) {
        // Registered by text, which is in the manifest.
        let customer = shop.customer().await;
        let other = "{ me { email } }";
        let mut socket = Socket::hello(shop, customer.authorization()).await;
        for payload in [json!({"query": other}), json!({"documentId": "other"}), json!({"query": other, "extensions": by_hash(other)})] {
            subscribe(&mut socket, payload.clone()).await;
            assert_eq!(socket.answer("1", "error").await[0]["extensions"]["code"], "DOCUMENT_NOT_TRUSTED");
            let mut stream = post(&customer, &payload).await;
            assert_eq!(stream.answer().await["errors"][0]["extensions"]["code"], "DOCUMENT_NOT_TRUSTED");
        }
        subscribe(&mut socket, json!({"documentId": "me", "operationName": "Me"})).await;
        assert_eq!(socket.answer("1", "next").await["data"]["me"]["id"], customer.id);
        socket.answer("1", "complete").await;
        assert!(Events::send(customer.request(Method::GET, "/graphql/stream?documentId=changed").header("accept", "text/event-stream")).await.is_ok());
        let staff = shop.staff(&["admin"]).await;
        let mut socket = Socket::hello(shop, staff.authorization()).await;
        subscribe(&mut socket, json!({"query": other})).await;
        assert_eq!(socket.answer("1", "next").await, json!({"data": {"me": null}}));
    }
}
