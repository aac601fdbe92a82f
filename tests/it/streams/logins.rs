//! A stream lasts no longer than the login that it was opened with.

use std::time::Duration;

use serde_json::{Value, json};

use super::{EVENTS, rename, socket, stream};
use crate::harness::{Caller, Customer, Events, Shop, Socket, asked, on_both};

on_both! {
    async fn events_are_for_customers_and_staff_with_the_scope(shop: &Shop) {
        let others = shop.staff(&["customers:write", "groups:write", "webhooks"]).await;
        let bad = shop.anonymous().bearer("nonsense");
        for (caller, status, code) in [(&shop.anonymous(), 401, "UNAUTHENTICATED"), (&others, 403, "FORBIDDEN"), (&bad, 401, "UNAUTHENTICATED")] {
            let refused = Events::send(asked(caller, EVENTS, &json!({}))).await.err().expect("a refusal");
            assert_eq!((refused.status.as_u16(), refused.error_code()), (status, code));
            assert_eq!(refused.json.get("data"), None);
        }
        let mut socket = Socket::hello(shop, others.authorization()).await;
        socket.start("1", EVENTS, Value::Null).await;
        assert_eq!(socket.answer("1", "error").await[0]["extensions"]["code"], "FORBIDDEN");
        for scope in ["events:read", "admin"] {
            stream(&shop.staff(&[scope]).await, json!({})).await;
        }
    }
}

async fn log_out(customer: &Customer) {
    let answer = customer
        .gql("mutation { logout { accepted } }", json!({}))
        .await;
    assert_eq!(answer.ok().data("logout.accepted"), &json!(true));
}

on_both! {
    with ["--stream-heartbeat=50ms"]
    async fn a_logout_ends_streams_that_nothing_comes_by(shop: &Shop) {
        let customer = shop.customer().await;
        let mut events = stream(&customer, json!({})).await;
        events.alive(3).await;
        let mut socket = socket(shop, &customer, Value::Null).await;
        // It has to be read, so that the signs of life are answered.
        let closed = tokio::spawn(async move { socket.closed().await });
        log_out(&customer).await;
        let closed = closed.await.expect("a close");
        assert_eq!(closed, (4403, "The login has ended or expired".to_owned()));
        // What was committed before may come late: on PostgreSQL transactions of other tests hold it back.
        let mut last = events.answer().await;
        while last["errors"].is_null() {
            last = events.answer().await;
        }
        assert_eq!(last["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        events.complete().await;
    }
}

on_both! {
    with ["--event-poll=50ms"]
    async fn an_event_after_the_logout_does_not_come(shop: &Shop) {
        // The heartbeat is too far away to notice.
        let (customer, staff) = (shop.customer().await, shop.staff(&["admin"]).await);
        let mut socket = socket(shop, &customer, Value::Null).await;
        let mut events = stream(&customer, json!({})).await;
        log_out(&customer).await;
        rename(&staff, &customer.id, "Ada").await;
        let frame = socket.closed().await;
        assert_eq!(frame.0, 4403);
        assert_eq!(events.answer().await["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        events.complete().await;
    }
}

async fn revoke_all(shop: &Shop) {
    use patronage::account::api_key;
    for key in api_key::list(&shop.app).await.expect("the keys") {
        let revoked = api_key::revoke(&shop.app, &key.id).await;
        revoked.expect("a revoked key");
    }
}

on_both! {
    with ["--stream-heartbeat=50ms"]
    async fn a_revoked_key_ends_streams(shop: &Shop) {
        shop.customer().await;
        let staff = shop.staff(&["admin"]).await;
        let mut events = stream(&staff, json!({})).await;
        let mut socket = socket(shop, &staff, Value::Null).await;
        let code = tokio::spawn(async move { socket.code().await });
        revoke_all(shop).await;
        assert_eq!(code.await.expect("a close"), 4403);
        assert_eq!(events.answer().await["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    }
}

on_both! {
    with ["--stream-heartbeat=50ms"]
    async fn an_access_token_that_expires_ends_streams(shop: &Shop) {
        let customer = shop.customer().await;
        let mut events = stream(&customer, json!({})).await;
        let mut socket = socket(shop, &customer, Value::Null).await;
        shop.clock.advance(Duration::from_mins(12));
        assert_eq!(socket.code().await, 4403);
        assert_eq!(events.answer().await["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        // A fresh one goes on, with the last event seen.
        let refresh = "mutation ($token: String) { refreshTokens(input: {refreshToken: $token}) { tokens { accessToken } userErrors { code } } }";
        let answer = shop.anonymous().gql(refresh, json!({"token": customer.refresh_token})).await.ok();
        let fresh: Caller = shop.anonymous().bearer(answer.str("refreshTokens.tokens.accessToken"));
        super::socket(shop, &fresh, Value::Null).await.bye().await;
    }
}

on_both! {
    with ["--stream-heartbeat=50ms"]
    async fn signs_of_life_come_in_both_forms_and_are_expected(shop: &Shop) {
        use tokio_tungstenite::tungstenite::Message;
        let mut socket = Socket::hello(shop, Value::Null).await;
        let (mut frames, mut messages) = (0, 0);
        while frames < 5 || messages < 5 {
            match socket.frame().await.expect("an open socket") {
                Message::Ping(_) => frames += 1,
                Message::Text(text) => {
                    assert_eq!(text.as_str(), r#"{"type":"ping"}"#);
                    messages += 1;
                }
                other => panic!("{other:?}"),
            }
        }
        socket.bye().await;
    }
}

on_both! {
    with ["--stream-heartbeat=50ms"]
    async fn a_peer_that_gives_no_sign_is_dropped(shop: &Shop) {
        use tokio_tungstenite::tungstenite::Message;
        let mut socket = Socket::hello(shop, Value::Null).await;
        // Nothing is read meanwhile, and so no ping is answered.
        tokio::time::sleep(Duration::from_secs(1)).await;
        let mut signs = 0;
        while let Some(Message::Ping(_) | Message::Text(_)) = socket.frame().await {
            signs += 1;
        }
        assert!(signs <= 4, "two in both forms, and then the end");
    }
}
