//! Counters of failed logins.

use std::time::Duration;

use super::*;

/// A caller at an address.
pub(super) fn at(address: &str) -> Client {
    Client {
        ip: address.parse().ok(),
        user_agent: None,
    }
}

/// What came of a login: none when it was let in, else whether it was looked at.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    In,
    Wrong,
    /// To wait for so many seconds.
    Wait(u64),
}

pub(super) async fn attempt(
    app: &App,
    actor: &Actor,
    client: &Client,
    email: &str,
    password: &str,
) -> Outcome {
    match login(app, actor, client, email, password).await {
        Ok(_) => Outcome::In,
        Err(Error::RateLimited(wait)) => {
            Outcome::Wait(wait.as_millis().div_ceil(1000).try_into().unwrap())
        }
        refused => {
            assert_eq!(refusal(refused), (Code::InvalidCredentials, None));
            Outcome::Wrong
        }
    }
}

pub(super) async fn guess(app: &App, address: &str, email: &str) -> Outcome {
    attempt(
        app,
        &Actor::Anonymous,
        &at(address),
        email,
        "a wrong password",
    )
    .await
}

pub(super) async fn right(app: &App, address: &str) -> Outcome {
    attempt(app, &Actor::Anonymous, &at(address), EMAIL, PASSWORD).await
}

#[tokio::test]
async fn after_five_failures_each_further_one_costs_twice_as_much() {
    let (app, _folder, _jane) = app_with_account().await;
    // Whether or not there is such an account.
    for email in [EMAIL, "nobody@example.com"] {
        for _ in 0..6 {
            assert_eq!(guess(&app, "198.51.100.1", email).await, Outcome::Wrong);
        }
        let mut waits = Vec::new();
        for _ in 0..13 {
            let Outcome::Wait(seconds) = guess(&app, "198.51.100.1", email).await else {
                panic!("not held back after {waits:?}");
            };
            waits.push(seconds);
            app.clock.advance(Duration::from_secs(seconds));
            assert_eq!(guess(&app, "198.51.100.1", email).await, Outcome::Wrong);
        }
        let expected = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900];
        assert_eq!(waits, expected, "{email}");
    }
}

#[tokio::test]
async fn the_owner_is_not_locked_out() {
    let (app, _folder, jane) = app_with_account().await;
    let session = actor(&app, &jane).await;
    let unknown = "203.0.113.77";
    assert_eq!(
        right(&app, unknown).await,
        Outcome::In,
        "another network of hers"
    );
    for _ in 0..6 {
        guess(&app, "198.51.100.1", EMAIL).await;
    }
    // Held back wherever the account has never logged in from, even with the right password.
    assert_eq!(right(&app, "198.51.100.1").await, Outcome::Wait(1));
    assert_eq!(right(&app, "192.0.2.8").await, Outcome::Wait(1));
    // Not where it has, and not on a device that is logged in.
    assert_eq!(right(&app, "192.0.2.7").await, Outcome::In);
    assert_eq!(right(&app, unknown).await, Outcome::In);
    let device = attempt(&app, &session, &at("192.0.2.8"), EMAIL, PASSWORD).await;
    assert_eq!(device, Outcome::In);
    assert!(is_alive(&app, access(&jane)).await);
    assert!(
        crate::account::refresh(&app, refresh_text(&jane))
            .await
            .is_ok()
    );
    // Somebody else's session is no device of hers.
    let joe = registered(&app, "joe@example.com").await.unwrap();
    for _ in 0..6 {
        guess(&app, "198.51.100.2", EMAIL).await;
    }
    let joe = actor(&app, &joe).await;
    let other = attempt(&app, &joe, &at("192.0.2.9"), EMAIL, PASSWORD).await;
    assert!(matches!(other, Outcome::Wait(_)), "{other:?}");
}

#[tokio::test]
async fn a_known_network_has_a_budget_of_its_own_and_success_clears_that_alone() {
    let (app, _folder, _jane) = app_with_account().await;
    let home = "192.0.2.7";
    for _ in 0..6 {
        assert_eq!(guess(&app, home, EMAIL).await, Outcome::Wrong);
    }
    assert_eq!(right(&app, home).await, Outcome::Wait(1));
    // The account as a whole has not failed.
    assert_eq!(guess(&app, "198.51.100.1", EMAIL).await, Outcome::Wrong);
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(right(&app, home).await, Outcome::In);
    for _ in 0..6 {
        assert_eq!(guess(&app, home, EMAIL).await, Outcome::Wrong, "forgotten");
    }
    // Five more failures elsewhere, after the one above: a success at home has cleared none.
    for _ in 0..5 {
        assert_eq!(guess(&app, "198.51.100.2", EMAIL).await, Outcome::Wrong);
    }
    assert_eq!(guess(&app, "198.51.100.2", EMAIL).await, Outcome::Wait(1));
}

#[tokio::test]
async fn fifty_failures_from_one_network_within_ten_minutes_hold_it_back() {
    let (app, _folder, _jane) = app_with_account().await;
    // Any address of the same /64.
    let from = |n: usize| format!("2001:db8:1:2::{n:x}");
    for n in 0..51 {
        let email = format!("somebody{n}@example.com");
        assert_eq!(guess(&app, &from(n), &email).await, Outcome::Wrong, "{n}");
    }
    assert_eq!(
        guess(&app, &from(99), "new@example.com").await,
        Outcome::Wait(1)
    );
    assert_eq!(right(&app, &from(99)).await, Outcome::Wait(1));
    assert_eq!(
        guess(&app, "2001:db8:1:3::1", "new@example.com").await,
        Outcome::Wrong
    );
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(
        guess(&app, &from(0), "more@example.com").await,
        Outcome::Wrong
    );
    assert_eq!(
        guess(&app, &from(0), "more@example.com").await,
        Outcome::Wait(2)
    );
    // It is forgotten ten minutes after what nobody has to wait for any more.
    app.clock.advance(Duration::from_mins(26));
    for n in 0..7 {
        let email = format!("again{n}@example.com");
        assert_eq!(guess(&app, &from(n), &email).await, Outcome::Wrong);
    }
}

#[tokio::test]
async fn failures_of_a_network_count_for_ten_minutes() {
    let (app, _folder) = testing::app().await;
    for n in 0..60 {
        if n == 40 {
            app.clock.advance(Duration::from_mins(10));
        }
        let email = format!("somebody{n}@example.com");
        assert_eq!(
            guess(&app, "198.51.100.1", &email).await,
            Outcome::Wrong,
            "{n}"
        );
    }
}
