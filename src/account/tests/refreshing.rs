//! Refreshing, and what becomes of spent and forged tokens.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::*;
use crate::account::refresh;

const INVALID: Code = Code::InvalidToken;

async fn compromised(app: &App) -> usize {
    let events = stored::events(app).await;
    events
        .iter()
        .filter(|event| event.0 == "customer.session_compromised")
        .count()
}

#[tokio::test]
async fn each_refresh_gives_new_tokens_of_the_same_session() {
    let (app, _folder, jane) = app_with_account().await;
    app.clock.advance(Duration::from_mins(5));
    let next = refresh(&app, refresh_text(&jane)).await.unwrap();
    assert_eq!(next.customer, jane.customer);
    assert_ne!(refresh_text(&next), refresh_text(&jane));
    assert_ne!(access(&next), access(&jane));
    assert_eq!(actor(&app, &next).await, actor(&app, &jane).await);
    assert!(
        next.tokens.refresh_expires_at
            >= jane.tokens.refresh_expires_at.plus(Duration::from_mins(5))
    );
    assert!(refresh(&app, refresh_text(&next)).await.is_ok());
    assert_eq!(stored::sessions(&app).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_refreshes_at_once_get_one_successor() {
    let (app, _folder, jane) = app_with_account().await;
    let attempts = (0..20).map(|_| {
        let (app, token) = (Arc::clone(&app), refresh_text(&jane).to_owned());
        tokio::spawn(async move { refresh(&app, &token).await.unwrap() })
    });
    let mut successors = std::collections::BTreeSet::new();
    for attempt in attempts.collect::<Vec<_>>() {
        let refreshed = attempt.await.unwrap();
        assert!(is_alive(&app, access(&refreshed)).await);
        successors.insert(refresh_text(&refreshed).to_owned());
    }
    assert_eq!(successors.len(), 1);
    let session = stored::sessions(&app).await.remove(0);
    assert_eq!(session.rotations, 1);
    assert!(refresh(&app, successors.first().unwrap()).await.is_ok());
}

#[tokio::test]
async fn a_spent_token_ends_the_session_once_the_grace_is_over() {
    let (app, _folder, jane) = app_with_account().await;
    let next = refresh(&app, refresh_text(&jane)).await.unwrap();
    app.clock.advance(Duration::from_secs(9));
    assert_eq!(
        refresh_text(&refresh(&app, refresh_text(&jane)).await.unwrap()),
        refresh_text(&next)
    );
    app.clock.advance(Duration::from_secs(2));
    let refused = refresh(&app, refresh_text(&jane)).await;
    assert_eq!(
        refusal(refused),
        (INVALID, Some("input.refreshToken".to_owned()))
    );
    assert!(!is_alive(&app, access(&next)).await);
    assert_eq!(refusal(refresh(&app, refresh_text(&next)).await).0, INVALID);
    assert_eq!(
        stored::events(&app).await.last().unwrap(),
        &("customer.session_compromised".to_owned(), None)
    );
    assert_eq!(compromised(&app).await, 1);
}

#[tokio::test]
async fn a_token_two_steps_back_ends_the_session_within_the_grace() {
    let (app, _folder, jane) = app_with_account().await;
    let next = refresh(&app, refresh_text(&jane)).await.unwrap();
    let last = refresh(&app, refresh_text(&next)).await.unwrap();
    assert_eq!(refusal(refresh(&app, refresh_text(&jane)).await).0, INVALID);
    assert!(!is_alive(&app, access(&last)).await);
    assert_eq!(
        (stored::sessions(&app).await.len(), compromised(&app).await),
        (0, 1)
    );
}

#[tokio::test]
async fn a_forged_token_changes_nothing() {
    let (app, _folder, jane) = app_with_account().await;
    let next = refresh(&app, refresh_text(&jane)).await.unwrap();
    let mut forged = URL_SAFE_NO_PAD.decode(refresh_text(&next)).unwrap();
    forged[47] ^= 1;
    let forged = URL_SAFE_NO_PAD.encode(&forged);
    let other = URL_SAFE_NO_PAD.encode([5; 48]);
    for token in [forged.as_str(), other.as_str(), "", "x", access(&next)] {
        assert_eq!(refusal(refresh(&app, token).await).0, INVALID, "{token}");
    }
    assert!(is_alive(&app, access(&next)).await);
    assert!(refresh(&app, refresh_text(&next)).await.is_ok());
    assert_eq!(compromised(&app).await, 0);
}

#[tokio::test]
async fn a_session_ends_when_it_rests_too_long() {
    let (app, _folder, jane) = app_with_account().await;
    app.clock.advance(Duration::from_hours(13 * 24));
    let next = refresh(&app, refresh_text(&jane)).await.unwrap();
    app.clock.advance(Duration::from_hours(14 * 24));
    assert_eq!(refusal(refresh(&app, refresh_text(&next)).await).0, INVALID);
    assert_eq!(compromised(&app).await, 0);
}

#[tokio::test]
async fn a_session_ends_after_ninety_days_however_often_it_is_refreshed() {
    let (app, _folder, mut last) = app_with_account().await;
    for _ in 0..8 {
        app.clock.advance(Duration::from_hours(11 * 24));
        last = refresh(&app, refresh_text(&last)).await.unwrap();
    }
    let left = last.tokens.refresh_expires_at.0 - app.clock.now().0;
    assert!(left <= 2 * 24 * 3_600_000, "{left}");
    app.clock.advance(Duration::from_hours(2 * 24));
    assert_eq!(refusal(refresh(&app, refresh_text(&last)).await).0, INVALID);
}

#[tokio::test]
async fn the_access_token_cannot_outlive_the_session() {
    let (app, _folder, jane) = app_with_account().await;
    let tx = app.db.begin().await.unwrap();
    crate::account::session::end_all(&tx, &[id(&jane)])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(!is_alive(&app, access(&jane)).await);
}
