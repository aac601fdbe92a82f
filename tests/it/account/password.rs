//! Changing the password, and deleting the account with it.

use serde_json::{Value, json};

use super::replica::Replica;
use super::{
    PASSWORD, assert_refused, assert_unauthenticated, delete, event_types, events, login, me,
    register, successor,
};
use crate::harness::{Answer, Caller, on_both};

const NEW: &str = "cedar-window-40-pilgrim";

async fn change(caller: &Caller, current: &str, new: &str) -> Answer {
    const CHANGE: &str = "mutation ($input: ChangePasswordInput!) { changePassword(input: $input) {
        customer { id } tokens { accessToken refreshToken } userErrors { code field message }
    } }";
    let input = json!({"currentPassword": current, "newPassword": new});
    caller.gql(CHANGE, json!({ "input": input })).await
}

async fn leave(caller: &Caller, input: Value) -> Answer {
    const LEAVE: &str =
        "mutation ($input: DeleteMyAccountInput!) { deleteMyAccount(input: $input) {
        accepted userErrors { code field message }
    } }";
    caller.gql(LEAVE, json!({ "input": input })).await
}

on_both! {
    async fn a_changed_password_ends_the_other_sessions_on_every_replica(shop: &Shop) {
        let customer = shop.customer().await;
        let answer = login(&shop.anonymous(), &customer.email, &customer.password).await.ok();
        let (phone, token) = (
            shop.anonymous().bearer(answer.str("login.tokens.accessToken")),
            answer.str("login.tokens.refreshToken").to_owned(),
        );
        let replica = Replica::of(shop).await;
        let answer = change(&customer, &customer.password, NEW).await.ok();
        assert_eq!(answer.str("changePassword.customer.id"), customer.id);
        assert_unauthenticated(&phone).await;
        assert_unauthenticated(&replica.seen_by(&phone)).await;
        assert_refused(&shop.anonymous(), &token).await;
        // This one goes on, with the tokens of the answer.
        me(&replica.seen_by(&customer)).await.ok();
        me(&shop.anonymous().bearer(answer.str("changePassword.tokens.accessToken"))).await.ok();
        assert_refused(&shop.anonymous(), &customer.refresh_token).await;
        successor(&shop.anonymous(), answer.str("changePassword.tokens.refreshToken")).await;

        let old = login(&shop.anonymous(), &customer.email, &customer.password).await;
        assert_eq!(old.user_errors(), ["INVALID_CREDENTIALS"]);
        login(&shop.anonymous(), &customer.email, NEW).await.ok();
        replica.finish().await;
        let notice = shop.mail("password-changed-notice", &customer.email).await;
        assert!(notice.token.is_none() && notice.source.contains("Hello Vera,"), "{}", notice.source);
        let events = events(shop, &customer.id).await;
        let changed: Vec<_> = events.iter().filter(|event| event.kind == "customer.password_changed").collect();
        assert_eq!(changed.len(), 1);
        assert_eq!((changed[0].actor.as_deref(), &changed[0].data), (Some(&*customer.id), &json!({})));
    }
}

on_both! {
    async fn a_password_that_is_refused_changes_nothing(shop: &Shop) {
        let customer = shop.customer().await;
        for (current, new, error) in [
            ("not mine", NEW, "INVALID_CREDENTIALS"),
            ("", NEW, "INVALID_CREDENTIALS"),
            (customer.password.as_str(), "short-7", "PASSWORD_REJECTED input.newPassword"),
            (&customer.password, "password", "PASSWORD_REJECTED input.newPassword"),
            (&customer.password, &customer.email, "PASSWORD_REJECTED input.newPassword"),
            (&customer.password, "VeraVera", "PASSWORD_REJECTED input.newPassword"),
            (&customer.password, &"aB3-".repeat(65), "TOO_LONG input.newPassword"),
        ] {
            let answer = change(&customer, current, new).await;
            assert_eq!(answer.user_errors(), [error], "{new}");
            assert_eq!(answer.data("changePassword.tokens"), &Value::Null);
        }
        successor(&shop.anonymous(), &customer.refresh_token).await;
        login(&shop.anonymous(), &customer.email, &customer.password).await.ok();
        let kinds = event_types(shop, &customer.id).await;
        assert!(!kinds.contains(&"customer.password_changed".to_owned()), "{kinds:?}");
        assert!(shop.mails().await.is_empty());
        assert_eq!(change(&shop.anonymous(), PASSWORD, NEW).await.error_code(), "UNAUTHENTICATED");
        assert_eq!(change(&shop.staff(&["admin"]).await, PASSWORD, NEW).await.error_code(), "FORBIDDEN");
    }
}

on_both! {
    async fn of_changes_at_once_one_counts(shop: &Shop) {
        let customer = shop.customer().await;
        let under_way: Vec<_> = (0..6).map(|n| {
            let (caller, current) = ((*customer).clone(), customer.password.clone());
            tokio::spawn(async move { change(&caller, &current, &format!("{NEW}-{n}")).await })
        }).collect();
        let mut changed = Vec::new();
        for (n, answer) in under_way.into_iter().enumerate() {
            let answer = answer.await.expect("a task that ends");
            match answer.user_errors()[..] {
                [] => changed.push(n),
                [ref error] => assert_eq!(error, "INVALID_CREDENTIALS"),
                _ => panic!("{}", answer.text),
            }
        }
        assert_eq!(changed.len(), 1, "{changed:?}");
        login(&shop.anonymous(), &customer.email, &format!("{NEW}-{}", changed[0])).await.ok();
        let kinds = event_types(shop, &customer.id).await;
        assert_eq!(kinds.iter().filter(|kind| *kind == "customer.password_changed").count(), 1);
    }
}

on_both! {
    async fn owners_delete_their_account_and_staff_can_undo_it(shop: &Shop) {
        const RESTORE: &str = "mutation ($input: NodesInput!) { restoreCustomers(input: $input) { userErrors { code field message } } }";
        let (customer, other) = (shop.customer().await, shop.customer().await);
        for (input, error) in [
            (json!({}), "REQUIRED input.password"),
            (json!({"password": null}), "REQUIRED input.password"),
            (json!({"password": "not mine"}), "INVALID_CREDENTIALS"),
        ] {
            let answer = leave(&customer, input).await;
            assert_eq!(answer.user_errors(), [error]);
            assert_eq!(answer.data("deleteMyAccount.accepted"), &json!(false));
        }
        me(&customer).await.ok();
        let answer = leave(&customer, json!({"password": customer.password})).await.ok();
        assert_eq!(answer.data("deleteMyAccount.accepted"), &json!(true));
        assert_unauthenticated(&customer).await;
        assert_refused(&shop.anonymous(), &customer.refresh_token).await;
        let gone = login(&shop.anonymous(), &customer.email, &customer.password).await;
        assert_eq!(gone.user_errors(), ["INVALID_CREDENTIALS"]);
        me(&other).await.ok();
        let events = events(shop, &customer.id).await;
        let last = events.last().expect("an event");
        assert_eq!((last.kind.as_str(), last.actor.as_deref()), ("customer.deleted", Some(&*customer.id)));

        let staff = shop.staff(&["customers:write"]).await;
        staff.gql(RESTORE, json!({"input": {"ids": [customer.id]}})).await.ok();
        login(&shop.anonymous(), &customer.email, &customer.password).await.ok();
        assert_eq!(leave(&shop.anonymous(), json!({})).await.error_code(), "UNAUTHENTICATED");
        assert_eq!(leave(&staff, json!({})).await.error_code(), "FORBIDDEN");
    }
}

on_both! {
    async fn owners_erase_their_account_with_what_was_merged_into_it(shop: &Shop) {
        const MERGE: &str = "mutation ($into: ID!) {
            createCustomer(input: {id: \"cus_guest\", email: \"guest@shop.example\"}) { userErrors { code field message } }
            mergeCustomers(input: {fromId: \"cus_guest\", intoId: $into}) { userErrors { code field message } } }";
        const RESTORE: &str = "mutation ($id: ID!) { restoreCustomers(input: {ids: [$id]}) { userErrors { code field message } } }";
        let (customer, other) = (shop.customer().await, shop.customer().await);
        let staff = shop.staff(&["customers:write"]).await;
        staff.gql(MERGE, json!({"into": customer.id})).await.ok();
        let wrong = leave(&customer, json!({"password": "not mine", "erase": true})).await;
        assert_eq!(wrong.user_errors(), ["INVALID_CREDENTIALS"]);
        me(&customer).await.ok();
        let answer = leave(&customer, json!({"password": customer.password, "erase": true})).await.ok();
        assert_eq!(answer.data("deleteMyAccount.accepted"), &json!(true));
        assert_unauthenticated(&customer).await;
        assert_refused(&shop.anonymous(), &customer.refresh_token).await;
        me(&other).await.ok();
        for id in [customer.id.as_str(), "cus_guest"] {
            let events = events(shop, id).await;
            let last = events.last().expect("an event");
            assert_eq!((last.kind.as_str(), last.actor.as_deref()), ("customer.erased", Some(&*customer.id)));
            let answer = staff.gql(RESTORE, json!({ "id": id })).await;
            assert_eq!(answer.user_errors(), ["NOT_FOUND input.ids.0"]);
        }
    }
}

on_both! {
    async fn an_account_is_deleted_once_and_its_email_is_free(shop: &Shop) {
        let customer = shop.customer().await;
        let under_way: Vec<_> = (0..6).map(|_| {
            let (caller, password) = ((*customer).clone(), customer.password.clone());
            tokio::spawn(async move { leave(&caller, json!({"password": password})).await })
        }).collect();
        let mut left = 0;
        for answer in under_way {
            let answer = answer.await.expect("a task that ends");
            if answer.json["errors"].is_null() {
                // Who comes when the login is gone has none to show a password of.
                left += u32::from(answer.user_errors().is_empty());
            } else {
                assert_eq!(answer.error_code(), "UNAUTHENTICATED", "{}", answer.text);
            }
        }
        assert_eq!(left, 1);
        let kinds = event_types(shop, &customer.id).await;
        assert_eq!(kinds.iter().filter(|kind| *kind == "customer.deleted").count(), 1);
        register(&shop.anonymous(), json!({"email": customer.email, "password": PASSWORD})).await.ok();
    }
}

const EXISTS: &str = "query ($email: String!) { accountExists(email: $email) }";

on_both! {
    async fn staff_may_ask_who_has_an_account(shop: &Shop) {
        const GUEST: &str = "mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { userErrors { code field message } } }";
        let (customer, deleted) = (shop.customer().await, shop.customer().await);
        delete(shop, &deleted).await;
        let staff = shop.staff(&["customers:write"]).await;
        staff.gql(GUEST, json!({"input": {"email": "guest@shop.example"}})).await.ok();
        for (email, exists) in [
            (customer.email.clone(), true),
            (format!(" {} ", customer.email.to_uppercase()), true),
            (deleted.email.clone(), false),
            ("guest@shop.example".to_owned(), false),
            ("nobody@shop.example".to_owned(), false),
            ("no e-mail".to_owned(), false),
        ] {
            let answer = staff.gql(EXISTS, json!({"email": email})).await.ok();
            assert_eq!(answer.data("accountExists"), &json!(exists), "{email}");
        }
        for caller in [&*customer, &shop.anonymous()] {
            let answer = caller.gql(EXISTS, json!({"email": customer.email})).await;
            assert_eq!(answer.error_code(), "FORBIDDEN");
        }
    }
}

on_both! {
    with ["--expose-account-exists"]
    async fn anyone_may_ask_where_the_operator_allows_it(shop: &Shop) {
        let customer = shop.customer().await;
        for (email, exists) in [(customer.email.as_str(), true), ("nobody@shop.example", false)] {
            let answer = shop.anonymous().gql(EXISTS, json!({"email": email})).await.ok();
            assert_eq!(answer.data("accountExists"), &json!(exists));
        }
    }
}
