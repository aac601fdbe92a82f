//! `findOrCreateCustomer`: the four rules of section 3.

use std::time::Duration;

use serde_json::{Value, json};

use super::{assert_needs_customers_write, call, events, kinds_after, made};
use crate::harness::{Answer, Caller, on_both};

const NAME: &str = "findOrCreateCustomer";

async fn find(staff: &Caller, input: Value) -> Answer {
    call(staff, NAME, input).await
}

#[track_caller]
fn assert_found(answer: &Answer, id: &str, matched_by: &str) {
    assert!(answer.user_errors().is_empty(), "{}", answer.text);
    assert_eq!(answer.str("findOrCreateCustomer.customer.id"), id);
    assert_eq!(answer.str("findOrCreateCustomer.matchedBy"), matched_by);
    assert_eq!(
        answer.data("findOrCreateCustomer.email"),
        answer.data("findOrCreateCustomer.customer.email")
    );
    assert_eq!(
        answer.data("findOrCreateCustomer.created"),
        &json!(matched_by == "CREATED")
    );
}

#[track_caller]
fn assert_none(answer: &Answer, errors: &[&str]) {
    assert_eq!(answer.user_errors(), errors);
    let payload = answer.data(NAME);
    assert_eq!(
        (
            &payload["customer"],
            &payload["email"],
            &payload["created"],
            &payload["matchedBy"]
        ),
        (&Value::Null, &Value::Null, &json!(false), &json!("NONE"))
    );
}

on_both! {
    async fn an_id_finds_its_customer_whatever_form_the_email_has(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let id = made(&staff, json!({"email": "jane@x.com"})).await;
        made(&staff, json!({"email": "jane@x.com", "hasAccount": true})).await;
        let before = events(shop).await.len();
        for email in [json!(""), json!("  "), json!(null), json!("jane@x.com"), json!(" Jane@X.COM ")] {
            let answer = find(&staff, json!({"customerId": id, "email": email})).await;
            assert_found(&answer, &id, "ID");
            assert_eq!(answer.str("findOrCreateCustomer.email"), "jane@x.com");
        }
        assert_found(&find(&staff, json!({"customerId": id})).await, &id, "ID");
        let without = made(&staff, json!({})).await;
        assert_found(&find(&staff, json!({"customerId": without})).await, &without, "ID");
        assert_eq!(kinds_after(shop, before).await, ["customer.created"], "finding is no change");
    }
}

on_both! {
    async fn an_id_with_another_email_goes_by_the_email(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let jane = made(&staff, json!({"email": "jane@x.com"})).await;
        let john = made(&staff, json!({"email": "john@x.com"})).await;
        let answer = find(&staff, json!({"customerId": jane, "email": "john@x.com"})).await;
        assert_found(&answer, &john, "EMAIL_GUEST");

        let answer = find(&staff, json!({"customerId": jane, "email": "New@X.com"})).await;
        let new = answer.str("findOrCreateCustomer.customer.id").to_owned();
        assert_found(&answer, &new, "CREATED");
        assert_eq!(answer.str("findOrCreateCustomer.email"), "new@x.com");
        assert!(new != jane && new != john);

        let nameless = made(&staff, json!({})).await;
        let answer = find(&staff, json!({"customerId": nameless, "email": "new@x.com"})).await;
        assert_found(&answer, &new, "EMAIL_GUEST");
    }
}

on_both! {
    async fn the_account_comes_first_then_the_oldest_guest(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let oldest = made(&staff, json!({"id": "cus_z", "email": "a@x.com"})).await;
        shop.clock.advance(Duration::from_secs(1));
        made(&staff, json!({"id": "cus_a", "email": "a@x.com"})).await;
        let by_email = json!({"email": "a@x.com"});
        assert_found(&find(&staff, by_email.clone()).await, &oldest, "EMAIL_GUEST");

        shop.clock.advance(Duration::from_secs(1));
        let account = made(&staff, json!({"id": "cus_zz", "email": "a@x.com", "hasAccount": true})).await;
        assert_found(&find(&staff, by_email).await, &account, "EMAIL_ACCOUNT");
        let unknown = json!({"customerId": "cus_unknown", "email": "A@x.com"});
        assert_found(&find(&staff, unknown).await, &account, "EMAIL_ACCOUNT");
    }
}

on_both! {
    async fn deleted_customers_are_not_found(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let account = made(&staff, json!({"email": "a@x.com", "hasAccount": true})).await;
        let guest = made(&staff, json!({"email": "a@x.com"})).await;
        call(&staff, "deleteCustomers", json!({"ids": [account]})).await.ok();
        assert_found(&find(&staff, json!({"email": "a@x.com"})).await, &guest, "EMAIL_GUEST");

        call(&staff, "deleteCustomers", json!({"ids": [guest]})).await.ok();
        assert_none(&find(&staff, json!({"customerId": guest})).await, &["NOT_FOUND input.customerId"]);
        let answer = find(&staff, json!({"customerId": guest, "email": "a@x.com"})).await;
        let new = answer.str("findOrCreateCustomer.customer.id").to_owned();
        assert_found(&answer, &new, "CREATED");
        assert!(new != guest && new != account);

        call(&staff, "deleteCustomers", json!({"ids": [new]})).await.ok();
        let again = find(&staff, json!({"email": "a@x.com"})).await;
        assert_eq!(again.str("findOrCreateCustomer.matchedBy"), "CREATED", "a made guest that is gone");
        assert_ne!(again.str("findOrCreateCustomer.customer.id"), new);
    }
}

on_both! {
    async fn a_made_guest_makes_room_when_it_changes(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let answer = find(&staff, json!({"email": "a@x.com"})).await.ok();
        let id = answer.str("findOrCreateCustomer.customer.id").to_owned();
        call(&staff, "updateCustomer", json!({"id": id, "email": "b@x.com"})).await.ok();
        let other = find(&staff, json!({"email": "a@x.com"})).await.ok();
        assert_eq!(other.str("findOrCreateCustomer.matchedBy"), "CREATED");
        assert_found(&find(&staff, json!({"email": "b@x.com"})).await, &id, "EMAIL_GUEST");

        call(&staff, "updateCustomer", json!({"id": id, "hasAccount": true})).await.ok();
        assert_found(&find(&staff, json!({"email": "b@x.com"})).await, &id, "EMAIL_ACCOUNT");
    }
}

on_both! {
    async fn without_an_email_nobody_is_made(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        for nothing in [json!({}), json!({"email": ""}), json!({"customerId": null, "email": " \t"})] {
            assert_none(&find(&staff, nothing).await, &[]);
        }
        for id in ["cus_01ARZ3NDEKTSV4RRFFQ69G5FAV", "addr_1", "nonsense", ""] {
            let answer = find(&staff, json!({"customerId": id, "email": ""})).await;
            assert_none(&answer, &["NOT_FOUND input.customerId"]);
        }
        assert!(events(shop).await.is_empty());
    }
}

on_both! {
    async fn a_malformed_email_is_invalid_whatever_the_id(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let id = made(&staff, json!({"email": "jane@x.com"})).await;
        for email in ["jane", "jane@", "Jane <jane@x.com>", "a@x.com,b@x.com", "ja\u{0}ne@x.com", "a b@x.com"] {
            for customer in [json!(id), json!("cus_unknown"), json!("nonsense"), json!(null)] {
                let answer = find(&staff, json!({"customerId": customer, "email": email})).await;
                assert_none(&answer, &["INVALID input.email"]);
            }
        }
    }
}

on_both! {
    async fn an_id_that_can_be_none_does_not_matter_beside_an_email(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let answer = find(&staff, json!({"customerId": "addr_1", "email": "a@x.com"})).await;
        let id = answer.str("findOrCreateCustomer.customer.id").to_owned();
        assert_found(&answer, &id, "CREATED");
        let row = super::read(&staff, &id).await;
        assert_eq!((&row["hasAccount"], &row["version"]), (&json!(false), &json!(1)));
        let events = events(shop).await;
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].kind, "customer.created");
        assert_eq!(events[0].actor.as_deref(), row["createdBy"].as_str());
    }
}

on_both! {
    async fn it_is_for_staff_that_writes(shop: &Shop) {
        assert_needs_customers_write(shop, NAME, &json!({"email": "a@x.com"})).await;
    }
}
