//! `createCustomer`: what is refused, with its code and place.

use serde_json::{Value, json};

use super::{call, events, group, made};
use crate::harness::{Caller, on_both};

async fn refusal(staff: &Caller, input: Value) -> Vec<String> {
    let answer = call(staff, "createCustomer", input).await;
    assert_eq!(answer.data("createCustomer.customer"), &Value::Null);
    assert!(answer.error_codes().is_empty(), "{}", answer.text);
    let mut errors = answer.user_errors();
    errors.sort();
    errors
}

on_both! {
    async fn every_problem_is_told_at_once(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let errors = refusal(&staff, json!({
            "id": "cgroup_1", "email": "nobody", "firstName": "a\u{0}b", "lastName": "x".repeat(256),
            "companyName": "a\nb", "phone": "call me", "externalId": "\u{202E}abc",
            "metadata": [1], "privateMetadata": {"k": "x".repeat(16 * 1024)},
            "addresses": [
                {"city": "Rome", "countryCode": "it"},
                {"id": "cus_1", "countryCode": "xx", "phone": "1".repeat(51), "city": "a\u{1B}b", "metadata": "no"},
            ],
            "groupIds": ["nonsense", "cus_1"],
        })).await;
        assert_eq!(errors, [
            "INVALID input.addresses.1.city",
            "INVALID input.addresses.1.countryCode",
            "INVALID input.addresses.1.id",
            "INVALID input.addresses.1.metadata",
            "INVALID input.companyName",
            "INVALID input.email",
            "INVALID input.externalId",
            "INVALID input.firstName",
            "INVALID input.id",
            "INVALID input.metadata",
            "INVALID input.phone",
            "NOT_FOUND input.groupIds.0",
            "NOT_FOUND input.groupIds.1",
            "TOO_LONG input.addresses.1.phone",
            "TOO_LONG input.lastName",
            "TOO_LONG input.privateMetadata",
        ]);
        assert!(events(shop).await.is_empty());
    }
}

on_both! {
    async fn each_fault_has_its_code(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let deep = (1..9).fold(json!({}), |inner, _| json!({ "d": inner }));
        for (field, value, code) in [
            ("email", json!(format!("{}@x.com", "a".repeat(250))), "TOO_LONG"),
            ("email", json!("a@x.com\u{0}"), "INVALID"),
            ("firstName", json!("\u{7}bell"), "INVALID"),
            ("firstName", json!("a\u{2066}b"), "INVALID"),
            ("companyName", json!("é".repeat(256)), "TOO_LONG"),
            ("phone", json!("+1 234\u{0}567"), "INVALID"),
            ("phone", json!("-"), "INVALID"),
            ("phone", json!("1".repeat(51)), "TOO_LONG"),
            ("externalId", json!("x".repeat(256)), "TOO_LONG"),
            ("externalId", json!("a\u{0}"), "INVALID"),
            ("metadata", deep.clone(), "INVALID"),
            ("metadata", json!("text"), "INVALID"),
            ("metadata", json!({"a": "\u{0}"}), "INVALID"),
            ("metadata", json!({"\u{0}": 1}), "INVALID"),
            ("metadata", json!({"k": "x".repeat(16 * 1024 - 7)}), "TOO_LONG"),
            ("privateMetadata", deep, "INVALID"),
        ] {
            let mut input = json!({});
            input[field] = value;
            assert_eq!(refusal(&staff, input.clone()).await, [format!("{code} input.{field}")], "{input}");
        }
        assert!(events(shop).await.is_empty());
    }
}

on_both! {
    async fn an_account_needs_an_email_that_no_account_has(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        for email in [json!(null), json!(""), json!("  ")] {
            let input = json!({"hasAccount": true, "email": email});
            assert_eq!(refusal(&staff, input).await, ["REQUIRED input.email"]);
        }
        assert_eq!(refusal(&staff, json!({"hasAccount": true, "email": "no"})).await, ["INVALID input.email"]);

        made(&staff, json!({"hasAccount": true, "email": "jane@x.com"})).await;
        let again = json!({"hasAccount": true, "email": "Jane@X.com "});
        assert_eq!(refusal(&staff, again).await, ["EMAIL_TAKEN input.email"]);
        for _ in 0..2 {
            made(&staff, json!({"email": "jane@x.com"})).await;
        }
        let registered = shop.customer().await;
        let again = json!({"hasAccount": true, "email": registered.email});
        assert_eq!(refusal(&staff, again).await, ["EMAIL_TAKEN input.email"]);
    }
}

on_both! {
    async fn a_guests_email_may_become_an_accounts(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        made(&staff, json!({"email": "jane@x.com"})).await;
        made(&staff, json!({"email": "jane@x.com", "hasAccount": true})).await;
        made(&staff, json!({"email": "jane@x.com"})).await;
    }
}

on_both! {
    async fn groups_have_to_be_there_and_nothing_is_half_made(shop: &Shop) {
        let staff = shop.staff(&["customers:write", "groups:write"]).await;
        let (live, gone) = (group(&staff, "A").await, group(&staff, "B").await);
        let delete = "mutation ($input: NodesInput!) { deleteCustomerGroups(input: $input) { deletedIds userErrors { code field } } }";
        staff.gql(delete, json!({"input": {"ids": [gone]}})).await.ok();
        let before = events(shop).await.len();
        let input = json!({"id": "cus_half", "addresses": [{"city": "Rome"}], "groupIds": [live, gone, "cgroup_unknown"]});
        assert_eq!(
            refusal(&staff, input).await,
            ["NOT_FOUND input.groupIds.1", "NOT_FOUND input.groupIds.2"]
        );
        assert_eq!(super::read(&staff, "cus_half").await, Value::Null);
        assert_eq!(events(shop).await.len(), before);
    }
}

on_both! {
    async fn what_the_database_knows_is_told_at_once_too(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        made(&staff, json!({"id": "cus_1", "email": "a@x.com", "hasAccount": true, "externalId": "e",
            "addresses": [{"id": "addr_1"}]})).await;
        let errors = refusal(&staff, json!({
            "id": "cus_1", "email": "a@x.com", "hasAccount": true, "externalId": "e",
            "addresses": [{"city": "Rome"}, {"id": "addr_1"}], "groupIds": ["cgroup_unknown"],
        })).await;
        assert_eq!(errors, [
            "EMAIL_TAKEN input.email",
            "ID_TAKEN input.addresses.1.id",
            "ID_TAKEN input.externalId",
            "ID_TAKEN input.id",
            "NOT_FOUND input.groupIds.0",
        ]);
    }
}

on_both! {
    async fn lists_have_their_limits(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let addresses = |count| json!({"addresses": vec![json!({"city": "Rome"}); count]});
        assert_eq!(refusal(&staff, addresses(101)).await, ["LIMIT_REACHED input.addresses"]);
        let answer = call(&staff, "createCustomer", addresses(100)).await.ok();
        let made = answer.data("createCustomer.customer.addresses");
        assert_eq!(made.as_array().map(Vec::len), Some(100));
        let groups = json!({"groupIds": vec!["cgroup_unknown"; 1001]});
        assert_eq!(refusal(&staff, groups).await, ["LIMIT_REACHED input.groupIds"]);
    }
}
