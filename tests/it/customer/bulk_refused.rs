//! `createCustomers`: what is refused, each with its code and the place of its entry.

use serde_json::{Value, json};

use super::{call, events, group, made, read, refusals};
use crate::harness::{Answer, Caller, on_both};

async fn refused(staff: &Caller, customers: Value) -> Vec<String> {
    let answer = call(staff, "createCustomers", json!({ "customers": customers })).await;
    let found = refusals(&answer, "createCustomers");
    assert!(!found.is_empty(), "{}", answer.text);
    found
        .into_iter()
        .map(|error| error.replace("input.customers.", ""))
        .collect()
}

on_both! {
    async fn every_problem_of_every_entry_is_told_at_once(shop: &Shop) {
        let staff = shop.staff(&["customers:write", "groups:write"]).await;
        made(&staff, json!({"id": "cus_1", "email": "a@x.com", "hasAccount": true, "externalId": "e",
            "addresses": [{"id": "addr_1"}]})).await;
        let live = group(&staff, "A").await;
        let before = events(shop).await.len();
        let errors = refused(&staff, json!([
            {"firstName": "fine", "groupIds": [live]},
            {"email": "nobody", "hasAccount": true, "phone": "call me", "id": "cus_1"},
            {"email": "a@x.com", "hasAccount": true, "groupIds": ["nonsense", live, "cgroup_unknown"]},
            {"externalId": "e", "addresses": [{}, {"id": "addr_1", "countryCode": "xx"}]},
            {"hasAccount": true},
            {"id": "addr_9", "metadata": [], "groupIds": vec!["cgroup_x"; 1001]},
        ])).await;
        assert_eq!(errors, [
            "INVALID 1.email", "INVALID 1.phone", "ID_TAKEN 1.id",
            "EMAIL_TAKEN 2.email", "NOT_FOUND 2.groupIds.0", "NOT_FOUND 2.groupIds.2",
            "INVALID 3.addresses.1.countryCode", "ID_TAKEN 3.externalId", "ID_TAKEN 3.addresses.1.id",
            "REQUIRED 4.email",
            "INVALID 5.id", "INVALID 5.metadata", "LIMIT_REACHED 5.groupIds",
        ]);
        assert_eq!(events(shop).await.len(), before, "none is made");
        let list = "{ customers { totalCount } }";
        assert_eq!(staff.gql(list, json!({})).await.ok().data("customers.totalCount"), 1);
    }
}

on_both! {
    async fn entries_may_not_claim_the_same(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let errors = refused(&staff, json!([
            {"id": "cus_1", "email": "a@x.com", "hasAccount": true, "externalId": "e", "addresses": [{"id": "addr_1"}]},
            {"email": "A@x.com"},
            {"email": " A@X.com", "hasAccount": true},
            {"id": "cus_1", "externalId": " e "},
            {"addresses": [{"id": "addr_2"}, {"id": "addr_1"}, {"id": "addr_2"}]},
            {"id": "cus_1", "email": "a@x.com", "hasAccount": true, "externalId": "E"},
        ])).await;
        assert_eq!(errors, [
            "EMAIL_TAKEN 2.email",
            "ID_TAKEN 3.id", "ID_TAKEN 3.externalId",
            "ID_TAKEN 4.addresses.1.id", "ID_TAKEN 4.addresses.2.id",
            "ID_TAKEN 5.id", "EMAIL_TAKEN 5.email",
        ]);
        assert!(events(shop).await.is_empty());
        assert_eq!(read(&staff, "cus_1").await, Value::Null);
    }
}

on_both! {
    async fn a_refused_entry_claims_as_well(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let errors = refused(&staff, json!([
            {"email": "a@x.com", "hasAccount": true, "phone": "no"}, {"email": "a@x.com", "hasAccount": true},
        ])).await;
        assert_eq!(errors, ["INVALID 0.phone", "EMAIL_TAKEN 1.email"]);
    }
}

on_both! {
    with ["--max-addresses=2"]
    async fn addresses_of_an_entry_have_their_limit(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let errors = refused(&staff, json!([{"addresses": [{}, {}]}, {"addresses": [{}, {"phone": "no"}, {}]}])).await;
        assert_eq!(errors, ["INVALID 1.addresses.1.phone", "LIMIT_REACHED 1.addresses"]);
    }
}

on_both! {
    async fn lists_are_neither_empty_nor_endless(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        for (customers, error) in [
            (json!([]), "REQUIRED input.customers"), (json!(vec![json!({"phone": "no"}); 1001]), "LIMIT_REACHED input.customers"),
        ] {
            let answer = call(&staff, "createCustomers", json!({ "customers": customers })).await;
            assert_eq!(refusals(&answer, "createCustomers"), [error]);
        }
        assert!(events(shop).await.is_empty());
    }
}

on_both! {
    async fn malformed_and_unknown_groups_are_told_in_one_round(shop: &Shop) {
        let staff = shop.staff(&["customers:write", "groups:write"]).await;
        let live = group(&staff, "A").await;
        let input = json!({"email": "no", "groupIds": ["nonsense", live, "cgroup_unknown", "cus_1"]});
        let answer = call(&staff, "createCustomer", input).await;
        assert_eq!(answer.user_errors(), [
            "INVALID input.email", "NOT_FOUND input.groupIds.0", "NOT_FOUND input.groupIds.2", "NOT_FOUND input.groupIds.3",
        ]);
    }
}

/// The outcomes of twins: how many were made, and the refusals of the others.
fn parted(answers: Vec<Answer>) -> (usize, Vec<Vec<String>>) {
    let total = answers.len();
    let lost: Vec<_> = answers
        .into_iter()
        .filter(|answer| !answer.user_errors().is_empty() || !answer.error_codes().is_empty())
        .map(|answer| refusals(&answer, "createCustomers"))
        .collect();
    (total - lost.len(), lost)
}

on_both! {
    async fn of_twins_one_is_made_and_the_others_are_told_which_entries_are_taken(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let mut tasks = tokio::task::JoinSet::new();
        for turn in 0..10 {
            let mut customers: Vec<_> = (0..20)
                .map(|n| json!({"email": format!("a{n:02}@x.com"), "hasAccount": n % 4 == 1, "externalId": null}))
                .collect();
            if turn % 2 == 1 {
                // In another order, which must not make two of them wait for each other.
                customers.reverse();
            }
            let staff = staff.clone();
            tasks.spawn(async move { call(&staff, "createCustomers", json!({ "customers": customers })).await });
        }
        let (won, lost) = parted(tasks.join_all().await);
        assert_eq!((won, lost.len()), (1, 9));
        let forward: Vec<_> = [1, 5, 9, 13, 17].map(|n| format!("EMAIL_TAKEN input.customers.{n}.email")).into();
        let backward: Vec<_> = [2, 6, 10, 14, 18].map(|n| format!("EMAIL_TAKEN input.customers.{n}.email")).into();
        assert!(lost.iter().all(|errors| *errors == forward || *errors == backward), "{lost:?}");
        assert_eq!(events(shop).await.len(), 20);
    }
}
