//! Logins of customers who are deleted, restored and change their e-mail.

use super::*;
use crate::account::identity::{Restored, hide, move_email, restore};

async fn can_log_in(app: &App, email: &str) -> bool {
    match log_in(app, email, PASSWORD).await {
        Ok(_) => true,
        refused => {
            assert_eq!(refusal(refused).0, Code::InvalidCredentials);
            false
        }
    }
}

async fn hidden(app: &App, customer: &CustomerId) {
    let tx = app.db.begin().await.unwrap();
    hide(&tx, std::slice::from_ref(customer), app.clock.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_login_goes_and_returns_with_its_customer() {
    let (app, _folder, jane) = app_with_account().await;
    let joe = registered(&app, "joe@example.com").await.unwrap();
    hidden(&app, &id(&jane)).await;
    assert!(!can_log_in(&app, EMAIL).await);
    assert!(can_log_in(&app, "joe@example.com").await);
    let tx = app.db.begin().await.unwrap();
    assert_eq!(restore(&tx, &id(&jane)).await.unwrap(), Restored::Done);
    assert_eq!(
        restore(&tx, &id(&joe)).await.unwrap(),
        Restored::Done,
        "nothing to restore"
    );
    tx.commit().await.unwrap();
    assert!(can_log_in(&app, EMAIL).await);
}

#[tokio::test]
async fn a_login_that_was_taken_meanwhile_is_not_given_back() {
    let (app, _folder, jane) = app_with_account().await;
    hidden(&app, &id(&jane)).await;
    // Soft deletion frees the e-mail of the customer as well.
    stored::delete_customer(&app, &id(&jane)).await;
    let second = registered(&app, EMAIL).await.unwrap();
    let tx = app.db.begin().await.unwrap();
    assert_eq!(restore(&tx, &id(&jane)).await.unwrap(), Restored::Taken);
    drop(tx);
    assert_eq!(
        log_in(&app, EMAIL, PASSWORD).await.unwrap().customer.id,
        second.customer.id
    );
}

#[tokio::test]
async fn a_login_follows_the_e_mail_unless_that_is_taken() {
    let (app, _folder, jane) = app_with_account().await;
    registered(&app, "joe@example.com").await.unwrap();
    let tx = app.db.begin().await.unwrap();
    move_email(&tx, &id(&jane), &Email::parse("new@example.com").unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(can_log_in(&app, "new@example.com").await);
    assert!(!can_log_in(&app, EMAIL).await);
    let tx = app.db.begin().await.unwrap();
    let refused = move_email(&tx, &id(&jane), &Email::parse("joe@example.com").unwrap()).await;
    assert_eq!(
        refusal(refused),
        (Code::EmailTaken, Some("input.email".to_owned()))
    );
}
