//! `mergeCustomers`: who may be merged into whom, what ends, what is told, and what it costs.

use serde_json::{Value, json};

use super::{
    assert_needs_customers_write, call, log_in, logins_and_sessions, made, merge, read, staff,
};
use crate::customer::statements::staff as noted_staff;
use crate::harness::{Customer, on_both};
use crate::outbox::{recorded, told};

on_both! {
    async fn a_guest_becomes_part_of_an_account(shop: &Shop) {
        let staff = staff(shop).await;
        let account = shop.customer().await;
        let guest = made(&staff, json!({"email": account.email, "lastName": "Lind"})).await;
        let (answer, events) = recorded(shop, merge(&staff, &guest, &account.id)).await;
        let answer = answer.ok();
        assert_eq!(answer.str("mergeCustomers.customer.id"), account.id);
        assert_eq!(answer.data("mergeCustomers.customer"), &read(&staff, &account.id).await);

        let both = json!({"fromId": guest, "intoId": account.id});
        assert_eq!(told(&events), [("customer.merged", both), ("customer.deleted", json!({"mergedInto": account.id}))]);
        let about = events.iter().map(|event| event.customer_id.as_ref().map(ToString::to_string));
        assert_eq!(about.collect::<Vec<_>>(), [Some(account.id.clone()), Some(guest.clone())]);

        let gone = read(&staff, &guest).await;
        assert!(gone["deletedAt"].is_string());
        assert_eq!((&gone["version"], &gone["lastName"]), (&json!(2), &json!("Lind")), "it could be restored");
        account.gql("{ me { lastName } }", json!({})).await.ok();
    }
}

on_both! {
    async fn the_login_of_a_merged_account_ends(shop: &Shop) {
        let staff = staff(shop).await;
        let (one, two) = (shop.customer().await, shop.customer().await);
        merge(&staff, &one.id, &two.id).await.ok();
        assert_eq!(logins_and_sessions(shop).await, (1, 1));
        assert_eq!(one.gql("{ me { id } }", json!({})).await.error_code(), "UNAUTHENTICATED");
        two.gql("{ me { id } }", json!({})).await.ok();
        log_in(&shop.anonymous(), &two.email, &two.password).await.ok();
        assert_eq!(log_in(&shop.anonymous(), &one.email, &one.password).await.user_errors(), ["INVALID_CREDENTIALS"]);
        assert_eq!(read(&staff, &two.id).await["email"], two.email, "the target's e-mail wins");
        Customer::register(&shop.anonymous(), one.email.clone()).await;
    }
}

on_both! {
    async fn an_account_stays_an_account_and_a_customer_itself(shop: &Shop) {
        let staff = staff(shop).await;
        let account = shop.customer().await;
        let guest = made(&staff, json!({})).await;
        for (from, into) in [(&account.id, &guest), (&guest, &guest), (&account.id, &account.id)] {
            let (answer, events) = recorded(shop, merge(&staff, from, into)).await;
            assert_eq!(answer.user_errors(), ["NOT_ALLOWED input.intoId"]);
            assert_eq!(answer.data("mergeCustomers.customer"), &Value::Null);
            assert!(events.is_empty(), "{events:?}");
        }
        account.gql("{ me { id } }", json!({})).await.ok();
    }
}

on_both! {
    async fn those_that_are_not_there_are_all_told(shop: &Shop) {
        let staff = staff(shop).await;
        let (guest, deleted) = (made(&staff, json!({})).await, made(&staff, json!({})).await);
        call(&staff, "deleteCustomers", json!({"ids": [deleted]})).await.ok();
        let from = "NOT_FOUND input.fromId";
        let into = "NOT_FOUND input.intoId";
        for (ids, expected) in [
            (["cus_unknown", guest.as_str()], vec![from]),
            ([guest.as_str(), "cus_unknown"], vec![into]),
            ([guest.as_str(), "nonsense"], vec![into]),
            ([deleted.as_str(), guest.as_str()], vec![from]),
            ([guest.as_str(), deleted.as_str()], vec![into]),
            (["cus_unknown", deleted.as_str()], vec![from, into]),
            (["", "addr_1"], vec![from, into]),
            (["cus_unknown", "cus_unknown"], vec![from, into]),
        ] {
            let (answer, events) = recorded(shop, merge(&staff, ids[0], ids[1])).await;
            assert_eq!(answer.user_errors(), expected, "{ids:?}");
            assert!(events.is_empty(), "{events:?}");
        }
    }
}

on_both! {
    async fn a_merged_customer_returns_without_what_it_gave(shop: &Shop) {
        let staff = staff(shop).await;
        let from = made(&staff, json!({"firstName": "Ann", "addresses": [{"city": "Rome"}], "externalId": "e1"})).await;
        let into = made(&staff, json!({})).await;
        merge(&staff, &from, &into).await.ok();
        let answer = call(&staff, "restoreCustomers", json!({"ids": [from]})).await;
        assert_eq!(answer.user_errors(), ["ID_TAKEN input.ids.0"], "the target has its external id");
        call(&staff, "updateCustomer", json!({"id": into, "externalId": null})).await.ok();
        call(&staff, "restoreCustomers", json!({"ids": [from]})).await.ok();
        let back = read(&staff, &from).await;
        assert_eq!((&back["firstName"], &back["addresses"]), (&json!("Ann"), &json!([])));
        // It is a customer of its own again: what becomes of the other does not touch it.
        call(&staff, "eraseCustomer", json!({"id": into})).await.ok();
        assert_eq!(read(&staff, &from).await, back);
    }
}

on_both! {
    async fn it_is_for_staff_that_writes(shop: &Shop) {
        let staff = staff(shop).await;
        let (from, into) = (made(&staff, json!({})).await, made(&staff, json!({})).await);
        assert_needs_customers_write(shop, "mergeCustomers", &json!({"fromId": from, "intoId": into})).await;
    }
}

on_both! {
    async fn its_statements_do_not_grow_with_what_moves(shop: &Shop) {
        let staff = noted_staff(shop).await;
        let mut counts = Vec::new();
        for addresses in [1, 100] {
            let data: Vec<_> = (0..addresses).map(|n| json!({"city": format!("City {n}"), "isDefaultBilling": n == 0})).collect();
            let mut groups = Vec::new();
            for n in 0..addresses {
                groups.push(super::group(&staff, &format!("group {n} of {addresses}")).await);
            }
            let from = made(&staff, json!({"firstName": "Ann", "addresses": data, "groupIds": groups})).await;
            let into = made(&staff, json!({"addresses": data, "groupIds": [groups[0]]})).await;
            let document = "mutation ($input: MergeCustomersInput!) { mergeCustomers(input: $input) { userErrors { code field message } } }";
            let input = json!({"input": {"fromId": from, "intoId": into}});
            let (answer, statements) = shop.statements(staff.gql(document, input)).await;
            answer.ok();
            counts.push(statements);
            let merged = read(&staff, &into).await;
            assert_eq!(merged["addresses"].as_array().map(Vec::len), Some(2 * addresses));
            assert_eq!(merged["groups"].as_array().map(Vec::len), Some(addresses));
        }
        // The credential, both customers; defaults and addresses; memberships and those that both had; tokens in
        // mails, logins, sessions; the one deleted, its mark, the one filled; the events.
        assert_eq!(counts, [13, 13]);
    }
}
