//! `createAuthIdentity` and `createCustomerAccount`, as they go well.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{PASSWORD, call, holder, kinds, show, token};
use crate::account::{event_types, events, login, me};
use crate::harness::{Answer, Caller, on_both};

pub(super) async fn begin(caller: &Caller, email: &str, password: &str) -> Answer {
    call(
        caller,
        "createAuthIdentity",
        json!({"email": email, "password": password}),
    )
    .await
}

pub(super) async fn finish(caller: &Caller, token: &str, email: &str) -> Answer {
    let input = json!({"registrationToken": token, "customer": {"email": email, "firstName": "Mina", "addresses": [{"city": "Oslo"}]}});
    call(caller, "createCustomerAccount", input).await
}

on_both! {
    async fn the_two_steps_make_an_account_and_log_in(shop: &Shop) {
        let anyone = shop.anonymous();
        let begun = begin(&anyone, " Mina@Shop.example", PASSWORD).await.ok();
        assert!(begun.str("createAuthIdentity.authIdentity.id").starts_with("authid_"));
        assert_eq!(begun.str("createAuthIdentity.authIdentity.provider"), "emailpass");
        assert_eq!(begun.str("createAuthIdentity.authIdentity.entityId"), "mina@shop.example");
        assert_eq!(begun.data("createAuthIdentity.authIdentity.lastUsedAt"), &Value::Null);
        // It can log in to nothing yet.
        assert_eq!(login(&anyone, "mina@shop.example", PASSWORD).await.user_errors(), ["INVALID_CREDENTIALS"]);
        let registration = begun.str("createAuthIdentity.registrationToken");
        let answer = finish(&anyone, registration, "MINA@shop.example").await.ok();
        let id = answer.str("createCustomerAccount.customer.id");
        assert_eq!(answer.data("createCustomerAccount.customer.addresses"), &json!([{"city": "Oslo"}]));
        assert_eq!(answer.data("createCustomerAccount.customer.emailVerifiedAt"), &Value::Null);
        assert_eq!(me(&holder(shop, &answer, "createCustomerAccount")).await.ok().str("me.id"), id);
        login(&anyone, "mina@shop.example", PASSWORD).await.ok();
        assert_eq!(event_types(shop, id).await, [
            "customer.created", "customer.registered", "customer.address_created", "customer.logged_in",
        ]);
        assert_eq!(events(shop, id).await[0].actor.as_deref(), Some(id));
        assert_eq!(kinds(shop, "mina@shop.example").await, ["verify-email"]);
        let mail = shop.mail("verify-email", "mina@shop.example").await;
        show(&anyone, "verifyEmail", &mail.token.expect("one")).await.ok();
    }
}

on_both! {
    async fn the_right_password_gets_another_token(shop: &Shop) {
        let anyone = shop.anonymous();
        let first = begin(&anyone, "mina@shop.example", PASSWORD).await.ok();
        let again = begin(&anyone, "mina@shop.example", PASSWORD).await.ok();
        let id = "createAuthIdentity.authIdentity.id";
        assert_eq!(first.str(id), again.str(id));
        shop.clock.advance(Duration::from_mins(59));
        finish(&anyone, again.str("createAuthIdentity.registrationToken"), "mina@shop.example").await.ok();
    }
}

on_both! {
    async fn staff_may_name_the_login_and_are_not_logged_in(shop: &Shop) {
        let begun = begin(&shop.anonymous(), "mina@shop.example", PASSWORD).await.ok();
        let staff = shop.staff(&["customers:write"]).await;
        let input = json!({"authIdentityId": begun.str("createAuthIdentity.authIdentity.id"),
            "customer": {"email": "mina@shop.example", "addresses": [{"id": "addr_kept"}]}});
        let answer = call(&staff, "createCustomerAccount", input).await.ok();
        assert_eq!(answer.data("createCustomerAccount.tokens"), &Value::Null);
        let id = answer.str("createCustomerAccount.customer.id");
        assert_eq!(login(&shop.anonymous(), "mina@shop.example", PASSWORD).await.ok().str("login.customer.id"), id);
        let actor = events(shop, id).await[0].actor.clone();
        assert!(actor.is_some_and(|actor| actor.starts_with("key_")));
    }
}

on_both! {
    async fn registering_at_once_takes_the_place_of_what_was_begun(shop: &Shop) {
        let begun = begin(&shop.anonymous(), "mina@shop.example", "stranger-carbon-95").await.ok();
        let input = json!({"email": "mina@shop.example", "password": PASSWORD});
        crate::account::register(&shop.anonymous(), input).await.ok();
        login(&shop.anonymous(), "mina@shop.example", PASSWORD).await.ok();
        let late = finish(&shop.anonymous(), begun.str("createAuthIdentity.registrationToken"), "mina@shop.example").await;
        assert_eq!(late.user_errors(), ["INVALID_TOKEN input.registrationToken"]);
    }
}

on_both! {
    async fn of_twins_one_gets_the_login(shop: &Shop) {
        let anyone = shop.anonymous();
        let begun = begin(&anyone, "mina@shop.example", PASSWORD).await.ok();
        let registration = begun.str("createAuthIdentity.registrationToken");
        let answers = join_all((0..6).map(|_| finish(&anyone, registration, "mina@shop.example"))).await;
        let good = answers.iter().filter(|answer| answer.user_errors().is_empty()).count();
        let late = answers.iter().filter(|answer| answer.user_errors() == ["ALREADY_REGISTERED input.registrationToken"]).count();
        assert_eq!((good, late), (1, 5), "{:?}", answers.iter().map(|answer| &answer.text).collect::<Vec<_>>());
        // And of those who begin with one e-mail.
        let answers = join_all((0..6).map(|n| {
            let anyone = anyone.clone();
            async move { begin(&anyone, "vera@shop.example", &format!("{PASSWORD}{n}")).await }
        })).await;
        let good = answers.iter().filter(|answer| answer.user_errors().is_empty()).count();
        let taken = answers.iter().filter(|answer| answer.user_errors() == ["IDENTITY_TAKEN input.email"]).count();
        assert_eq!((good, taken), (1, 5));
    }
}

on_both! {
    async fn what_is_sent_again_under_a_key_gets_the_same_login(shop: &Shop) {
        let once = shop.anonymous().with_header("idempotency-key", "k");
        let first = begin(&once, "mina@shop.example", PASSWORD).await.ok();
        let again = begin(&once, "mina@shop.example", PASSWORD).await.ok();
        assert_eq!(first.data("createAuthIdentity.authIdentity"), again.data("createAuthIdentity.authIdentity"));
        finish(&shop.anonymous(), again.str("createAuthIdentity.registrationToken"), "mina@shop.example").await.ok();
        assert_eq!(token(shop, "verify-email", "mina@shop.example").await.len(), 43);
    }
}
