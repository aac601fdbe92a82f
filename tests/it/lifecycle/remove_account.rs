//! `removeCustomerAccount`.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{
    assert_misses_unknown, assert_needs_customers_write, call, log_in, logins_and_sessions, made,
    read, staff,
};
use crate::harness::{Customer, on_both};
use crate::outbox::{recorded, told};

on_both! {
    async fn the_customer_hides_and_the_login_is_gone(shop: &Shop) {
        let staff = staff(shop).await;
        let (customer, other) = (shop.customer().await, shop.customer().await);
        let input = json!({"id": customer.id});
        let (answer, events) = recorded(shop, call(&staff, "removeCustomerAccount", input)).await;
        assert_eq!(answer.ok().data("removeCustomerAccount.deletedIds"), &json!([customer.id]));
        assert_eq!(told(&events), [("customer.deleted", json!({}))]);
        assert_eq!(events[0].customer_id.as_ref().map(ToString::to_string), Some(customer.id.clone()));

        let row = read(&staff, &customer.id).await;
        assert!(row["deletedAt"].is_string());
        assert_eq!((&row["version"], &row["email"]), (&json!(2), &json!(customer.email)));
        assert_eq!(logins_and_sessions(shop).await, (1, 1));
        assert_eq!(customer.gql("{ me { id } }", json!({})).await.error_code(), "UNAUTHENTICATED");
        let login = log_in(&shop.anonymous(), &customer.email, &customer.password).await;
        assert_eq!(login.user_errors(), ["INVALID_CREDENTIALS"]);
        other.gql("{ me { id } }", json!({})).await.ok();
    }
}

on_both! {
    async fn the_email_registers_again_as_somebody_new(shop: &Shop) {
        let staff = staff(shop).await;
        let customer = shop.customer().await;
        call(&staff, "removeCustomerAccount", json!({"id": customer.id})).await.ok();
        let heir = Customer::register(&shop.anonymous(), customer.email.clone()).await;
        assert_ne!(heir.id, customer.id);
        let answer = call(&staff, "restoreCustomers", json!({"ids": [customer.id]})).await;
        assert_eq!(answer.user_errors(), ["EMAIL_TAKEN input.ids.0"]);
    }
}

on_both! {
    async fn a_restored_customer_is_an_account_that_cannot_log_in(shop: &Shop) {
        let staff = staff(shop).await;
        let customer = shop.customer().await;
        call(&staff, "removeCustomerAccount", json!({"id": customer.id})).await.ok();
        let answer = call(&staff, "restoreCustomers", json!({"ids": [customer.id]})).await.ok();
        assert_eq!(answer.data("restoreCustomers.customers.0.hasAccount"), &Value::Bool(true));
        assert_eq!(answer.str("restoreCustomers.customers.0.firstName"), "Vera");
        let login = log_in(&shop.anonymous(), &customer.email, &customer.password).await;
        assert_eq!(login.user_errors(), ["INVALID_CREDENTIALS"]);
        // It can be removed again, though it has no login any more.
        call(&staff, "removeCustomerAccount", json!({"id": customer.id})).await.ok();
    }
}

on_both! {
    async fn a_guest_has_no_account(shop: &Shop) {
        let staff = staff(shop).await;
        let guest = made(&staff, json!({"email": "g@x.com"})).await;
        let (answer, events) = recorded(shop, call(&staff, "removeCustomerAccount", json!({"id": guest}))).await;
        assert_eq!(answer.user_errors(), ["NOT_ALLOWED input.id"]);
        assert_eq!(answer.data("removeCustomerAccount.deletedIds"), &json!([]));
        assert!(events.is_empty(), "{events:?}");
        assert_eq!(read(&staff, &guest).await["deletedAt"], Value::Null);
    }
}

on_both! {
    async fn unknown_ones_are_not_found(shop: &Shop) {
        assert_misses_unknown(shop, "removeCustomerAccount").await;
    }
}

on_both! {
    async fn it_is_for_staff_that_writes(shop: &Shop) {
        let account = made(&staff(shop).await, json!({"email": "a@x.com", "hasAccount": true})).await;
        assert_needs_customers_write(shop, "removeCustomerAccount", &json!({"id": account})).await;
    }
}

on_both! {
    async fn of_many_at_once_one_removes(shop: &Shop) {
        let staff = staff(shop).await;
        let customer = shop.customer().await;
        let tasks = (0..20).map(|n| {
            let (staff, anyone, customer) = (staff.clone(), shop.anonymous(), customer.clone());
            tokio::spawn(async move {
                if n % 2 == 0 {
                    call(&staff, "removeCustomerAccount", json!({"id": customer.id})).await
                } else {
                    log_in(&anyone, &customer.email, &customer.password).await
                }
            })
        });
        let (answers, events) = recorded(shop, async { join_all(tasks).await }).await;
        let mut removed = 0;
        for answer in answers {
            let answer = answer.expect("an answer");
            assert_eq!(answer.error_codes(), [""; 0], "{}", answer.text);
            match answer.user_errors()[..] {
                [] => removed += usize::from(answer.json["data"]["login"].is_null()),
                [ref error] => assert!(["NOT_FOUND input.id", "INVALID_CREDENTIALS"].contains(&error.as_str()), "{error}"),
                _ => panic!("{}", answer.text),
            }
        }
        assert_eq!(removed, 1);
        let deleted = events.iter().filter(|event| event.kind == "customer.deleted");
        assert_eq!(deleted.count(), 1);
        assert_eq!(events.last().map(|event| event.kind.as_str()), Some("customer.deleted"), "no login after it");
        assert_eq!(logins_and_sessions(shop).await, (0, 0));
    }
}
