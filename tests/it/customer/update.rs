//! `updateCustomer` by staff: what changes, what is told, and what is refused.

use std::time::Duration;

use serde_json::{Value, json};

use super::{call, events, kinds_after, log_in, made, read};
use crate::harness::on_both;

on_both! {
    async fn a_change_moves_version_time_and_outbox(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let id = made(&staff, json!({"firstName": "Jane"})).await;
        let before = read(&staff, &id).await;
        shop.clock.advance(Duration::from_secs(5));
        let input = json!({"id": id, "firstName": " Joan ", "phone": "+39 06 698 12345", "expectedVersion": 1});
        let answer = call(&staff, "updateCustomer", input).await.ok();
        let after = answer.data("updateCustomer.customer");
        assert_eq!((&after["firstName"], &after["phone"]), (&json!("Joan"), &json!("+390669812345")));
        assert_eq!((&after["version"], &after["createdAt"]), (&json!(2), &before["createdAt"]));
        assert!(after["updatedAt"].as_str() > before["updatedAt"].as_str());
        assert_eq!(read(&staff, &id).await["updatedAt"], after["updatedAt"]);
        let events = events(shop).await;
        assert_eq!(events[1].kind, "customer.updated");
        assert_eq!(events[1].data, json!({"changed": ["firstName", "phone"]}));
        assert_eq!(events.len(), 2);
    }
}

on_both! {
    async fn a_change_of_nothing_is_none(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let id = made(&staff, json!({"firstName": "Jane", "email": "jane@x.com", "phone": "+390669812345",
            "metadata": {"a": 1}, "hasAccount": true})).await;
        let before = read(&staff, &id).await;
        shop.clock.advance(Duration::from_secs(5));
        for same in [
            json!({}), json!({"firstName": " Jane "}), json!({"email": "JANE@x.com"}), json!({"lastName": null}),
            json!({"phone": "+39 06 698 12345"}), json!({"metadata": {"a": 1.0}}), json!({"metadata": {}}),
            json!({"metadata": {"b": null}}), json!({"hasAccount": true}), json!({"emailVerified": false}),
            json!({"privateMetadata": null, "expectedVersion": 1}),
        ] {
            let mut input = same.clone();
            input["id"] = json!(id);
            call(&staff, "updateCustomer", input).await.ok();
            assert_eq!(read(&staff, &id).await, before, "after {same}");
        }
        assert_eq!(kinds_after(shop, 1).await, [""; 0]);
    }
}

on_both! {
    async fn a_wrong_version_changes_nothing(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let id = made(&staff, json!({"firstName": "Jane"})).await;
        let before = read(&staff, &id).await;
        for version in [0, 2, -1, i32::MAX] {
            let input = json!({"id": id, "firstName": "Joan", "expectedVersion": version});
            let answer = call(&staff, "updateCustomer", input).await;
            assert_eq!(answer.user_errors(), ["VERSION_CONFLICT input.expectedVersion"]);
        }
        assert_eq!(read(&staff, &id).await, before);
        assert_eq!(events(shop).await.len(), 1);
    }
}

on_both! {
    async fn every_problem_is_told_at_once(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let id = made(&staff, json!({})).await;
        let bad = json!({"id": id, "email": "no", "firstName": "a\u{0}", "lastName": "x".repeat(256), "companyName": "\u{202E}",
            "phone": "call", "externalId": "\n\u{1}\n", "hasAccount": null, "emailVerified": null});
        let mut errors = call(&staff, "updateCustomer", bad).await.user_errors();
        errors.sort();
        assert_eq!(errors, [
            "INVALID input.companyName", "INVALID input.email", "INVALID input.externalId", "INVALID input.firstName",
            "INVALID input.phone", "REQUIRED input.emailVerified", "REQUIRED input.hasAccount", "TOO_LONG input.lastName",
        ]);
        let stale = json!({"id": id, "hasAccount": true, "expectedVersion": 9, "metadata": [], "privateMetadata": "x"});
        let mut errors = call(&staff, "updateCustomer", stale).await.user_errors();
        errors.sort();
        assert_eq!(errors, [
            "INVALID input.metadata", "INVALID input.privateMetadata", "REQUIRED input.email",
            "VERSION_CONFLICT input.expectedVersion",
        ]);
    }
}

on_both! {
    async fn what_others_have_is_told_at_once_too(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        made(&staff, json!({"email": "a@x.com", "hasAccount": true, "externalId": "e"})).await;
        let id = made(&staff, json!({"email": "a@x.com"})).await;
        let before = read(&staff, &id).await;
        let input = json!({"id": id, "hasAccount": true, "externalId": "e"});
        let mut errors = call(&staff, "updateCustomer", input).await.user_errors();
        errors.sort();
        assert_eq!(errors, ["EMAIL_TAKEN input.email", "ID_TAKEN input.externalId"]);
        assert_eq!(read(&staff, &id).await, before);
    }
}

on_both! {
    async fn a_guest_becomes_an_account_for_good(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let id = made(&staff, json!({"email": "jane@x.com"})).await;
        let not_yet = call(&staff, "updateCustomer", json!({"id": id, "hasAccount": false})).await.ok();
        assert_eq!(not_yet.data("updateCustomer.customer.version"), 1);
        let answer = call(&staff, "updateCustomer", json!({"id": id, "hasAccount": true})).await.ok();
        assert_eq!(answer.data("updateCustomer.customer.hasAccount"), true);
        assert_eq!(kinds_after(shop, 1).await, ["customer.updated", "customer.registered"]);

        let back = call(&staff, "updateCustomer", json!({"id": id, "hasAccount": false})).await;
        assert_eq!(back.user_errors(), ["NOT_ALLOWED input.hasAccount"]);
        for none in [json!(null), json!("")] {
            let answer = call(&staff, "updateCustomer", json!({"id": id, "email": none})).await;
            assert_eq!(answer.user_errors(), ["REQUIRED input.email"], "an account keeps an e-mail");
        }
        let twin = made(&staff, json!({"email": "jane@x.com"})).await;
        let answer = call(&staff, "updateCustomer", json!({"id": twin, "hasAccount": true})).await;
        assert_eq!(answer.user_errors(), ["EMAIL_TAKEN input.email"]);
        let nameless = made(&staff, json!({})).await;
        let answer = call(&staff, "updateCustomer", json!({"id": nameless, "hasAccount": true})).await;
        assert_eq!(answer.user_errors(), ["REQUIRED input.email"]);
        let both = json!({"id": nameless, "hasAccount": true, "email": "new@x.com"});
        call(&staff, "updateCustomer", both).await.ok();
        let events = kinds_after(shop, 5).await;
        assert_eq!(events, ["customer.updated", "customer.email_changed", "customer.registered"]);
    }
}

on_both! {
    async fn the_login_follows_an_email_that_staff_change(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let customer = shop.customer().await;
        call(&staff, "updateCustomer", json!({"id": customer.id, "emailVerified": true})).await.ok();
        assert!(read(&staff, &customer.id).await["emailVerifiedAt"].is_string());
        let before = events(shop).await.len();
        let answer = call(&staff, "updateCustomer", json!({"id": customer.id, "email": "New@Shop.example"})).await.ok();
        let row = answer.data("updateCustomer.customer");
        assert_eq!((&row["email"], &row["emailVerifiedAt"]), (&json!("new@shop.example"), &Value::Null));
        assert_eq!(kinds_after(shop, before).await, ["customer.updated", "customer.email_changed"]);
        assert_eq!(events(shop).await[before].data, json!({"changed": ["email", "emailVerifiedAt"]}));

        let answer = log_in(shop, "new@shop.example", &customer.password).await.ok();
        assert_eq!(answer.str("login.customer.id"), customer.id);
        let old = log_in(shop, &customer.email, &customer.password).await;
        assert_eq!(old.user_errors(), ["INVALID_CREDENTIALS"]);
        let both = json!({"id": customer.id, "email": "newer@shop.example", "emailVerified": true});
        let answer = call(&staff, "updateCustomer", both).await.ok();
        assert!(answer.data("updateCustomer.customer.emailVerifiedAt").is_string());
        log_in(shop, "newer@shop.example", &customer.password).await.ok();
    }
}

on_both! {
    async fn a_taken_email_moves_neither_customer_nor_login(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let (one, two) = (shop.customer().await, shop.customer().await);
        let before = read(&staff, &one.id).await;
        let answer = call(&staff, "updateCustomer", json!({"id": one.id, "email": two.email})).await;
        assert_eq!(answer.user_errors(), ["EMAIL_TAKEN input.email"]);
        assert_eq!(read(&staff, &one.id).await, before);
        log_in(shop, &one.email, &one.password).await.ok();
        assert_eq!(log_in(shop, &two.email, &two.password).await.ok().str("login.customer.id"), two.id);

        // The old e-mail of one is free once it has moved.
        call(&staff, "updateCustomer", json!({"id": one.id, "email": "free@shop.example"})).await.ok();
        call(&staff, "updateCustomer", json!({"id": two.id, "email": one.email})).await.ok();
        assert_eq!(log_in(shop, &one.email, &two.password).await.ok().str("login.customer.id"), two.id);
    }
}

on_both! {
    async fn staff_marks_a_mailbox_as_proved(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let id = made(&staff, json!({"email": "jane@x.com", "hasAccount": true})).await;
        let verified = |input: Value| {
            let (staff, mut input) = (staff.clone(), input);
            input["id"] = json!(id);
            async move { call(&staff, "updateCustomer", input).await.ok().data("updateCustomer.customer.emailVerifiedAt").clone() }
        };
        let at = verified(json!({"emailVerified": true})).await;
        assert!(at.is_string());
        shop.clock.advance(Duration::from_secs(5));
        assert_eq!(verified(json!({"emailVerified": true, "email": "Jane@x.com"})).await, at, "the first proof stays");
        assert_eq!(verified(json!({"email": "joan@x.com"})).await, Value::Null, "without a login, too");
        assert!(verified(json!({"emailVerified": true})).await.is_string());
        assert_eq!(verified(json!({"emailVerified": false})).await, Value::Null);
        assert_eq!(kinds_after(shop, 1).await, [
            "customer.updated", "customer.updated", "customer.email_changed", "customer.updated", "customer.updated",
        ]);
        let nameless = made(&staff, json!({})).await;
        let answer = call(&staff, "updateCustomer", json!({"id": nameless, "emailVerified": true})).await;
        assert_eq!(answer.user_errors(), ["REQUIRED input.email"]);
    }
}
