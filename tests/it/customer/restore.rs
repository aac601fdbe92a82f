//! `restoreCustomers`: all or none, and not what another has taken since.

use std::time::Duration;

use serde_json::{Value, json};

use super::{assert_needs_customers_write, call, events, kinds_after, log_in, made, read};
use crate::harness::{Customer, on_both};

on_both! {
    async fn a_restored_customer_is_as_it_was(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let id = made(&staff, json!({"email": "a@x.com", "firstName": "A", "externalId": "e", "metadata": {"a": 1},
            "addresses": [{"city": "Rome", "isDefaultShipping": true}]})).await;
        let before = read(&staff, &id).await;
        call(&staff, "deleteCustomers", json!({"ids": [id]})).await.ok();
        shop.clock.advance(Duration::from_secs(1));
        let answer = call(&staff, "restoreCustomers", json!({"ids": [id]})).await.ok();
        assert_eq!(answer.data("restoreCustomers.customers.0.version"), 3);
        let mut after = read(&staff, &id).await;
        assert!(after["updatedAt"].as_str() > before["updatedAt"].as_str());
        for moved in ["version", "updatedAt"] {
            after[moved] = before[moved].clone();
        }
        assert_eq!(after, before);
        assert_eq!(kinds_after(shop, 2).await, ["customer.deleted", "customer.restored"]);
    }
}

on_both! {
    async fn the_login_returns_and_the_sessions_do_not(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let customer = shop.customer().await;
        call(&staff, "deleteCustomers", json!({"ids": [customer.id]})).await.ok();
        call(&staff, "restoreCustomers", json!({"ids": [customer.id]})).await.ok();
        assert_eq!(customer.gql("{ me { id } }", json!({})).await.error_code(), "UNAUTHENTICATED");
        let answer = log_in(shop, &customer.email, &customer.password).await.ok();
        assert_eq!(answer.str("login.customer.id"), customer.id);
    }
}

on_both! {
    async fn an_email_taken_since_refuses_and_changes_nothing(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let customer = shop.customer().await;
        let guest = made(&staff, json!({"email": "guest@x.com"})).await;
        call(&staff, "deleteCustomers", json!({"ids": [guest, customer.id]})).await.ok();
        let heir = Customer::register(&shop.anonymous(), customer.email.clone()).await;
        assert_ne!(heir.id, customer.id);
        let before = (read(&staff, &customer.id).await, read(&staff, &guest).await, events(shop).await.len());

        let answer = call(&staff, "restoreCustomers", json!({"ids": [guest, customer.id]})).await;
        assert_eq!(answer.user_errors(), ["EMAIL_TAKEN input.ids.1"]);
        assert_eq!(answer.data("restoreCustomers.customers"), &Value::Null);
        assert_eq!((read(&staff, &customer.id).await, read(&staff, &guest).await, events(shop).await.len()), before);
        assert_eq!(log_in(shop, &heir.email, &heir.password).await.ok().str("login.customer.id"), heir.id);

        call(&staff, "deleteCustomers", json!({"ids": [heir.id]})).await.ok();
        let both = json!({"ids": [customer.id, heir.id]});
        let answer = call(&staff, "restoreCustomers", both).await;
        assert_eq!(answer.user_errors(), ["EMAIL_TAKEN input.ids.1"], "one of them takes the e-mail from the other");
        call(&staff, "restoreCustomers", json!({"ids": [customer.id]})).await.ok();
        assert_eq!(log_in(shop, &customer.email, &customer.password).await.ok().str("login.customer.id"), customer.id);
    }
}

on_both! {
    async fn a_guest_returns_beside_an_account(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let guest = call(&staff, "findOrCreateCustomer", json!({"email": "a@x.com"})).await.ok();
        let guest = guest.str("findOrCreateCustomer.customer.id").to_owned();
        call(&staff, "deleteCustomers", json!({"ids": [guest]})).await.ok();
        made(&staff, json!({"email": "a@x.com", "hasAccount": true})).await;
        let other = made(&staff, json!({"email": "a@x.com"})).await;
        call(&staff, "deleteCustomers", json!({"ids": [other]})).await.ok();
        let answer = call(&staff, "restoreCustomers", json!({"ids": [other, guest]})).await.ok();
        assert_eq!(answer.str("restoreCustomers.customers.0.id"), other);
        assert_eq!(answer.str("restoreCustomers.customers.1.id"), guest);
    }
}

on_both! {
    async fn it_is_all_or_none(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let (a, b) = (made(&staff, json!({})).await, made(&staff, json!({})).await);
        call(&staff, "deleteCustomers", json!({"ids": [a, b]})).await.ok();
        let before = events(shop).await.len();
        let ids = json!([a, "cus_unknown", b, "x"]);
        let answer = call(&staff, "restoreCustomers", json!({ "ids": ids })).await;
        assert_eq!(answer.user_errors(), ["NOT_FOUND input.ids.1", "NOT_FOUND input.ids.3"]);
        assert!(read(&staff, &a).await["deletedAt"].is_string());
        assert_eq!(events(shop).await.len(), before);

        let answer = call(&staff, "restoreCustomers", json!({"ids": [b, a, b]})).await.ok();
        let restored = answer.data("restoreCustomers.customers").as_array().expect("customers");
        assert_eq!(restored.iter().map(|row| row["id"].as_str()).collect::<Vec<_>>(), [Some(b.as_str()), Some(a.as_str())]);
        assert_eq!(kinds_after(shop, before).await, ["customer.restored", "customer.restored"]);

        let live = call(&staff, "restoreCustomers", json!({"ids": [a]})).await.ok();
        assert_eq!(live.data("restoreCustomers.customers.0.version"), 3, "a live one stays as it is");
        assert_eq!(events(shop).await.len(), before + 2);
    }
}

on_both! {
    async fn the_list_of_ids_has_bounds(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        for (ids, error) in [(vec![], "REQUIRED input.ids"), (vec!["cus_1"; 1001], "LIMIT_REACHED input.ids")] {
            let answer = call(&staff, "restoreCustomers", json!({ "ids": ids })).await;
            assert_eq!(answer.user_errors(), [error]);
            assert_eq!(answer.data("restoreCustomers.customers"), &Value::Null);
        }
    }
}

on_both! {
    async fn it_is_for_staff_that_writes(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let id = made(&staff, json!({})).await;
        call(&staff, "deleteCustomers", json!({"ids": [id]})).await.ok();
        assert_needs_customers_write(shop, "restoreCustomers", &json!({"ids": [id]})).await;
    }
}
