//! Many addresses at once: limits, twins, and how many statements they take.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{added, create_all, refusals};
use crate::customer::statements::staff;
use crate::harness::{Caller, Shop, on_both};

/// Customers by the API, a thousand a call.
async fn customers(staff: &Caller, count: usize) -> Vec<String> {
    let ids: Vec<_> = (0..count).map(|n| format!("cus_{n:04}")).collect();
    let query = "mutation ($customers: [CreateCustomerInput!]!) { createCustomers(input: {customers: $customers}) {
        userErrors { code field message } } }";
    let customers: Vec<_> = ids.iter().map(|id| json!({ "id": id })).collect();
    staff
        .gql(query, json!({ "customers": customers }))
        .await
        .ok();
    ids
}

async fn total(shop: &Shop) -> Value {
    let staff = shop.staff(&["customers:read"]).await;
    let answer = staff
        .gql("{ customerAddresses { totalCount } }", json!({}))
        .await;
    answer.ok().data("customerAddresses.totalCount").clone()
}

on_both! {
    with ["--max-addresses=3"]
    async fn those_beyond_the_room_of_a_customer_are_refused(shop: &Shop) {
        let (one, two) = (shop.customer().await, shop.customer().await);
        let staff = shop.staff(&["customers:write"]).await;
        added(&one, json!({})).await;
        let entry = |customer: &str| json!({"customerId": customer});
        let addresses = json!([entry(&one.id), entry(&two.id), entry(&one.id), entry(&one.id), entry(&two.id), entry(&one.id)]);
        let answer = create_all(&staff, addresses).await;
        assert_eq!(refusals(&answer), ["LIMIT_REACHED input.addresses.3", "LIMIT_REACHED input.addresses.5"]);
        assert_eq!(total(shop).await, 1);
        create_all(&staff, json!([entry(&one.id), entry(&two.id), entry(&one.id), entry(&two.id)])).await.ok();
        assert_eq!(refusals(&create_all(&one, json!([{}])).await), ["LIMIT_REACHED input.addresses.0"]);
    }
}

on_both! {
    async fn a_thousand_take_as_many_statements_as_one_but_for_their_rows(shop: &Shop) {
        let staff = staff(shop).await;
        let ids = customers(&staff, 1000).await;
        let mut counts = Vec::new();
        for (turn, count) in [1, 128, 256, 1000].into_iter().enumerate() {
            let entry = |id: &String| json!({"id": format!("addr_{turn}{id}"), "customerId": id, "city": "Rome", "isDefaultShipping": true});
            let addresses: Vec<_> = ids[..count].iter().map(entry).collect();
            let (answer, statements) = shop.statements(create_all(&staff, json!(addresses))).await;
            let answer = answer.ok();
            let last = answer.data(&format!("createCustomerAddresses.addresses.{}", count - 1));
            assert_eq!((&last["customerId"], &last["isDefaultShipping"]), (&json!(ids[count - 1]), &json!(true)));
            counts.push(statements);
        }
        // The credential, the customers, ids, counts, defaults, addresses, events; from the second turn on
        // the old defaults give up their flags, and their events are in two parts with the others.
        assert_eq!(counts[0], 7);
        assert!(counts[1..3].iter().all(|count| *count <= 10), "{counts:?}");
        // Six more parts of addresses, few more of old defaults and of events.
        assert!(counts[3] <= 7 + 6 + 2 + 8, "{counts:?}");
        assert_eq!(total(shop).await, 1385);
    }
}

on_both! {
    with ["--max-addresses=7"]
    async fn many_calls_at_once_keep_to_one_default_and_the_limit(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let ids = customers(&staff, 3).await;
        let calls = (0..20).map(|turn| {
            let (staff, mut ids) = (staff.clone(), ids.clone());
            ids.rotate_left(turn % 3);
            let entry = |id: &String| json!({"customerId": id, "isDefaultShipping": true, "isDefaultBilling": turn % 2 == 0});
            let addresses: Vec<_> = ids.iter().map(entry).collect();
            tokio::spawn(async move { create_all(&staff, json!(addresses)).await })
        });
        let answers = join_all(calls).await.into_iter().map(|answer| refusals(&answer.expect("a request that ends")));
        let (refused, made): (Vec<_>, Vec<_>) = answers.partition(|refusals| !refusals.is_empty());
        assert_eq!(made.len(), 7);
        let limits = ["LIMIT_REACHED input.addresses.0", "LIMIT_REACHED input.addresses.1", "LIMIT_REACHED input.addresses.2"];
        assert!(refused.iter().all(|refusals| *refusals == limits), "{refused:?}");
        let flagged = "{ customerAddresses(filter: {isDefaultShipping: true}) { totalCount } }";
        assert_eq!(staff.gql(flagged, json!({})).await.ok().data("customerAddresses.totalCount"), 3);
    }
}

on_both! {
    async fn of_twins_with_one_id_one_is_made(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let ids = customers(&staff, 10).await;
        // Each for another customer, so that no lock keeps them apart.
        let calls = ids.into_iter().map(|id| {
            let (staff, addresses) = (staff.clone(), json!([{"customerId": id}, {"customerId": id, "id": "addr_1"}]));
            tokio::spawn(async move { create_all(&staff, addresses).await })
        });
        let answers = join_all(calls).await.into_iter().map(|answer| refusals(&answer.expect("a request that ends")));
        let (refused, made): (Vec<_>, Vec<_>) = answers.partition(|refusals| !refusals.is_empty());
        assert_eq!((made.len(), refused.len()), (1, 9));
        assert!(refused.iter().all(|refusals| *refusals == ["ID_TAKEN input.addresses.1.id"]), "{refused:?}");
        assert_eq!(total(shop).await, 2);
    }
}
