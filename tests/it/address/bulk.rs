//! Many addresses at once: what is made, and what is refused.

use serde_json::{Value, json};

use super::{added, create_all, refusals};
use crate::harness::{Answer, Caller, on_both};
use crate::outbox::{recorded, told};

/// The refusals in their order, once it is sure that nothing else was answered.
#[track_caller]
fn refused(answer: &Answer) -> Vec<String> {
    refusals(answer);
    assert_eq!(
        answer.data("createCustomerAddresses.addresses"),
        &Value::Null
    );
    let errors = answer.user_errors().into_iter();
    errors
        .map(|error| error.replace("input.addresses.", ""))
        .collect()
}

async fn defaults(staff: &Caller, customer: &str) -> Value {
    let query = "query ($id: ID!) { customer(id: $id) { version defaultShippingAddressId defaultBillingAddressId } }";
    let answer = staff.gql(query, json!({ "id": customer })).await.ok();
    let customer = answer.data("customer");
    assert_eq!(
        customer["version"], 1,
        "addresses are no change of their customer"
    );
    json!([
        customer["defaultShippingAddressId"],
        customer["defaultBillingAddressId"]
    ])
}

on_both! {
    async fn an_owner_adds_their_own(shop: &Shop) {
        let owner = shop.customer().await;
        let addresses = json!([{"city": "Rome"}, {"customerId": owner.id, "city": "New York", "countryCode": "US", "province": "NY"}]);
        let (answer, events) = recorded(shop, create_all(&owner, addresses)).await;
        let answer = answer.ok();
        let made = answer.data("createCustomerAddresses.addresses").as_array().expect("a list");
        let seen: Vec<_> = made.iter().map(|row| json!([row["customerId"], row["city"], row["province"], row["version"]])).collect();
        assert_eq!(json!(seen), json!([[owner.id, "Rome", null, 1], [owner.id, "New York", "us-ny", 1]]));
        let expected: Vec<_> = made.iter().map(|row| ("customer.address_created", json!({"addressId": row["id"]}))).collect();
        assert_eq!(told(&events), expected);
        assert!(events.iter().all(|event| event.actor.as_deref() == Some(owner.id.as_str())));
    }
}

on_both! {
    async fn staff_adds_for_several_and_the_last_default_of_each_wins(shop: &Shop) {
        let (one, two) = (shop.customer().await, shop.customer().await);
        let staff = shop.staff(&["customers:write"]).await;
        let old = added(&one, json!({"isDefaultShipping": true, "isDefaultBilling": true})).await;
        let other = added(&two, json!({"isDefaultBilling": true})).await;
        let addresses = json!([
            {"id": "addr_a", "customerId": one.id, "isDefaultShipping": true, "isDefaultBilling": true},
            {"id": "addr_b", "customerId": two.id, "isDefaultShipping": true},
            {"id": "addr_c", "customerId": one.id, "isDefaultShipping": true},
            {"id": "addr_d", "customerId": two.id},
        ]);
        let (answer, events) = recorded(shop, create_all(&staff, addresses)).await;
        let answer = answer.ok();
        let made = answer.data("createCustomerAddresses.addresses").as_array().expect("a list");
        let seen: Vec<_> = made.iter().map(|row| json!([row["id"], row["isDefaultShipping"], row["isDefaultBilling"]])).collect();
        assert_eq!(json!(seen), json!([
            ["addr_a", false, true], ["addr_b", true, false], ["addr_c", true, false], ["addr_d", false, false],
        ]));
        assert_eq!(defaults(&staff, &one.id).await, json!(["addr_c", "addr_a"]));
        assert_eq!(defaults(&staff, &two.id).await, json!(["addr_b", other]));
        let ids = ["addr_a", "addr_b", "addr_c", "addr_d"];
        let mut expected: Vec<_> = ids.map(|id| ("customer.address_created", json!({"addressId": id}))).into();
        let changed = json!({"addressId": old, "changed": ["isDefaultShipping", "isDefaultBilling"]});
        expected.push(("customer.address_updated", changed));
        assert_eq!(told(&events), expected);
        let whose: Vec<_> = events.iter().map(|event| event.customer_id.as_ref().map(ToString::to_string)).collect();
        assert_eq!(whose, [&one, &two, &one, &two, &one].map(|customer| Some(customer.id.clone())));
    }
}

on_both! {
    async fn every_problem_of_every_entry_is_told_at_once(shop: &Shop) {
        let (one, gone) = (shop.customer().await, shop.customer().await);
        let staff = shop.staff(&["customers:write"]).await;
        added(&staff, json!({"id": "addr_1", "customerId": one.id})).await;
        let delete = "mutation ($ids: [ID!]!) { deleteCustomers(input: {ids: $ids}) { userErrors { code field message } } }";
        staff.gql(delete, json!({"ids": [gone.id]})).await.ok();
        let addresses = json!([
            {"customerId": one.id, "city": "Rome"}, {"city": "Rome"}, {"customerId": "nonsense", "countryCode": "xx"},
            {"customerId": gone.id, "phone": "no"}, {"customerId": "cus_unknown", "id": "addr_1"},
            {"customerId": one.id, "id": "addr_2"}, {"customerId": one.id, "id": "addr_2", "metadata": []}, {"customerId": one.id, "id": "cus_1"},
        ]);
        let (answer, events) = recorded(shop, create_all(&staff, addresses)).await;
        assert_eq!(refused(&answer), [
            "REQUIRED 1.customerId", "NOT_FOUND 2.customerId", "INVALID 2.countryCode", "INVALID 3.phone", "NOT_FOUND 3.customerId",
            "NOT_FOUND 4.customerId", "ID_TAKEN 4.id", "INVALID 6.metadata", "ID_TAKEN 6.id", "INVALID 7.id",
        ]);
        assert_eq!(told(&events), []);
        let list = one.gql("{ customerAddresses { totalCount } }", json!({})).await.ok();
        assert_eq!(list.data("customerAddresses.totalCount"), 1, "none is made");
    }
}

on_both! {
    async fn an_owner_names_themselves_and_chooses_no_ids(shop: &Shop) {
        let (owner, other) = (shop.customer().await, shop.customer().await);
        let addresses = json!([
            {"customerId": other.id}, {"customerId": "cus_unknown"}, {"city": "Rome"}, {"id": "addr_mine"}, {"customerId": "nonsense"},
        ]);
        let answer = create_all(&owner, addresses).await;
        assert_eq!(refused(&answer), ["NOT_FOUND 0.customerId", "NOT_FOUND 1.customerId", "NOT_ALLOWED 3.id", "NOT_FOUND 4.customerId"]);
        for customer in [&owner, &other] {
            let list = customer.gql("{ customerAddresses { totalCount } }", json!({})).await.ok();
            assert_eq!(list.data("customerAddresses.totalCount"), 0);
        }
    }
}

on_both! {
    async fn lists_are_neither_empty_nor_endless(shop: &Shop) {
        let owner = shop.customer().await;
        assert_eq!(refusals(&create_all(&owner, json!([])).await), ["REQUIRED input.addresses"]);
        let many = json!(vec![json!({}); 1001]);
        assert_eq!(refusals(&create_all(&owner, many).await), ["LIMIT_REACHED input.addresses"]);
    }
}

on_both! {
    async fn others_may_not(shop: &Shop) {
        let owner = shop.customer().await;
        let addresses = json!([{"customerId": owner.id}]);
        assert_eq!(create_all(&shop.anonymous(), addresses.clone()).await.error_code(), "UNAUTHENTICATED");
        for scope in ["customers:read", "groups:write", "events:read"] {
            let staff = shop.staff(&[scope]).await;
            assert_eq!(create_all(&staff, addresses.clone()).await.error_code(), "FORBIDDEN", "{scope}");
        }
        create_all(&shop.staff(&["admin"]).await, addresses).await.ok();
    }
}
