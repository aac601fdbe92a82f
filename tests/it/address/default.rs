//! At most one default address for each purpose.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{added, create, delete, update};
use crate::harness::{Caller, on_both};
use crate::outbox::{recorded, told};

/// The customer's default addresses as the customer tells them, and the addresses that are flagged.
async fn defaults(owner: &Caller) -> Value {
    let query = "{ me { version defaultShippingAddressId defaultBillingAddressId
        defaultShippingAddress { id } defaultBillingAddress { id }
        addresses { id isDefaultShipping isDefaultBilling } } }";
    let answer = owner.gql(query, json!({})).await.ok();
    let me = answer.data("me");
    assert_eq!(
        me["version"],
        json!(1),
        "addresses do not touch the customer"
    );
    for purpose in ["Shipping", "Billing"] {
        let flagged: Vec<_> = me["addresses"]
            .as_array()
            .expect("a list")
            .iter()
            .filter(|address| address[format!("isDefault{purpose}")] == json!(true))
            .map(|address| &address["id"])
            .collect();
        let told = &me[format!("default{purpose}AddressId")];
        assert_eq!(
            flagged.first().copied().unwrap_or(&Value::Null),
            told,
            "{purpose}"
        );
        assert!(flagged.len() < 2, "{purpose}: {flagged:?}");
        let loaded = me[format!("default{purpose}Address")].get("id");
        assert_eq!(loaded.unwrap_or(&Value::Null), told, "{purpose}");
    }
    json!([
        me["defaultShippingAddressId"],
        me["defaultBillingAddressId"]
    ])
}

on_both! {
    async fn a_new_default_takes_the_flag_from_the_old(shop: &Shop) {
        let owner = shop.customer().await;
        assert_eq!(defaults(&owner).await, json!([null, null]));
        let first = added(&owner, json!({"isDefaultShipping": true, "isDefaultBilling": true})).await;
        assert_eq!(defaults(&owner).await, json!([first, first]));
        let (second, events) = recorded(shop, added(&owner, json!({"isDefaultBilling": true}))).await;
        assert_eq!(defaults(&owner).await, json!([first, second]));
        assert_eq!(told(&events), [
            ("customer.address_created", json!({"addressId": second})),
            ("customer.address_updated", json!({"addressId": first, "changed": ["isDefaultBilling"]})),
        ]);
        let (answer, events) = recorded(shop, update(&owner, json!({"id": second, "isDefaultShipping": true}))).await;
        assert_eq!(answer.ok().data("updateCustomerAddress.address.version"), &json!(2));
        assert_eq!(defaults(&owner).await, json!([second, second]));
        assert_eq!(told(&events), [
            ("customer.address_updated", json!({"addressId": second, "changed": ["isDefaultShipping"]})),
            ("customer.address_updated", json!({"addressId": first, "changed": ["isDefaultShipping"]})),
        ]);
        let first = update(&owner, json!({"id": first})).await.ok();
        assert_eq!(first.data("updateCustomerAddress.address.version"), &json!(3));
    }
}

on_both! {
    async fn a_flag_taken_away_leaves_no_default(shop: &Shop) {
        let owner = shop.customer().await;
        let id = added(&owner, json!({"isDefaultShipping": true, "isDefaultBilling": true})).await;
        let answer = update(&owner, json!({"id": id, "isDefaultShipping": false})).await.ok();
        let customer = answer.data("updateCustomerAddress.customer");
        assert_eq!((&customer["defaultShippingAddressId"], &customer["defaultBillingAddressId"]), (&Value::Null, &json!(id)));
        assert_eq!(defaults(&owner).await, json!([null, id]));
    }
}

on_both! {
    async fn a_deleted_default_leaves_none_and_may_be_followed(shop: &Shop) {
        let owner = shop.customer().await;
        let first = added(&owner, json!({"isDefaultShipping": true})).await;
        let second = added(&owner, json!({})).await;
        delete(&owner, &[&first]).await.ok();
        assert_eq!(defaults(&owner).await, json!([null, null]));
        let (answer, events) = recorded(shop, update(&owner, json!({"id": second, "isDefaultShipping": true}))).await;
        answer.ok();
        // The deleted one keeps its flag for itself and is not touched again.
        assert_eq!(told(&events).len(), 1);
        assert_eq!(defaults(&owner).await, json!([second, null]));
    }
}

on_both! {
    async fn customers_have_defaults_of_their_own(shop: &Shop) {
        let (owner, other) = (shop.customer().await, shop.customer().await);
        let mine = added(&owner, json!({"isDefaultShipping": true})).await;
        let theirs = added(&other, json!({"isDefaultShipping": true})).await;
        assert_eq!(defaults(&owner).await, json!([mine, null]));
        assert_eq!(defaults(&other).await, json!([theirs, null]));
    }
}

on_both! {
    async fn the_last_of_two_in_one_call_wins(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let query = "mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) {
            customer { addresses { id isDefaultShipping isDefaultBilling version } } userErrors { code field message } } }";
        let input = json!({"addresses": [
            {"id": "addr_1", "isDefaultShipping": true, "isDefaultBilling": true}, {"id": "addr_2", "isDefaultShipping": true}, {"id": "addr_3"},
        ]});
        let answer = staff.gql(query, json!({ "input": input })).await.ok();
        assert_eq!(answer.data("createCustomer.customer.addresses"), &json!([
            {"id": "addr_1", "isDefaultShipping": false, "isDefaultBilling": true, "version": 1},
            {"id": "addr_2", "isDefaultShipping": true, "isDefaultBilling": false, "version": 1},
            {"id": "addr_3", "isDefaultShipping": false, "isDefaultBilling": false, "version": 1},
        ]));
    }
}

on_both! {
    async fn fifty_switches_at_once_leave_one_default(shop: &Shop) {
        let owner = shop.customer().await;
        let ids = join_all((0..10).map(|_| added(&owner, json!({})))).await;
        let switches = (0..50).map(|n| {
            let (owner, id) = (owner.clone(), ids[n % 10].clone());
            tokio::spawn(async move {
                if n % 5 == 4 {
                    create(&owner, json!({"isDefaultShipping": true, "isDefaultBilling": true})).await
                } else {
                    update(&owner, json!({"id": id, "isDefaultShipping": true, "isDefaultBilling": true})).await
                }
            })
        });
        for answer in join_all(switches).await {
            answer.expect("a request that ends").ok();
        }
        let found = defaults(&owner).await;
        assert!(found[0].is_string() && found[0] == found[1], "{found}");
    }
}
