//! A thousand customers at once.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::statements::staff;
use super::{call, events, group};
use crate::harness::on_both;

/// Customers with all that can be claimed, an address and a group each.
fn customers(from: usize, count: usize, group: &str) -> Value {
    let customer = |n: usize| {
        json!({
            "id": format!("cus_{n:05}"), "email": format!("Jane.{n}@example.com"), "hasAccount": true,
            "firstName": format!("Jane {n}"), "lastName": "Doe", "companyName": "Doe & Söhne", "phone": "+39 06 698 12345",
            "externalId": format!("crm-{n}"), "metadata": {"n": n}, "groupIds": [group],
            "addresses": [{"id": format!("addr_{n:05}"), "addressName": "Home", "address1": format!("{n} Main St"),
                "city": "New York", "countryCode": "US", "province": "NY", "postalCode": "10001",
                "phone": "+1 612 823 4334", "isDefaultShipping": true, "isDefaultBilling": true}],
        })
    };
    json!({"customers": (from..from + count).map(customer).collect::<Vec<_>>()})
}

on_both! {
    async fn a_thousand_take_as_many_statements_as_one_but_for_their_rows(shop: &Shop) {
        let staff = staff(shop).await;
        let group = group(&staff, "VIP").await;
        let mut counts = Vec::new();
        for (from, count) in [(0, 1), (1, 128), (200, 256), (1000, 1000)] {
            let create = call(&staff, "createCustomers", customers(from, count, &group));
            let (answer, statements) = shop.statements(create).await;
            let answer = answer.ok();
            let made = answer.data("createCustomers.customers").as_array().expect("a list");
            let ids: Vec<_> = made.iter().map(|row| row["id"].as_str().unwrap_or_default().to_owned()).collect();
            let expected: Vec<_> = (from..from + count).map(|n| format!("cus_{n:05}")).collect();
            assert_eq!(ids, expected);
            assert!(made.iter().all(|row| row["addresses"][0]["province"] == "us-ny" && row["groups"][0]["id"] == json!(group)));
            counts.push(statements);
        }
        // The credential; what is taken of ids, e-mails, external ids and ids of addresses; the groups;
        // customers, addresses, memberships and, in two parts, events; addresses and groups of the answer.
        assert_eq!(counts[..3], [13, 13, 13]);
        // Six more parts of customers and of addresses, five more of memberships, six more of events.
        assert_eq!(counts[3], 13 + 6 + 6 + 5 + 6);
        let kinds: BTreeSet<_> = events(shop).await.into_iter().map(|event| event.kind).collect();
        assert_eq!(kinds.len(), 4);
        assert_eq!(events(shop).await.len(), 1 + 3 * 1385);
    }
}

on_both! {
    async fn a_thousand_refused_entries_are_all_told(shop: &Shop) {
        let staff = staff(shop).await;
        let group = group(&staff, "VIP").await;
        call(&staff, "createCustomers", customers(0, 1000, &group)).await.ok();
        let before = events(shop).await.len();
        let (answer, statements) = shop.statements(call(&staff, "createCustomers", customers(0, 1000, &group))).await;
        let errors = answer.user_errors();
        assert_eq!(errors.len(), 4000);
        assert_eq!(errors[3996..], [
            "ID_TAKEN input.customers.999.id", "EMAIL_TAKEN input.customers.999.email",
            "ID_TAKEN input.customers.999.externalId", "ID_TAKEN input.customers.999.addresses.0.id",
        ]);
        // Ids of addresses are asked for in parts, since a call may have a hundred thousand.
        assert!(statements <= 12, "{statements}");
        assert_eq!(events(shop).await.len(), before);
    }
}
