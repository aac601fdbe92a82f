//! Refresh tokens that are shown again, and those that are made up (RFC 9700, 4.14).

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{
    assert_refused, assert_unauthenticated, event_types, events, login, me, refresh, successor,
};
use crate::harness::{Caller, Customer, Shop, on_both};

const COMPROMISED: &str = "customer.session_compromised";

/// Asserts that the session of a registration has ended as stolen, and nothing else of the customer's.
async fn assert_compromised(shop: &Shop, customer: &Customer, latest: &str) {
    assert_refused(&shop.anonymous(), latest).await;
    assert_unauthenticated(customer).await;
    let events = events(shop, &customer.id).await;
    let last = events.last().expect("an event");
    assert_eq!(last.kind, COMPROMISED);
    // Who it was is not known: the owner or a thief.
    assert_eq!(last.actor, None);
    login(&shop.anonymous(), &customer.email, &customer.password)
        .await
        .ok();
}

/// Another session of the customer's.
async fn elsewhere(shop: &Shop, customer: &Customer) -> (Caller, String) {
    let answer = login(&shop.anonymous(), &customer.email, &customer.password)
        .await
        .ok();
    (
        shop.anonymous()
            .bearer(answer.str("login.tokens.accessToken")),
        answer.str("login.tokens.refreshToken").to_owned(),
    )
}

on_both! {
    async fn a_token_from_two_steps_back_ends_the_session(shop: &Shop) {
        let customer = shop.customer().await;
        let (other, other_token) = elsewhere(shop, &customer).await;
        let anyone = shop.anonymous();
        let second = successor(&anyone, &customer.refresh_token).await;
        let third = successor(&anyone, &second).await;
        assert_refused(&anyone, &customer.refresh_token).await;
        assert_compromised(shop, &customer, &third).await;
        // Only the session that the token was of.
        me(&other).await.ok();
        successor(&anyone, &other_token).await;
    }
}

on_both! {
    async fn the_predecessor_ends_the_session_once_the_grace_is_over(shop: &Shop) {
        let customer = shop.customer().await;
        let anyone = shop.anonymous();
        let next = successor(&anyone, &customer.refresh_token).await;
        shop.clock.advance(Duration::from_secs(11));
        assert_refused(&anyone, &customer.refresh_token).await;
        assert_compromised(shop, &customer, &next).await;
    }
}

on_both! {
    async fn a_token_from_long_ago_ends_the_session(shop: &Shop) {
        let customer = shop.customer().await;
        let anyone = shop.anonymous();
        let mut latest = customer.refresh_token.clone();
        for _ in 0..30 {
            latest = successor(&anyone, &latest).await;
        }
        assert_refused(&anyone, &customer.refresh_token).await;
        assert_compromised(shop, &customer, &latest).await;
    }
}

on_both! {
    async fn an_ended_session_is_reported_once(shop: &Shop) {
        let customer = shop.customer().await;
        let anyone = shop.anonymous();
        successor(&anyone, &customer.refresh_token).await;
        shop.clock.advance(Duration::from_secs(11));
        let under_way: Vec<_> = (0..10).map(|_| {
            let (anyone, token) = (anyone.clone(), customer.refresh_token.clone());
            tokio::spawn(async move { refresh(&anyone, &token).await })
        }).collect();
        for answer in under_way {
            assert_eq!(answer.await.expect("a task that ends").user_errors(), ["INVALID_TOKEN input.refreshToken"]);
        }
        let kinds = event_types(shop, &customer.id).await;
        assert_eq!(kinds.iter().filter(|kind| *kind == COMPROMISED).count(), 1, "{kinds:?}");
    }
}

on_both! {
    async fn a_made_up_token_of_a_right_session_changes_nothing(shop: &Shop) {
        let customer = shop.customer().await;
        let anyone = shop.anonymous();
        let next = successor(&anyone, &customer.refresh_token).await;
        let genuine = URL_SAFE_NO_PAD.decode(&next).expect("a token's text");
        // The id of the session comes first, then the secret.
        for place in [16, 30, genuine.len() - 1] {
            let mut bytes = genuine.clone();
            bytes[place] ^= 1;
            assert_refused(&anyone, &URL_SAFE_NO_PAD.encode(bytes)).await;
        }
        let mut other_session = genuine.clone();
        other_session[15] ^= 1;
        assert_refused(&anyone, &URL_SAFE_NO_PAD.encode(other_session)).await;

        assert_eq!(event_types(shop, &customer.id).await, ["customer.created", "customer.registered"]);
        me(&customer).await.ok();
        successor(&anyone, &next).await;
    }
}

on_both! {
    async fn a_secret_is_good_for_its_own_session_alone(shop: &Shop) {
        let (mine, theirs) = (shop.customer().await, shop.customer().await);
        let bytes = |customer: &Customer| URL_SAFE_NO_PAD.decode(&customer.refresh_token).expect("a token's text");
        let mixed = [&bytes(&theirs)[..16], &bytes(&mine)[16..]].concat();
        assert_refused(&shop.anonymous(), &URL_SAFE_NO_PAD.encode(mixed)).await;
        for customer in [mine, theirs] {
            me(&customer).await.ok();
            successor(&shop.anonymous(), &customer.refresh_token).await;
        }
    }
}
