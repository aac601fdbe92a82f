//! `endCustomerSessions`.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{
    assert_misses_unknown, assert_needs_customers_write, call, log_in, logins_and_sessions, made,
    staff,
};
use crate::harness::on_both;
use crate::outbox::recorded;

on_both! {
    async fn tokens_of_every_session_stop_and_the_login_stays(shop: &Shop) {
        let staff = staff(shop).await;
        let (customer, other) = (shop.customer().await, shop.customer().await);
        let second = log_in(&shop.anonymous(), &customer.email, &customer.password).await.ok();
        let second = shop.anonymous().bearer(second.str("login.tokens.accessToken"));
        assert_eq!(logins_and_sessions(shop).await, (2, 3));

        let (answer, events) = recorded(shop, call(&staff, "endCustomerSessions", json!({"id": customer.id}))).await;
        assert_eq!(answer.ok().data("endCustomerSessions.accepted"), &Value::Bool(true));
        assert!(events.is_empty(), "{events:?}");
        for ended in [&*customer, &second] {
            assert_eq!(ended.gql("{ me { id } }", json!({})).await.error_code(), "UNAUTHENTICATED");
        }
        assert_eq!(logins_and_sessions(shop).await, (2, 1));
        other.gql("{ me { id } }", json!({})).await.ok();
        log_in(&shop.anonymous(), &customer.email, &customer.password).await.ok();
    }
}

on_both! {
    async fn a_guest_has_none_to_end(shop: &Shop) {
        let staff = staff(shop).await;
        let guest = made(&staff, json!({"email": "g@x.com"})).await;
        for _ in 0..2 {
            let answer = call(&staff, "endCustomerSessions", json!({"id": guest})).await.ok();
            assert_eq!(answer.data("endCustomerSessions.accepted"), &Value::Bool(true));
        }
    }
}

on_both! {
    async fn unknown_ones_are_not_found(shop: &Shop) {
        assert_misses_unknown(shop, "endCustomerSessions").await;
    }
}

on_both! {
    async fn it_is_for_staff_that_writes(shop: &Shop) {
        let guest = made(&staff(shop).await, json!({})).await;
        assert_needs_customers_write(shop, "endCustomerSessions", &json!({"id": guest})).await;
    }
}

on_both! {
    async fn logins_at_the_same_time_neither_fail_nor_block(shop: &Shop) {
        let staff = staff(shop).await;
        let customer = shop.customer().await;
        let tasks = (0..12).map(|n| {
            let (staff, anyone, customer) = (staff.clone(), shop.anonymous(), customer.clone());
            tokio::spawn(async move {
                if n % 2 == 0 {
                    call(&staff, "endCustomerSessions", json!({"id": customer.id})).await.ok()
                } else {
                    log_in(&anyone, &customer.email, &customer.password).await.ok()
                }
            })
        });
        for answer in join_all(tasks).await {
            answer.expect("an answer");
        }
    }
}
