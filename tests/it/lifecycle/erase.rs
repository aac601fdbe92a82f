//! `eraseCustomer`: what is left of a customer, and of others.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{
    asked, assert_needs_customers_write, call, group, log_in, logins_and_sessions, made, merge,
    read, staff,
};
use crate::customer::statements::staff as noted_staff;
use crate::harness::{Customer, Shop, on_both};
use crate::outbox::{recorded, told};

async fn erased(shop: &Shop, id: &str) -> Value {
    let staff = staff(shop).await;
    let answer = call(&staff, "eraseCustomer", json!({ "id": id }))
        .await
        .ok();
    answer.data("eraseCustomer.deletedIds").clone()
}

on_both! {
    async fn id_times_and_version_are_left(shop: &Shop) {
        let staff = staff(shop).await;
        let vip = group(&staff, "vip").await;
        let id = made(&staff, json!({"email": "a@x.com", "hasAccount": true, "firstName": "Ann", "lastName": "Lind",
            "companyName": "Lind & Co", "phone": "+16138234334", "externalId": "e1", "metadata": {"a": 1},
            "privateMetadata": {"p": 1}, "addresses": [{"city": "Rome"}], "groupIds": [vip]})).await;
        let before = read(&staff, &id).await;
        let (ids, events) = recorded(shop, erased(shop, &id)).await;
        assert_eq!(ids, json!([id]));
        assert_eq!(told(&events), [("customer.erased", json!({}))]);
        assert_eq!(events[0].customer_id.as_ref().map(ToString::to_string), Some(id.clone()));

        let after = read(&staff, &id).await;
        let mut left = json!({"id": id, "version": 2, "hasAccount": false, "createdAt": before["createdAt"],
            "addresses": [], "groups": []});
        for (field, value) in after.as_object().expect("a customer") {
            match field.as_str() {
                "updatedAt" | "deletedAt" => assert!(value.is_string(), "{field}"),
                _ => assert_eq!(value, &left[field].take(), "{field}"),
            }
        }
        let query = "query ($id: ID!) { customer(id: $id) { id } }";
        assert_eq!(staff.gql(query, json!({"id": id})).await.ok().data("customer"), &Value::Null);
        for table in ["customer_address", "customer_group_customer", "auth_identity", "session"] {
            let ids: Vec<String> = asked(shop, &format!("SELECT id FROM {table}")).await;
            assert_eq!(ids, [""; 0], "{table}");
        }
        let found = staff.gql("{ customers(search: \"lind\", includeDeleted: true) { nodes { id } } }", json!({})).await.ok();
        assert_eq!(found.data("customers.nodes"), &json!([]));
    }
}

on_both! {
    async fn the_login_ends_and_the_email_is_free(shop: &Shop) {
        let (customer, other) = (shop.customer().await, shop.customer().await);
        erased(shop, &customer.id).await;
        assert_eq!(logins_and_sessions(shop).await, (1, 1));
        assert_eq!(customer.gql("{ me { id } }", json!({})).await.error_code(), "UNAUTHENTICATED");
        let login = log_in(&shop.anonymous(), &customer.email, &customer.password).await;
        assert_eq!(login.user_errors(), ["INVALID_CREDENTIALS"]);
        let heir = Customer::register(&shop.anonymous(), customer.email.clone()).await;
        assert_ne!(heir.id, customer.id);
        other.gql("{ me { id } }", json!({})).await.ok();
    }
}

on_both! {
    async fn what_is_kept_by_an_email_is_that_of_the_account_that_has_it(shop: &Shop) {
        let staff = staff(shop).await;
        let account = shop.customer().await;
        let guest = made(&staff, json!({"email": account.email})).await;
        let change = "mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { userErrors { code field message } } }";
        let input = json!({"currentPassword": account.password, "newPassword": "cedar-window-40-pilgrim"});
        account.gql(change, json!({ "input": input })).await.ok();
        erased(shop, &guest).await;
        assert_eq!(shop.mails().await.len(), 1, "it waits for the account");
        erased(shop, &account.id).await;
        assert_eq!((shop.mails().await.len(), asked::<String>(shop, "SELECT id FROM mail").await.len()), (0, 0));
    }
}

on_both! {
    async fn a_deleted_customer_is_erased_and_keeps_the_time_of_it(shop: &Shop) {
        let staff = staff(shop).await;
        let customer = shop.customer().await;
        call(&staff, "deleteCustomers", json!({"ids": [customer.id]})).await.ok();
        let before = read(&staff, &customer.id).await;
        shop.clock.advance(std::time::Duration::from_secs(5));
        erased(shop, &customer.id).await;
        let after = read(&staff, &customer.id).await;
        assert_eq!((&after["deletedAt"], &after["email"]), (&before["deletedAt"], &Value::Null));
        assert_eq!(after["version"], 3);
        assert_eq!(logins_and_sessions(shop).await, (0, 0), "hidden logins go too");
    }
}

on_both! {
    async fn there_is_no_way_back(shop: &Shop) {
        let staff = staff(shop).await;
        let (id, other) = (made(&staff, json!({"firstName": "Ann"})).await, made(&staff, json!({})).await);
        erased(shop, &id).await;
        let before = read(&staff, &id).await;
        let (answers, events) = recorded(shop, async { [
            (call(&staff, "eraseCustomer", json!({"id": id})).await, "NOT_FOUND input.id"),
            (call(&staff, "restoreCustomers", json!({"ids": [id]})).await, "NOT_FOUND input.ids.0"),
            (call(&staff, "deleteCustomers", json!({"ids": [id]})).await, "NOT_FOUND input.ids.0"),
            (call(&staff, "removeCustomerAccount", json!({"id": id})).await, "NOT_FOUND input.id"),
            (call(&staff, "endCustomerSessions", json!({"id": id})).await, "NOT_FOUND input.id"),
            (call(&staff, "updateCustomer", json!({"id": id, "firstName": "Bea"})).await, "NOT_FOUND input.id"),
            (call(&staff, "createCustomerAddress", json!({"customerId": id})).await, "NOT_FOUND input.customerId"),
            (merge(&staff, &id, &other).await, "NOT_FOUND input.fromId"),
            (merge(&staff, &other, &id).await, "NOT_FOUND input.intoId"),
        ] }).await;
        for (answer, expected) in answers {
            assert_eq!(answer.user_errors(), [expected]);
        }
        assert!(events.is_empty(), "{events:?}");
        assert_eq!(read(&staff, &id).await, before);
        for unknown in ["cus_unknown", "nonsense", ""] {
            let answer = call(&staff, "eraseCustomer", json!({"id": unknown})).await;
            assert_eq!(answer.user_errors(), ["NOT_FOUND input.id"]);
            assert_eq!(answer.data("eraseCustomer.deletedIds"), &json!([]));
        }
    }
}

on_both! {
    async fn those_merged_into_it_go_along(shop: &Shop) {
        let staff = staff(shop).await;
        let account = shop.customer().await;
        let mut guests = Vec::new();
        for _ in 0..3 {
            guests.push(made(&staff, json!({"email": account.email, "firstName": "Ann", "addresses": [{}]})).await);
        }
        // A chain: the first into the second, that into the account. The third is deleted, not merged.
        merge(&staff, &guests[0], &guests[1]).await.ok();
        merge(&staff, &guests[1], &account.id).await.ok();
        call(&staff, "deleteCustomers", json!({"ids": [guests[2]]})).await.ok();
        let (ids, events) = recorded(shop, erased(shop, &account.id)).await;
        assert_eq!(ids, json!([account.id, guests[0], guests[1]]));
        assert_eq!(told(&events), vec![("customer.erased", json!({})); 3]);
        for (id, email) in [(&guests[0], Value::Null), (&guests[1], Value::Null), (&guests[2], json!(account.email))] {
            assert_eq!(read(&staff, id).await["email"], email);
        }
        let answer = call(&staff, "restoreCustomers", json!({"ids": guests})).await;
        assert_eq!(answer.user_errors(), ["NOT_FOUND input.ids.0", "NOT_FOUND input.ids.1"]);
    }
}

on_both! {
    async fn of_many_at_once_one_erases_and_nothing_comes_after(shop: &Shop) {
        let staff = staff(shop).await;
        let customer = shop.customer().await;
        let guest = made(&staff, json!({"email": customer.email})).await;
        let work = (0..8).flat_map(|_| [
            ("eraseCustomer", json!({"id": customer.id})),
            ("createCustomerAddress", json!({"customerId": customer.id, "city": "Rome"})),
            ("updateCustomer", json!({"id": customer.id, "firstName": "Ann"})),
            ("mergeCustomers", json!({"fromId": guest, "intoId": customer.id})),
        ]);
        let tasks = work.map(|(mutation, input)| {
            let staff = staff.clone();
            tokio::spawn(async move { (mutation, call(&staff, mutation, input).await) })
        });
        let logins = (0..4).map(|_| {
            let (anyone, customer) = (shop.anonymous(), customer.clone());
            tokio::spawn(async move { ("login", log_in(&anyone, &customer.email, &customer.password).await) })
        });
        let (answers, events) = recorded(shop, async { join_all(tasks.chain(logins)).await }).await;
        let mut done = 0;
        for answer in answers {
            let (mutation, answer) = answer.expect("an answer");
            assert_eq!(answer.error_codes(), [""; 0], "{}", answer.text);
            done += usize::from(mutation == "eraseCustomer" && answer.user_errors().is_empty());
        }
        assert_eq!(done, 1);
        let of_customer = |event: &&entity::event::Model| event.customer_id.as_ref().is_some_and(|id| id.to_string() == customer.id);
        let last = events.iter().rfind(of_customer).expect("its events");
        assert_eq!(last.kind, "customer.erased");
        let after = read(&staff, &customer.id).await;
        assert_eq!((&after["firstName"], &after["addresses"]), (&Value::Null, &json!([])));
        assert_eq!(logins_and_sessions(shop).await, (0, 0));
    }
}

on_both! {
    async fn it_is_for_staff_that_writes(shop: &Shop) {
        let guest = made(&staff(shop).await, json!({})).await;
        assert_needs_customers_write(shop, "eraseCustomer", &json!({"id": guest})).await;
    }
}

on_both! {
    async fn its_statements_do_not_grow_with_what_goes(shop: &Shop) {
        let staff = noted_staff(shop).await;
        let mut counts = Vec::new();
        for addresses in [1, 100] {
            let data: Vec<_> = (0..addresses).map(|n| json!({"city": format!("City {n}")})).collect();
            let id = made(&staff, json!({"addresses": data})).await;
            let (answer, statements) = shop.statements(call(&staff, "eraseCustomer", json!({"id": id}))).await;
            answer.ok();
            counts.push(statements);
        }
        assert_eq!(counts[0], counts[1]);
        assert!(counts[0] <= 15, "{counts:?}");
    }
}
