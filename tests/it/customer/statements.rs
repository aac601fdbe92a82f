//! How many SQL statements reading takes. One of each count is the look-up of the caller's credential.

use std::time::Duration;

use entity::api_key;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::{group, made};
use crate::harness::{Caller, Shop, on_both};

/// Looking up the API key, or the session.
pub(crate) const CREDENTIAL: u64 = 1;

/// The answer's data and the statements besides the credential's.
async fn count(shop: &Shop, caller: &Caller, query: &str) -> (Value, u64) {
    let (answer, statements) = shop.statements(caller.gql(query, json!({}))).await;
    (answer.ok().json["data"].clone(), statements - CREDENTIAL)
}

/// Staff whose key has its first use noted, which happens besides the request.
pub(crate) async fn staff(shop: &Shop) -> Caller {
    let staff = shop.staff(&["customers:write", "groups:write"]).await;
    staff.gql("{ me { id } }", json!({})).await.ok();
    let unused = api_key::Entity::find().filter(api_key::Column::LastUsedAt.is_null());
    while unused
        .clone()
        .one(shop.app.db.write())
        .await
        .expect("the keys")
        .is_some()
    {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    staff.gql("{ me { id } }", json!({})).await.ok();
    staff
}

async fn stock(shop: &Shop, count: usize) -> Caller {
    let staff = staff(shop).await;
    let groups = [group(&staff, "A").await, group(&staff, "B").await];
    for number in 0..count {
        made(&staff, json!({"id": format!("cus_{number:03}"), "groupIds": groups, "addresses": [
            {"city": "Rome", "isDefaultShipping": true}, {"city": "Oslo", "isDefaultBilling": true}, {"city": "Lima"},
        ]})).await;
    }
    staff
}

on_both! {
    async fn a_page_with_relations_takes_four_however_long_it_is(shop: &Shop) {
        let staff = stock(shop, 101).await;
        // The page, the addresses of all, the default addresses of all, the groups of all.
        for size in [1, 2, 100] {
            let query = format!(
                "{{ customers(first: {size}) {{ nodes {{ id addresses {{ id city }} groups {{ id name }}
                    defaultShippingAddressId defaultBillingAddressId
                    defaultShippingAddress {{ city }} defaultBillingAddress {{ city }} }} }} }}"
            );
            let (data, statements) = count(shop, &staff, &query).await;
            let nodes = data["customers"]["nodes"].as_array().expect("a page");
            assert_eq!((nodes.len(), statements), (size, 4));
            for node in nodes {
                assert_eq!(node["addresses"].as_array().map(Vec::len), Some(3));
                assert_eq!(node["groups"].as_array().map(Vec::len), Some(2));
                assert_eq!(node["defaultShippingAddress"]["city"], "Rome");
                assert_eq!(node["defaultBillingAddress"]["city"], "Oslo");
                assert_eq!(node["defaultShippingAddressId"], node["addresses"][0]["id"]);
            }
        }
    }
}

on_both! {
    async fn what_is_not_selected_costs_nothing(shop: &Shop) {
        let staff = stock(shop, 3).await;
        let cursor = "{ customers(first: 1) { pageInfo { endCursor } } }";
        let (data, _) = count(shop, &staff, cursor).await;
        let after = data["customers"]["pageInfo"]["endCursor"].as_str().expect("a cursor").to_owned();
        for (args, fields, expected) in [
            ("first: 2", "nodes { id }", 1),
            ("first: 2", "nodes { id addresses { id } }", 2),
            ("first: 2", "edges { cursor node { id groups { id } } }", 2),
            ("first: 2", "nodes { id } totalCount", 2),
            ("first: 2", "nodes { id } pageInfo { startCursor endCursor }", 1),
            // What the page has read already tells of the near side.
            ("first: 2", "nodes { id } pageInfo { hasNextPage }", 1),
            ("first: 2, after: \"CURSOR\"", "nodes { id } pageInfo { hasNextPage }", 1),
            ("first: 2, after: \"CURSOR\"", "nodes { id } pageInfo { hasPreviousPage }", 2),
            ("first: 2, after: \"CURSOR\"", "nodes { id } totalCount pageInfo { hasNextPage hasPreviousPage }", 3),
            ("last: 2", "nodes { id } pageInfo { hasPreviousPage hasNextPage }", 1),
            ("last: 1, before: \"CURSOR\"", "nodes { id } pageInfo { hasNextPage }", 2),
        ] {
            let query = format!("{{ customers({args}) {{ {fields} }} }}").replace("CURSOR", &after);
            assert_eq!(count(shop, &staff, &query).await.1, expected, "{query}");
        }
    }
}

on_both! {
    async fn one_customer_with_relations_takes_three(shop: &Shop) {
        let staff = stock(shop, 1).await;
        let fields = "{ id addresses { id } groups { id } }";
        let by_id = format!("{{ customer(id: \"cus_000\") {fields} }}");
        assert_eq!(count(shop, &staff, &by_id).await.1, 3);
        let twice = format!("{{ a: customer(id: \"cus_000\") {fields} b: customer(id: \"cus_000\") {fields} }}");
        let (data, statements) = count(shop, &staff, &twice).await;
        assert_eq!(data["a"], data["b"]);
        assert_eq!(statements, 3, "each is read once a request");

        let owner = shop.customer().await;
        assert_eq!(count(shop, &owner, &format!("{{ me {fields} }}")).await.1, 3);
        assert_eq!(count(shop, &owner, "{ me { id } }").await.1, 1);
    }
}

on_both! {
    async fn many_by_id_are_read_at_once(shop: &Shop) {
        let staff = stock(shop, 10).await;
        let fields: Vec<_> = (0..10).map(|number| format!("c{number}: customer(id: \"cus_{number:03}\") {{ id groups {{ id }} }}")).collect();
        assert_eq!(count(shop, &staff, &format!("{{ {} }}", fields.join(" "))).await.1, 2);
        let ids: Vec<_> = (0..10).map(|number| format!("cus_{number:03}")).collect();
        let nodes = format!("{{ nodes(ids: {ids:?}) {{ ... on Customer {{ id addresses {{ id }} }} }} }}");
        assert_eq!(count(shop, &staff, &nodes).await.1, 2);
    }
}

on_both! {
    async fn two_levels_down_are_read_at_once_too(shop: &Shop) {
        let staff = stock(shop, 40).await;
        // The addresses, their customers, and of all customers the addresses and groups.
        for size in [1, 100] {
            let query = format!(
                "{{ customerAddresses(first: {size}) {{ nodes {{ id customer {{ id addresses {{ id }} groups {{ id }} }} }} }} }}"
            );
            let (data, statements) = count(shop, &staff, &query).await;
            assert_eq!(data["customerAddresses"]["nodes"].as_array().map(Vec::len), Some(size));
            assert_eq!(statements, 4, "{size}");
        }
    }
}
