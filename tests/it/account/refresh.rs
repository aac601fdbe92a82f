//! Staying logged in.

use std::collections::HashSet;
use std::time::Duration;

use serde_json::json;

use super::{assert_refused, event_types, login, me, refresh, successor};
use crate::harness::on_both;

const ABSENT: &str = "mutation ($input: RefreshTokensInput!) { refreshTokens(input: $input) {
    userErrors { code field message }
} }";
const DAY: Duration = Duration::from_hours(24);

on_both! {
    async fn a_refresh_gives_new_tokens_of_the_same_session(shop: &Shop) {
        let customer = shop.customer().await;
        let anyone = shop.anonymous();
        let answer = refresh(&anyone, &customer.refresh_token).await.ok();
        assert_eq!(answer.str("refreshTokens.customer.id"), customer.id);
        let (access, next) = (answer.str("refreshTokens.tokens.accessToken"), answer.str("refreshTokens.tokens.refreshToken"));
        assert_ne!(next, customer.refresh_token);
        assert_eq!(me(&anyone.bearer(access)).await.ok().str("me.id"), customer.id);
        // An access token is good for its time, whatever was refreshed meanwhile.
        me(&customer).await.ok();
        let after = successor(&anyone, next).await;
        assert!(after != next && after != customer.refresh_token);
        assert_eq!(event_types(shop, &customer.id).await, ["customer.created", "customer.registered"]);
    }
}

on_both! {
    async fn the_token_just_given_up_gives_the_same_successor_for_ten_seconds(shop: &Shop) {
        let customer = shop.customer().await;
        let anyone = shop.anonymous();
        let next = successor(&anyone, &customer.refresh_token).await;
        assert_eq!(successor(&anyone, &customer.refresh_token).await, next);
        // Halfway; the seconds that the test itself takes must not decide.
        shop.clock.advance(Duration::from_secs(5));
        assert_eq!(successor(&anyone, &customer.refresh_token).await, next);
        // The grace runs from when the token was given up, not from when it was last shown.
        shop.clock.advance(Duration::from_secs(6));
        assert_refused(&anyone, &customer.refresh_token).await;
    }
}

on_both! {
    async fn refreshes_at_once_get_one_successor(shop: &Shop) {
        let customer = shop.customer().await;
        let under_way: Vec<_> = (0..20).map(|_| {
            let (anyone, token) = (shop.anonymous(), customer.refresh_token.clone());
            tokio::spawn(async move { refresh(&anyone, &token).await })
        }).collect();
        let mut successors = HashSet::new();
        for answer in under_way {
            let answer = answer.await.expect("a task that ends").ok();
            successors.insert(answer.str("refreshTokens.tokens.refreshToken").to_owned());
            let access = shop.anonymous().bearer(answer.str("refreshTokens.tokens.accessToken"));
            assert_eq!(me(&access).await.ok().str("me.id"), customer.id);
        }
        assert_eq!(successors.len(), 1, "one token goes on");
        for token in successors {
            successor(&shop.anonymous(), &token).await;
        }
    }
}

on_both! {
    async fn what_is_no_token_is_invalid(shop: &Shop) {
        let customer = shop.customer().await;
        let cut = &customer.refresh_token[1..];
        let (longer, padded) = (format!("{}AAAA", customer.refresh_token), format!("{} ", customer.refresh_token));
        let access = customer.password.clone();
        for token in ["", "nonsense", cut, &longer, &padded, &access, &"A".repeat(64), &"A".repeat(100_000), "\u{0}", "é"] {
            assert_refused(&shop.anonymous(), token).await;
        }
        for input in [json!({}), json!({"refreshToken": null})] {
            let answer = shop.anonymous().gql(ABSENT, json!({ "input": input })).await;
            assert_eq!(answer.user_errors(), ["INVALID_TOKEN input.refreshToken"]);
        }
        successor(&shop.anonymous(), &customer.refresh_token).await;
    }
}

on_both! {
    async fn a_session_ends_that_is_not_refreshed_for_fourteen_days(shop: &Shop) {
        let customer = shop.customer().await;
        let anyone = shop.anonymous();
        shop.clock.advance(DAY * 13);
        let next = successor(&anyone, &customer.refresh_token).await;
        shop.clock.advance(DAY * 13);
        let next = successor(&anyone, &next).await;
        shop.clock.advance(DAY * 14);
        assert_refused(&anyone, &next).await;
        login(&anyone, &customer.email, &customer.password).await.ok();
    }
}

on_both! {
    async fn a_session_ends_after_ninety_days_however_often_it_was_refreshed(shop: &Shop) {
        let customer = shop.customer().await;
        let anyone = shop.anonymous();
        let first = login(&anyone, &customer.email, &customer.password).await.ok();
        let mut token = first.str("login.tokens.refreshToken").to_owned();
        for _ in 0..8 {
            shop.clock.advance(DAY * 11);
            token = successor(&anyone, &token).await;
        }
        shop.clock.advance(DAY);
        let last = refresh(&anyone, &token).await.ok();
        let end = last.str("refreshTokens.tokens.refreshExpiresAt");
        let idle = chrono::DateTime::parse_from_rfc3339(first.str("login.tokens.refreshExpiresAt")).expect("a time");
        // The first answer told of the idle end, 14 days after the login; the last one of the session's own.
        assert_eq!((chrono::DateTime::parse_from_rfc3339(end).expect("a time") - idle).num_days(), 76);
        shop.clock.advance(DAY);
        assert_refused(&anyone, last.str("refreshTokens.tokens.refreshToken")).await;
    }
}

on_both! {
    with ["--refresh-grace=0s", "--refresh-idle-ttl=1h", "--access-token-ttl=2m"]
    async fn lifetimes_are_settings(shop: &Shop) {
        let customer = shop.customer().await;
        let anyone = shop.anonymous();
        shop.clock.advance(Duration::from_mins(3));
        assert_eq!(me(&customer).await.error_code(), "UNAUTHENTICATED");
        let next = successor(&anyone, &customer.refresh_token).await;
        shop.clock.advance(Duration::from_hours(1));
        assert_refused(&anyone, &next).await;
    }
}
