//! What runs over a WebSocket, and how it is answered.

use serde_json::{Value, json};

use super::{EVENTS, create, event, newest, rename};
use crate::harness::{PROTOCOL, Socket, on_both};

on_both! {
    async fn queries_and_mutations_are_answered_and_complete(shop: &Shop) {
        let customer = shop.customer().await;
        let mut socket = Socket::hello(shop, customer.authorization()).await;
        socket.start("a", "query ($with: Boolean!) { me { id email @include(if: $with) } }", json!({"with": false})).await;
        assert_eq!(socket.answer("a", "next").await, json!({"data": {"me": {"id": customer.id}}}));
        socket.answer("a", "complete").await;
        // The id is free again.
        let change = "mutation { updateCustomer(input: {lastName: \"Lind\"}) { customer { lastName } userErrors { code } } }";
        socket.start("a", change, Value::Null).await;
        let expected = json!({"customer": {"lastName": "Lind"}, "userErrors": []});
        assert_eq!(socket.answer("a", "next").await["data"]["updateCustomer"], expected);
        socket.answer("a", "complete").await;
        socket.bye().await;
    }
}

on_both! {
    async fn what_does_not_run_is_an_error(shop: &Shop) {
        let mut socket = Socket::hello(shop, Value::Null).await;
        let deep = format!("{{ me {} id {} }}", "{ addresses { customer ".repeat(8), "} }".repeat(8));
        for (query, code) in [
            ("{", "GRAPHQL_PARSE_FAILED"), ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"), ("subscription { nothing { id } }", "GRAPHQL_VALIDATION_FAILED"),
            (deep.as_str(), "QUERY_TOO_COMPLEX"), ("subscription { events { id } }", "UNAUTHENTICATED"),
            ("subscription { a: events { id } b: events { id } }", "GRAPHQL_VALIDATION_FAILED"),
            ("subscription { ...on Subscription { events { id } } }", "GRAPHQL_VALIDATION_FAILED"),
            ("subscription { __typename }", "GRAPHQL_VALIDATION_FAILED"),
            ("subscription { events(after: 1) { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ] {
            socket.start("1", query, Value::Null).await;
            let errors = socket.answer("1", "error").await;
            assert_eq!(errors[0]["extensions"]["code"], code, "{query} {errors}");
        }
        // An error of execution is part of an answer.
        socket.start("1", "{ customers { nodes { id } } }", Value::Null).await;
        let answer = socket.answer("1", "next").await;
        assert_eq!((&answer["data"], &answer["errors"][0]["extensions"]["code"]), (&Value::Null, &json!("UNAUTHENTICATED")));
        socket.answer("1", "complete").await;
        let persisted = json!({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0"}}});
        socket.say(json!({"id": "2", "type": "subscribe", "payload": persisted})).await;
        assert_eq!(socket.answer("2", "error").await[0]["extensions"]["code"], "PERSISTED_QUERY_NOT_FOUND");
    }
}

on_both! {
    with ["--event-poll=50ms"]
    async fn operations_run_beside_each_other(shop: &Shop) {
        let staff = shop.staff(&["admin"]).await;
        create(&staff, "cus_a").await;
        let mut socket = Socket::hello(shop, staff.authorization()).await;
        socket.start("events", EVENTS, json!({"after": newest(shop).await})).await;
        let create = "mutation { createCustomer(input: {id: \"cus_b\"}) { customer { id } } }";
        socket.start("create", create, Value::Null).await;
        let mut messages = Vec::new();
        for _ in 0..3 {
            messages.push(socket.hear().await);
        }
        let of = |id: &str| messages.iter().filter(|message| message["id"] == id).collect::<Vec<_>>();
        assert_eq!((of("create").len(), of("events").len()), (2, 1), "{messages:?}");
        let event = event(&of("events")[0]["payload"]);
        assert_eq!((&event["type"], &event["customerId"]), (&json!("customer.created"), &json!("cus_b")));
        socket.bye().await;
    }
}

on_both! {
    with ["--event-poll=50ms"]
    async fn a_completed_subscription_says_no_more(shop: &Shop) {
        let customer = shop.customer().await;
        let mut socket = super::socket(shop, &customer, Value::Null).await;
        rename(&customer, &customer.id, "Ada").await;
        event(&socket.answer("1", "next").await);
        socket.say(json!({"id": "1", "type": "complete"})).await;
        socket.say(json!({"id": "unknown", "type": "complete"})).await;
        let after = newest(shop).await;
        rename(&customer, &customer.id, "Bea").await;
        // The id is free at once, and what comes is of the new operation.
        socket.start("1", EVENTS, json!({"after": after})).await;
        event(&socket.answer("1", "next").await);
        socket.start("2", "{ __typename }", Value::Null).await;
        socket.answer("2", "next").await;
        socket.answer("2", "complete").await;
        socket.bye().await;
    }
}

on_both! {
    with ["--socket-max-operations=2"]
    async fn a_socket_runs_so_many_at_once(shop: &Shop) {
        let customer = shop.customer().await;
        let mut socket = super::socket(shop, &customer, Value::Null).await;
        let after = json!({"after": newest(shop).await});
        socket.start("2", EVENTS, after.clone()).await;
        socket.start("3", EVENTS, after.clone()).await;
        assert_eq!(socket.answer("3", "error").await[0]["extensions"]["code"], "RATE_LIMITED");
        socket.say(json!({"id": "1", "type": "complete"})).await;
        socket.start("4", "{ __typename }", Value::Null).await;
        socket.answer("4", "next").await;
        socket.bye().await;
    }
}

on_both! {
    async fn pings_are_answered_with_what_they_bring(shop: &Shop) {
        let mut socket = Socket::open(shop).await;
        socket.say(json!({"type": "pong"})).await;
        for payload in [json!({"a": [1, {"b": null}]}), json!({})] {
            socket.say(json!({"type": "ping", "payload": payload})).await;
            assert_eq!(socket.hear().await, json!({"type": "pong", "payload": payload}));
        }
        socket.bye().await;
    }
}

on_both! {
    async fn who_asks_is_who_said_hello(shop: &Shop) {
        let (header, payload) = (shop.customer().await, shop.customer().await);
        let authorization = header.authorization();
        let headers = [PROTOCOL, ("authorization", authorization["authorization"].as_str().expect("a token"))];
        let token = &payload.authorization()["authorization"];
        for (init, who) in [(json!({}), &header), (json!({"AUTHORIZATION": token}), &payload), (json!({"authorization": null}), &header)] {
            let mut socket = Socket::with(shop, &headers).await.expect("a socket");
            socket.say(json!({"type": "connection_init", "payload": init})).await;
            assert_eq!(socket.hear().await, json!({"type": "connection_ack"}));
            socket.start("1", "{ me { id } }", Value::Null).await;
            assert_eq!(socket.answer("1", "next").await["data"]["me"]["id"], who.id);
            socket.bye().await;
        }
    }
}
