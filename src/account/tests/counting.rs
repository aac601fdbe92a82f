//! What the throttle counts, at once, on replicas, by clocks that go wrong; and what goes when it is over.

use std::time::Duration;

use super::throttling::{Outcome, at, guess, right};
use super::*;
use crate::account::sweep;
use crate::account::throttle::{Quota, take};
use crate::clock::Clock;

/// Another server on the database of the first, whose clock is right.
async fn replica(folder: &TempDir) -> Arc<App> {
    let settings = testing::settings_in(folder);
    let db = crate::db::connect(&settings.database).await.unwrap();
    App::build(settings, Clock::default(), db).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_guesses_at_once_learn_no_more_than_one_after_the_other() {
    let (app, _folder, _jane) = app_with_account().await;
    let guesses = (0..50).map(|_| {
        let app = Arc::clone(&app);
        tokio::spawn(async move { guess(&app, "198.51.100.1", EMAIL).await })
    });
    let mut answered = 0;
    for guess in guesses.collect::<Vec<_>>() {
        answered += usize::from(guess.await.unwrap() == Outcome::Wrong);
    }
    assert_eq!(answered, 6, "five free, and the one that costs");
    // Those that were looked at count, all of them.
    let Outcome::Wait(seconds) = guess(&app, "198.51.100.1", EMAIL).await else {
        panic!("not held back");
    };
    assert!(seconds > 1, "{seconds}");
}

#[tokio::test(flavor = "multi_thread")]
async fn logins_at_once_that_are_right_all_pass() {
    let (app, _folder, _jane) = app_with_account().await;
    let logins = (0..20).map(|n| {
        let app = Arc::clone(&app);
        // Half of them from where nobody has logged in.
        let address = if n % 2 == 0 {
            "192.0.2.7"
        } else {
            "198.51.100.1"
        };
        tokio::spawn(async move { right(&app, address).await })
    });
    for login in logins.collect::<Vec<_>>() {
        assert_eq!(login.await.unwrap(), Outcome::In);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_share_what_they_count() {
    let (app, folder, _jane) = app_with_account().await;
    let other = replica(&folder).await;
    for replica in [&app, &other, &app, &other, &app, &other] {
        assert_eq!(guess(replica, "198.51.100.1", EMAIL).await, Outcome::Wrong);
    }
    assert_eq!(guess(&other, "198.51.100.1", EMAIL).await, Outcome::Wait(1));
    assert_eq!(guess(&app, "198.51.100.1", EMAIL).await, Outcome::Wait(1));
}

#[tokio::test]
async fn a_clock_that_is_set_back_locks_nobody_out() {
    let (app, folder, _jane) = app_with_account().await;
    app.clock.advance(Duration::from_hours(24));
    for _ in 0..6 {
        guess(&app, "198.51.100.1", EMAIL).await;
    }
    assert_eq!(right(&app, "198.51.100.1").await, Outcome::Wait(1));
    // The same database a day earlier.
    let before = replica(&folder).await;
    assert_eq!(right(&before, "198.51.100.1").await, Outcome::In);
}

#[tokio::test]
async fn clocks_that_differ_a_little_let_nobody_guess_more() {
    let (app, folder, _jane) = app_with_account().await;
    for _ in 0..6 {
        guess(&app, "198.51.100.1", EMAIL).await;
    }
    let late = replica(&folder).await;
    // Behind the first server by four minutes, from now on and at the longest wait.
    app.clock.advance(Duration::from_mins(4));
    for _ in 0..12 {
        assert_eq!(guess(&app, "198.51.100.1", EMAIL).await, Outcome::Wrong);
        let Outcome::Wait(seconds) = right(&app, "198.51.100.1").await else {
            panic!("not held back");
        };
        let behind = right(&late, "198.51.100.1").await;
        assert!(
            matches!(behind, Outcome::Wait(more) if more >= seconds),
            "{behind:?}"
        );
        for clock in [&app.clock, &late.clock] {
            clock.advance(Duration::from_secs(seconds));
        }
    }
}

#[tokio::test]
async fn a_network_may_ask_a_hundred_times_an_hour() {
    let (app, _folder) = testing::app().await;
    for quota in [Quota::Registrations, Quota::Mails] {
        for n in 0..100 {
            take(&app, &at("198.51.100.1"), quota)
                .await
                .unwrap_or_else(|error| panic!("{n}: {error}"));
        }
        app.clock.advance(Duration::from_mins(1));
        let Err(Error::RateLimited(wait)) = take(&app, &at("198.51.100.1"), quota).await else {
            panic!("not held back");
        };
        assert!((3530..=3540).contains(&wait.as_secs()), "{wait:?}");
        take(&app, &at("198.51.100.2"), quota).await.unwrap();
        app.clock.advance(wait);
        take(&app, &at("198.51.100.1"), quota).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_are_a_hundred_when_asked_at_once() {
    let (app, _folder) = testing::app().await;
    let asked = (0..150).map(|_| {
        let app = Arc::clone(&app);
        tokio::spawn(async move { take(&app, &at("198.51.100.1"), Quota::Mails).await })
    });
    let mut taken = 0;
    for asked in asked.collect::<Vec<_>>() {
        taken += usize::from(asked.await.unwrap().is_ok());
    }
    assert_eq!(taken, 100);
}

#[tokio::test]
async fn registrations_of_a_network_are_counted() {
    let (app, _folder) = testing::app_with(|settings| {
        settings.accounts.hash_threads = Some(4);
    })
    .await;
    for _ in 0..100 {
        take(&app, &client(), Quota::Registrations).await.unwrap();
    }
    let refused = registered(&app, EMAIL).await;
    assert!(matches!(refused, Err(Error::RateLimited(_))), "{refused:?}");
    assert_eq!(stored::customers(&app).await, 0);
    app.clock.advance(Duration::from_hours(1));
    registered(&app, EMAIL).await.unwrap();
}

#[tokio::test]
async fn the_throttle_can_be_off() {
    let (app, _folder) = testing::app_with(|settings| {
        settings.protection.throttle = crate::config::Toggle::Off;
    })
    .await;
    registered(&app, EMAIL).await.unwrap();
    for _ in 0..8 {
        assert_eq!(guess(&app, "198.51.100.1", EMAIL).await, Outcome::Wrong);
    }
    for _ in 0..101 {
        take(&app, &at("198.51.100.1"), Quota::Mails).await.unwrap();
    }
    assert_eq!(right(&app, "198.51.100.1").await, Outcome::In);
    assert_eq!(stored::counters(&app).await, 0);
}

#[tokio::test]
async fn what_is_of_no_more_use_is_swept_away() {
    let (app, _folder, _jane) = app_with_account().await;
    guess(&app, "198.51.100.1", EMAIL).await;
    // Of the registrations of one network, the account there, the failures of account and network.
    assert_eq!(stored::counters(&app).await, 4);
    sweep(&app).await.unwrap();
    assert_eq!(stored::counters(&app).await, 4);
    app.clock.advance(Duration::from_hours(25));
    sweep(&app).await.unwrap();
    assert_eq!(
        stored::counters(&app).await,
        1,
        "the network that the account knows"
    );
    assert_eq!(stored::sessions(&app).await.len(), 1);
    // Past its idle time, and a day more.
    app.clock.advance(Duration::from_hours(24 * 14 - 12));
    sweep(&app).await.unwrap();
    assert_eq!(
        stored::sessions(&app).await.len(),
        1,
        "expired, and kept for a day"
    );
    app.clock.advance(Duration::from_hours(24));
    sweep(&app).await.unwrap();
    assert_eq!(stored::sessions(&app).await.len(), 0);
    app.clock.advance(Duration::from_hours(24 * 76));
    sweep(&app).await.unwrap();
    assert_eq!(stored::counters(&app).await, 0);
}
