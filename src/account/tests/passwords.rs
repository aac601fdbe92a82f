//! Registering, logging in, logging out.

use std::time::Duration;

use entity::{IdentityId, Prefixed, SecretText, Timestamp, auth_identity};

use super::*;
use crate::account::logout;

async fn identity(app: &App) -> auth_identity::Model {
    stored::identities(app).await.remove(0)
}

#[tokio::test]
async fn registering_makes_an_account_a_login_and_a_session() {
    let (app, _folder, jane) = app_with_account().await;
    assert!(jane.customer.has_account);
    assert_eq!(jane.customer.email.as_deref(), Some(EMAIL));
    let identity = identity(&app).await;
    assert_eq!(
        (identity.provider.as_str(), identity.entity_id.as_str()),
        ("emailpass", EMAIL)
    );
    assert!(
        identity
            .password_hash
            .unwrap()
            .0
            .starts_with("$argon2id$v=19$m=19456,t=2,p=1$")
    );
    let session = stored::sessions(&app).await.remove(0);
    assert_eq!(session.user_agent.as_deref(), Some("a browser"));
    assert_eq!(session.ip_address.as_deref(), Some("192.0.2.7"));
    let expected = Actor::Customer {
        id: id(&jane),
        session: session.id,
    };
    assert_eq!(actor(&app, &jane).await, expected);
    let by_jane = Some(jane.customer.id.to_string());
    let expected =
        ["customer.created", "customer.registered"].map(|kind| (kind.to_owned(), by_jane.clone()));
    assert_eq!(stored::events(&app).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_registrations_at_once_make_one_account() {
    let (app, _folder) = testing::app_with(|settings| {
        settings.accounts.hash_threads = Some(4);
    })
    .await;
    let attempts = (0..50).map(|_| {
        let app = Arc::clone(&app);
        tokio::spawn(async move { registered(&app, EMAIL).await })
    });
    let (mut made, mut taken) = (0, 0);
    for attempt in attempts.collect::<Vec<_>>() {
        match attempt.await.unwrap() {
            Ok(_) => made += 1,
            refused => {
                assert_eq!(
                    refusal(refused),
                    (Code::EmailTaken, Some("input.email".to_owned()))
                );
                taken += 1;
            }
        }
    }
    assert_eq!((made, taken), (1, 49));
    assert_eq!(
        (
            stored::sessions(&app).await.len(),
            stored::events(&app).await.len()
        ),
        (1, 2)
    );
}

#[tokio::test]
async fn a_login_that_nobody_claimed_gives_way_and_any_other_does_not() {
    let (app, _folder) = testing::app().await;
    let row = |id: &str, email: &str, customer| auth_identity::Model {
        id: IdentityId::trusted(id.to_owned()),
        provider: "emailpass".to_owned(),
        entity_id: email.to_owned(),
        customer_id: customer,
        password_hash: Some(SecretText("theirs".to_owned())),
        created_at: Timestamp(0),
        last_used_at: None,
        deleted_at: None,
    };
    stored::insert_identity(&app, row("authid_1", EMAIL, None)).await;
    let jane = registered(&app, EMAIL).await.unwrap();
    assert_ne!(identity(&app).await.id.as_str(), "authid_1");
    // A login that does not go by its customer's e-mail.
    stored::insert_identity(&app, row("authid_2", "joe@example.com", Some(id(&jane)))).await;
    let refused = registered(&app, "joe@example.com").await;
    assert_eq!(
        refusal(refused),
        (Code::EmailTaken, Some("input.email".to_owned()))
    );
    assert_eq!(stored::customers(&app).await, 1, "nothing is left of it");
}

#[tokio::test]
async fn logging_in_takes_the_right_password_of_a_live_account() {
    let (app, _folder, jane) = app_with_account().await;
    app.clock.advance(Duration::from_mins(1));
    let again = log_in(&app, " Jane@EXAMPLE.com", PASSWORD).await.unwrap();
    assert_eq!(again.customer, jane.customer);
    assert!(is_alive(&app, access(&again)).await && is_alive(&app, access(&jane)).await);
    assert_eq!(
        stored::events(&app).await[2],
        ("customer.logged_in".to_owned(), Some(id(&jane).to_string()))
    );
    let identity = identity(&app).await;
    assert!(identity.last_used_at.unwrap() >= identity.created_at.plus(Duration::from_mins(1)));

    let long = "x".repeat(2000);
    for (email, password) in [
        (EMAIL, "Tulip-carbon-95-mosaic"),
        (EMAIL, "tulip-carbon-95-mosaic "),
        (EMAIL, ""),
        (EMAIL, long.as_str()),
        ("joe@example.com", PASSWORD),
        ("no e-mail", PASSWORD),
    ] {
        let refused = log_in(&app, email, password).await;
        assert_eq!(
            refusal(refused),
            (Code::InvalidCredentials, None),
            "{email} {password}"
        );
    }
    stored::delete_customer(&app, &id(&jane)).await;
    let refused = log_in(&app, EMAIL, PASSWORD).await;
    assert_eq!(refusal(refused), (Code::InvalidCredentials, None));
    assert!(
        !is_alive(&app, access(&again)).await,
        "its tokens have stopped"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weak_hash_is_replaced_and_logins_at_once_all_succeed() {
    let (app, _folder, _jane) = app_with_account().await;
    // Of `password`, at a lower cost: from the reference implementation.
    let weak =
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    stored::set_hash(&app, weak).await;
    let logins = (0..6).map(|_| {
        let app = Arc::clone(&app);
        tokio::spawn(async move { log_in(&app, EMAIL, "password").await })
    });
    for login in logins.collect::<Vec<_>>() {
        login.await.unwrap().unwrap();
    }
    let hash = identity(&app).await.password_hash.unwrap().0;
    assert!(
        hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{hash}"
    );
    assert!(log_in(&app, EMAIL, "password").await.is_ok());
}

#[tokio::test]
async fn logging_out_ends_the_session_of_the_caller_alone() {
    let (app, _folder, jane) = app_with_account().await;
    let phone = log_in(&app, EMAIL, PASSWORD).await.unwrap();
    logout(&app, &Actor::Anonymous, None).await.unwrap();
    assert_eq!(stored::sessions(&app).await.len(), 2);
    logout(&app, &actor(&app, &jane).await, None).await.unwrap();
    assert!(!is_alive(&app, access(&jane)).await);
    assert!(is_alive(&app, access(&phone)).await);
    let refused = crate::account::refresh(&app, refresh_text(&jane)).await;
    assert_eq!(refusal(refused).0, Code::InvalidToken);
}
