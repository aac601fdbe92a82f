//! What a merge moves: addresses with their defaults, and memberships.

use serde_json::{Value, json};

use super::{asked, call, group, made, merge, read, staff};
use crate::harness::{Shop, on_both};

/// The target's addresses as city, and whether they are the default for shipping and for billing.
fn addresses(customer: &Value) -> Vec<(&str, bool, bool)> {
    let flag = |value: &Value| value.as_bool().expect("a flag");
    let all = customer["addresses"].as_array().expect("addresses").iter();
    let told = |row: &'_ Value| {
        (
            flag(&row["isDefaultShipping"]),
            flag(&row["isDefaultBilling"]),
        )
    };
    all.map(|row| {
        let (shipping, billing) = told(row);
        (row["city"].as_str().expect("a city"), shipping, billing)
    })
    .collect()
}

on_both! {
    async fn addresses_move_and_the_targets_defaults_win(shop: &Shop) {
        let staff = staff(shop).await;
        let from = made(&staff, json!({"addresses": [
            {"id": "addr_1", "city": "Rome", "isDefaultShipping": true, "isDefaultBilling": true}, {"id": "addr_2", "city": "Oslo"}]})).await;
        let into = made(&staff, json!({"addresses": [{"id": "addr_3", "city": "Lima", "isDefaultShipping": true}]})).await;
        merge(&staff, &from, &into).await.ok();
        let after = read(&staff, &into).await;
        let expected = [("Rome", false, true), ("Oslo", false, false), ("Lima", true, false)];
        assert_eq!(addresses(&after), expected);
        assert_eq!((&after["defaultShippingAddressId"], &after["defaultBillingAddressId"]), (&json!("addr_3"), &json!("addr_1")));
        let versions: Vec<_> = after["addresses"].as_array().expect("a list").iter().map(|row| &row["version"]).collect();
        assert_eq!(versions, [2, 2, 1], "what moved has changed");
        assert_eq!(after["version"], 1, "the customer has not");
        assert!(after["addresses"].as_array().expect("a list").iter().all(|row| row["customerId"] == json!(into)));

        // They are the target's in every way.
        call(&staff, "updateCustomerAddress", json!({"id": "addr_2", "city": "Bergen", "isDefaultShipping": true})).await.ok();
        call(&staff, "deleteCustomerAddresses", json!({"ids": ["addr_1"]})).await.ok();
        assert_eq!(addresses(&read(&staff, &into).await), [("Bergen", true, false), ("Lima", false, false)]);
    }
}

on_both! {
    async fn defaults_are_taken_where_there_are_none(shop: &Shop) {
        let staff = staff(shop).await;
        let from = made(&staff, json!({"addresses": [{"city": "Rome", "isDefaultShipping": true}, {"city": "Oslo", "isDefaultBilling": true}]})).await;
        // A default that is deleted is none.
        let into = made(&staff, json!({"addresses": [{"id": "addr_1", "city": "Lima", "isDefaultShipping": true, "isDefaultBilling": true}]})).await;
        call(&staff, "deleteCustomerAddresses", json!({"ids": ["addr_1"]})).await.ok();
        merge(&staff, &from, &into).await.ok();
        assert_eq!(addresses(&read(&staff, &into).await), [("Rome", true, false), ("Oslo", false, true)]);
    }
}

on_both! {
    with ["--max-addresses=2"]
    async fn there_is_no_limit_to_what_moves(shop: &Shop) {
        let staff = staff(shop).await;
        let two = json!([{"city": "Rome"}, {"city": "Oslo"}]);
        let (from, into) = (made(&staff, json!({"addresses": two})).await, made(&staff, json!({"addresses": two})).await);
        merge(&staff, &from, &into).await.ok();
        assert_eq!(addresses(&read(&staff, &into).await).len(), 4);
        let answer = call(&staff, "createCustomerAddress", json!({"customerId": into})).await;
        assert_eq!(answer.user_errors(), ["LIMIT_REACHED input"], "the next one is refused again");
    }
}

/// The pairs there are, deleted groups' too.
async fn memberships(shop: &Shop) -> Vec<String> {
    let sql =
        "SELECT customer_id || ' ' || customer_group_id FROM customer_group_customer ORDER BY 1";
    asked(shop, sql).await
}

on_both! {
    async fn memberships_are_united(shop: &Shop) {
        let staff = staff(shop).await;
        let (a, b, c) = (group(&staff, "a").await, group(&staff, "b").await, group(&staff, "c").await);
        let from = made(&staff, json!({"id": "cus_from", "groupIds": [a, b]})).await;
        let into = made(&staff, json!({"id": "cus_into", "groupIds": [b, c]})).await;
        let deletion = "mutation ($ids: [ID!]!) { deleteCustomerGroups(input: {ids: $ids}) { deletedIds userErrors { code field message } } }";
        staff.gql(deletion, json!({"ids": [a]})).await.ok();
        let kept: Vec<String> = asked(shop, "SELECT id FROM customer_group_customer WHERE customer_id = 'cus_into'").await;
        merge(&staff, &from, &into).await.ok();
        let after = read(&staff, &into).await;
        assert_eq!(after["groups"], json!([{"name": "b"}, {"name": "c"}]));
        assert_eq!(after["version"], 1);
        // That of the deleted group moves too, and returns with it.
        assert_eq!(memberships(shop).await, [&a, &b, &c].map(|group| format!("cus_into {group}")));
        let still: Vec<String> = asked(shop, "SELECT id FROM customer_group_customer").await;
        assert!(kept.iter().all(|id| still.contains(id)), "the target's own memberships stay");
    }
}
