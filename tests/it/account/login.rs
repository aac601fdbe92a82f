//! Logging in.

use serde_json::{Value, json};

use super::{PASSWORD, delete, event_types, events, login, me, register};
use crate::harness::on_both;

on_both! {
    async fn email_and_password_log_in(shop: &Shop) {
        let customer = shop.customer().await;
        let answer = login(&shop.anonymous(), &customer.email, &customer.password).await.ok();
        assert_eq!(answer.str("login.customer.id"), customer.id);
        assert_eq!(answer.str("login.tokens.tokenType"), "Bearer");
        let logged_in = shop.anonymous().bearer(answer.str("login.tokens.accessToken"));
        assert_eq!(me(&logged_in).await.ok().str("me.id"), customer.id);
        // The session of the registration goes on besides.
        assert_eq!(me(&customer).await.ok().str("me.id"), customer.id);
        assert_ne!(answer.str("login.tokens.refreshToken"), customer.refresh_token);

        let events = events(shop, &customer.id).await;
        let last = events.last().expect("an event");
        assert_eq!((last.kind.as_str(), last.actor.as_deref()), ("customer.logged_in", Some(&*customer.id)));
        assert_eq!(last.data, json!({}));
    }
}

on_both! {
    async fn the_email_may_be_spelt_in_any_case(shop: &Shop) {
        let input = json!({"email": "änne@bücher.example", "password": PASSWORD});
        let id = register(&shop.anonymous(), input).await.ok().str("registerCustomer.customer.id").to_owned();
        for email in ["ÄNNE@BÜCHER.example", "  änne@xn--bcher-kva.EXAMPLE\t", "a\u{308}nne@bücher.example"] {
            let answer = login(&shop.anonymous(), email, PASSWORD).await.ok();
            assert_eq!(answer.str("login.customer.id"), id, "{email}");
        }
    }
}

on_both! {
    async fn keyboards_that_compose_and_those_that_do_not_give_the_same_password(shop: &Shop) {
        let (composed, decomposed) = ("caf\u{e9}-zephyr-42-lantern", "cafe\u{301}-zephyr-42-lantern");
        for (email, set, typed) in [("a@shop.example", composed, decomposed), ("b@shop.example", decomposed, composed)] {
            register(&shop.anonymous(), json!({"email": email, "password": set})).await.ok();
            login(&shop.anonymous(), email, typed).await.ok();
            login(&shop.anonymous(), email, set).await.ok();
            let plain = login(&shop.anonymous(), email, "cafe-zephyr-42-lantern").await;
            assert_eq!(plain.user_errors(), ["INVALID_CREDENTIALS"]);
        }
    }
}

on_both! {
    async fn whatever_does_not_match_is_answered_alike(shop: &Shop) {
        const GUEST: &str = "mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { userErrors { code field message } } }";
        let customer = shop.customer().await;
        let deleted = shop.customer().await;
        delete(shop, &deleted).await;
        let staff = shop.staff(&["customers:write"]).await;
        staff.gql(GUEST, json!({"input": {"email": "guest@shop.example"}})).await.ok();

        let wrong = login(&shop.anonymous(), &customer.email, "another-password-77").await;
        assert_eq!(wrong.user_errors(), ["INVALID_CREDENTIALS"]);
        assert_eq!(wrong.data("login.userErrors.0.field"), &Value::Null);
        assert_eq!((wrong.data("login.customer"), wrong.data("login.tokens")), (&Value::Null, &Value::Null));
        let (longest, cased) = ("x".repeat(300), customer.password.to_uppercase());
        for (email, password) in [
            ("nobody@shop.example", customer.password.as_str()),
            ("guest@shop.example", &customer.password),
            (&deleted.email, &deleted.password),
            (&customer.email, ""),
            (&customer.email, &cased),
            (&customer.email, &longest),
            ("no e-mail", &customer.password),
            ("", ""),
        ] {
            let answer = login(&shop.anonymous(), email, password).await;
            assert_eq!(answer.status, wrong.status, "{email}");
            assert_eq!(answer.text, wrong.text, "{email}");
        }
        let logins = event_types(shop, &customer.id).await;
        assert!(!logins.contains(&"customer.logged_in".to_owned()), "{logins:?}");
    }
}

on_both! {
    async fn logins_at_once_all_succeed(shop: &Shop) {
        let customer = shop.customer().await;
        let under_way: Vec<_> = (0..10).map(|_| {
            let (anyone, customer) = (shop.anonymous(), customer.clone());
            tokio::spawn(async move { login(&anyone, &customer.email, &customer.password).await })
        }).collect();
        for answer in under_way {
            answer.await.expect("a task that ends").ok().str("login.tokens.accessToken");
        }
        let logins = event_types(shop, &customer.id).await;
        assert_eq!(logins.iter().filter(|kind| *kind == "customer.logged_in").count(), 10);
    }
}
