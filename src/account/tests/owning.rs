//! What owners do with the account they are logged in to.

use std::time::Duration;

use super::*;
use crate::account::{change_password, confirm, logout_everywhere, refresh, revoke};

const NEW: &str = "cedar-window-40-pilgrim";

async fn changed(app: &App, actor: &Actor, current: &str) -> Result<LoggedIn> {
    let new = Password::presented(NEW).unwrap();
    change_password(app, actor, &client(), current, new).await
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    let (app, _folder, jane) = app_with_account().await;
    let phone = log_in(&app, EMAIL, PASSWORD).await.unwrap();
    let here = actor(&app, &jane).await;
    let again = changed(&app, &here, PASSWORD).await.unwrap();
    assert!(is_alive(&app, access(&again)).await);
    assert!(!is_alive(&app, access(&phone)).await);
    assert_eq!(actor(&app, &again).await, here, "the same session");
    // Only what came with the answer leads on, and the old token is no sign of theft.
    for spent in [&jane, &phone] {
        let refused = refresh(&app, refresh_text(spent)).await;
        assert_eq!(refusal(refused).0, Code::InvalidToken);
    }
    assert!(refresh(&app, refresh_text(&again)).await.is_ok());
    assert_eq!(
        refusal(log_in(&app, EMAIL, PASSWORD).await).0,
        Code::InvalidCredentials
    );
    assert!(log_in(&app, EMAIL, NEW).await.is_ok());
    let events = stored::events(&app).await;
    let by_jane = Some(id(&jane).to_string());
    assert!(events.contains(&("customer.password_changed".to_owned(), by_jane)));
}

#[tokio::test]
async fn a_wrong_current_password_changes_nothing_and_counts() {
    let (app, _folder, jane) = app_with_account().await;
    let phone = log_in(&app, EMAIL, PASSWORD).await.unwrap();
    let here = actor(&app, &jane).await;
    for _ in 0..6 {
        assert_eq!(
            refusal(changed(&app, &here, "wrong").await),
            (Code::InvalidCredentials, None)
        );
    }
    let refused = changed(&app, &here, PASSWORD).await;
    assert!(matches!(refused, Err(Error::RateLimited(_))), "{refused:?}");
    // By the session alone: nobody else is held back, and nothing has ended.
    assert!(is_alive(&app, access(&phone)).await);
    assert!(log_in(&app, EMAIL, PASSWORD).await.is_ok());
    app.clock.advance(Duration::from_secs(1));
    assert!(changed(&app, &here, PASSWORD).await.is_ok());
}

#[tokio::test]
async fn without_a_password_there_is_none_to_change_and_a_recent_login_confirms() {
    let (app, _folder, jane) = app_with_account().await;
    stored::drop_passwords(&app).await;
    let here = actor(&app, &jane).await;
    assert_eq!(
        refusal(changed(&app, &here, PASSWORD).await),
        (Code::NotAllowed, None)
    );
    assert!(confirm(&app, &here, &client(), None).await.is_ok());
    app.clock.advance(Duration::from_mins(6));
    let refused = confirm(&app, &here, &client(), None).await.map(|_| ());
    assert_eq!(refusal(refused), (Code::NotAllowed, None));
}

#[tokio::test]
async fn a_password_confirms_however_old_the_login_is() {
    let (app, _folder, jane) = app_with_account().await;
    let here = actor(&app, &jane).await;
    app.clock.advance(Duration::from_hours(1));
    let confirmed = confirm(&app, &here, &client(), Some(PASSWORD))
        .await
        .unwrap();
    let tx = app.db.begin().await.unwrap();
    confirmed.hold(&app, &tx).await.unwrap();
    drop(tx);
    let missing = confirm(&app, &here, &client(), None).await.map(|_| ());
    assert_eq!(
        refusal(missing),
        (Code::Required, Some("input.password".to_owned()))
    );
    // What was right is not any more.
    changed(&app, &here, PASSWORD).await.unwrap();
    let tx = app.db.begin().await.unwrap();
    assert_eq!(
        refusal(confirmed.hold(&app, &tx).await).0,
        Code::InvalidCredentials
    );
}

#[tokio::test]
async fn sessions_end_one_by_one_and_all_but_this() {
    let (app, _folder, jane) = app_with_account().await;
    let (phone, desk) = (
        log_in(&app, EMAIL, PASSWORD).await.unwrap(),
        log_in(&app, EMAIL, PASSWORD).await.unwrap(),
    );
    let here = actor(&app, &jane).await;
    let Actor::Customer { session, .. } = actor(&app, &phone).await else {
        panic!("no customer")
    };
    revoke(&app, &here, &session).await.unwrap();
    assert!(!is_alive(&app, access(&phone)).await && is_alive(&app, access(&desk)).await);
    let again = revoke(&app, &here, &session).await;
    assert_eq!(
        refusal(again),
        (Code::NotFound, Some("input.id".to_owned()))
    );
    logout_everywhere(&app, &here).await.unwrap();
    assert!(!is_alive(&app, access(&desk)).await && is_alive(&app, access(&jane)).await);
}
