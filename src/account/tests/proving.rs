//! Where the mailbox has to be proved first.

use super::*;
use crate::account::registration_token::{Registrar, Way};
use crate::account::{Bearer, create_account, create_identity};

/// An application where a login was begun for [`EMAIL`].
async fn begun() -> (Arc<App>, TempDir, entity::auth_identity::Model) {
    let hiding = |settings: &mut crate::config::Settings| {
        settings.protection.require_verified_email = true;
    };
    let (app, folder) = testing::app_with(hiding).await;
    let email = Email::parse(EMAIL).unwrap();
    let password = Password::presented(PASSWORD).unwrap();
    let started = create_identity(&app, &client(), &email, password).await;
    assert!(started.unwrap().is_none());
    let login = stored::identities(&app).await.pop().unwrap();
    (app, folder, login)
}

async fn finished(app: &App, actor: &Actor, bearer: Bearer) -> Registered {
    let newcomer = Newcomer {
        email: Email::parse(EMAIL).unwrap(),
        customer: NewCustomer::default(),
        addresses: Vec::new(),
    };
    let created = create_account(app, actor, &client(), bearer, newcomer).await;
    created.unwrap()
}

/// It was the answer before the setting was switched on.
#[tokio::test]
async fn a_token_that_did_not_come_by_mail_lets_nobody_in() {
    let (app, _folder, login) = begun().await;
    let registrar = Registrar::new(&app).await.unwrap();
    let token = registrar.issue(&login.id, Way::Answered).unwrap();
    let bearer = Bearer::Token(token.expose_secret().to_owned());
    let Registered::Made(customer) = finished(&app, &Actor::Anonymous, bearer).await else {
        panic!("somebody was logged in");
    };
    assert!(customer.has_account && customer.email_verified_at.is_none());
    assert!(stored::sessions(&app).await.is_empty());
    let early = log_in(&app, EMAIL, PASSWORD).await;
    assert_eq!(refusal(early).0, Code::EmailNotVerified);
}

#[tokio::test]
async fn nor_does_staff_who_name_the_login() {
    let (app, _folder, login) = begun().await;
    let staff = Actor::Staff {
        id: "key_1".to_owned(),
        scopes: [crate::actor::Scope::CustomersWrite].into_iter().collect(),
    };
    let made = finished(&app, &staff, Bearer::Staff(login.id)).await;
    assert!(matches!(made, Registered::Made(_)), "{made:?}");
    assert!(stored::sessions(&app).await.is_empty());
}
