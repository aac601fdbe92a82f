//! Making and changing keys.

use std::time::Duration;

use super::*;
use crate::account::keys::{KeyState, Keys, list, rotate};
use crate::account::refresh;
use crate::clock::Clock;
use crate::db;

async fn states(app: &App) -> Vec<KeyState> {
    list(app)
        .await
        .unwrap()
        .into_iter()
        .map(|key| key.state)
        .collect()
}

async fn published(app: &App) -> usize {
    app.keys.jwks().await.unwrap()["keys"]
        .as_array()
        .unwrap()
        .len()
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_that_start_at_once_share_their_keys() {
    let folder = tempfile::tempdir().unwrap();
    let settings = testing::settings_in(&folder);
    let first = testing::database(&settings).await;
    let replicas = (0..8).map(|_| {
        let settings = settings.clone();
        tokio::spawn(async move {
            let db = db::connect(&settings.database).await.unwrap();
            let keys = Keys::load(db, Clock::default(), &settings.accounts)
                .await
                .unwrap();
            keys.jwks().await.unwrap()
        })
    });
    let mut sets = std::collections::BTreeSet::new();
    for replica in replicas.collect::<Vec<_>>() {
        sets.insert(replica.await.unwrap().to_string());
    }
    assert_eq!(sets.len(), 1);
    assert_eq!(stored::keys(&first).await, 2);
}

#[tokio::test]
async fn rotating_logs_nobody_out() {
    let (app, _folder, jane) = app_with_account().await;
    assert_eq!(states(&app).await, [KeyState::Signs]);
    let kid = rotate(&app).await.unwrap();
    assert_eq!(states(&app).await, [KeyState::Signs, KeyState::Next]);
    assert_eq!(published(&app).await, 1, "as of some seconds ago");
    app.clock.advance(Duration::from_secs(10));
    assert_eq!(published(&app).await, 2, "before it signs");
    assert!(is_alive(&app, access(&jane)).await);

    app.clock.advance(Duration::from_mins(5));
    let next = refresh(&app, refresh_text(&jane)).await.unwrap();
    let header = jsonwebtoken::decode_header(access(&next)).unwrap();
    assert_eq!(header.kid, Some(kid.clone()));
    assert_eq!(states(&app).await, [KeyState::Verifies, KeyState::Signs]);
    assert!(is_alive(&app, access(&jane)).await && is_alive(&app, access(&next)).await);

    app.clock.advance(Duration::from_mins(11));
    assert_eq!(states(&app).await, [KeyState::Retired, KeyState::Signs]);
    assert_eq!(published(&app).await, 1);
    rotate(&app).await.unwrap();
    let kept = list(&app).await.unwrap();
    assert_eq!(kept.len(), 2, "the retired one is gone");
    assert_eq!(
        (kept[0].kid.as_str(), kept[0].state),
        (kid.as_str(), KeyState::Signs)
    );
    assert!(refresh(&app, refresh_text(&next)).await.is_ok());
}

#[tokio::test]
async fn a_token_of_a_new_key_is_known_at_once_and_made_up_ones_cost_little() {
    let (app, _folder, jane) = app_with_account().await;
    // Another replica whose clock is ahead signs with a key that this one has not read yet.
    rotate(&app).await.unwrap();
    let db = db::connect(&app.settings.database).await.unwrap();
    let ahead = App::build(app.settings.clone(), Clock::default(), db.clone())
        .await
        .unwrap();
    ahead
        .clock
        .advance(Duration::from_mins(5) + Duration::from_secs(30));
    let next = refresh(&ahead, refresh_text(&jane)).await.unwrap();
    db.close().await;
    app.clock
        .advance(Duration::from_mins(4) + Duration::from_secs(50));
    app.keys.jwks().await.unwrap();
    app.clock.advance(Duration::from_secs(2));
    assert!(is_alive(&app, access(&next)).await);

    app.clock.advance(Duration::from_secs(2));
    let made_up = "eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCIsImtpZCI6IngifQ.e30.AA";
    let before = app.db.statements();
    for _ in 0..20 {
        assert!(!is_alive(&app, made_up).await);
    }
    assert_eq!(app.db.statements() - before, 1);
}
