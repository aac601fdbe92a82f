//! `customers(filter:)`: every member of the filter, alone and combined.

use std::time::Duration;

use serde_json::{Value, json};

use super::{call, group, made, read};
use crate::harness::{Answer, Caller, Shop, on_both};

const LIST: &str = "query ($filter: CustomerFilter, $deleted: Boolean) {
    customers(filter: $filter, includeDeleted: $deleted) { totalCount nodes { id } } }";

async fn list(staff: &Caller, filter: &Value, deleted: bool) -> Answer {
    staff
        .gql(LIST, json!({"filter": filter, "deleted": deleted}))
        .await
}

/// Asserts which of the shop's customers match, each named by the end of its id.
async fn assert_found(staff: &Caller, filter: Value, expected: &str, deleted: bool) {
    let answer = list(staff, &filter, deleted).await.ok();
    let rows = answer
        .data("customers.nodes")
        .as_array()
        .expect("a list")
        .iter();
    let found: String = rows
        .filter_map(|row| row["id"].as_str()?.strip_prefix("cus_"))
        .collect();
    assert_eq!(found, expected, "{filter}");
    assert_eq!(
        answer.data("customers.totalCount"),
        expected.len(),
        "{filter}"
    );
}

/// Customers 1 to 4, and a deleted 5; a second lies between each two.
async fn stock(shop: &Shop) -> Caller {
    let staff = shop.staff(&["customers:write", "groups:write"]).await;
    let (vip, b2b) = (group(&staff, "VIP").await, group(&staff, "B2B").await);
    for input in [
        json!({"id": "cus_1", "email": "jane@x.com", "firstName": "Jane", "lastName": "Doe", "companyName": "Acme 50% _x",
            "phone": "+39 06 698 12345", "hasAccount": true, "externalId": "CRM_1", "groupIds": [vip, b2b],
            "metadata": {"tier": "gold", "n": 1, "o": {"a": 1, "b": [2]}},
            "addresses": [{"city": "Rome", "countryCode": "IT"}, {"city": "Milan", "countryCode": "IT"}]}),
        json!({"id": "cus_2", "email": "john@y.org", "firstName": "ÉLODIE", "companyName": "o'Neil \"\\ Söhne",
            "groupIds": [b2b], "metadata": {"tier": "silver", "z": null, "a.b": true}, "addresses": [{"city": "Oslo", "countryCode": "no"}]}),
        json!({"id": "cus_3"}),
        json!({"id": "cus_4", "email": "bob@x.com", "firstName": "JANE", "lastName": "Jane", "phone": "555-01"}),
        json!({"id": "cus_5", "firstName": "Gone"}),
    ] {
        made(&staff, input).await;
        shop.clock.advance(Duration::from_secs(1));
    }
    call(&staff, "deleteCustomers", json!({"ids": ["cus_5"]}))
        .await
        .ok();
    shop.clock.advance(Duration::from_secs(1));
    call(
        &staff,
        "updateCustomer",
        json!({"id": "cus_4", "emailVerified": true}),
    )
    .await
    .ok();
    staff
}

on_both! {
    async fn every_condition_on_a_text(shop: &Shop) {
        let staff = stock(shop).await;
        for (condition, expected) in [
            (json!({"eq": "jane"}), "14"), (json!({"eq": "élodie"}), "2"), (json!({"eq": "jan"}), ""), (json!({"eq": ""}), ""),
            (json!({"ne": "JANE"}), "23"), (json!({"in": ["jane", "Élodie"]}), "124"), (json!({"in": []}), ""),
            (json!({"notIn": ["jane"]}), "23"), (json!({"notIn": []}), "1234"), (json!({"contains": "AN"}), "14"),
            (json!({"contains": "lod"}), "2"), (json!({"contains": ""}), "1234"), (json!({"contains": "e"}), "124"),
            (json!({"startsWith": "él"}), "2"), (json!({"endsWith": "NE"}), "14"), (json!({"isNull": true}), "3"),
            (json!({"isNull": false}), "124"), (json!({"startsWith": "J", "endsWith": "x"}), ""), (json!({}), "1234"),
            (json!({"eq": null, "ne": null, "in": null, "contains": null, "isNull": null}), "1234"),
            (json!({"eq": "a\u{0}"}), ""), (json!({"ne": "a\u{0}"}), "1234"),
        ] {
            assert_found(&staff, json!({ "firstName": condition }), expected, false).await;
        }
    }
}

on_both! {
    async fn patterns_and_quotes_are_plain_text(shop: &Shop) {
        let staff = stock(shop).await;
        for (text, expected) in [
            ("%", "1"), ("_", "1"), ("50%", "1"), ("5%0", ""), ("_x", "1"), ("e_50", ""), ("\\", "2"), ("\"", "2"), ("'", "2"),
            ("o'Neil", "2"), ("\"\\ s", "2"), ("SÖHNE", "2"), ("*", ""), ("acme 50", "1"), ("' OR 1=1 --", ""),
        ] {
            assert_found(&staff, json!({"companyName": {"contains": text}}), expected, false).await;
        }
        for (operator, text) in [("startsWith", "acme 50%"), ("endsWith", "% _X"), ("eq", "ACME 50% _X")] {
            let mut condition = json!({});
            condition[operator] = json!(text);
            assert_found(&staff, json!({ "companyName": condition }), "1", false).await;
        }
    }
}

on_both! {
    async fn every_field(shop: &Shop) {
        let staff = stock(shop).await;
        let maker = read(&staff, "cus_1").await["createdBy"].clone();
        for (filter, expected) in [
            (json!({"id": {"eq": "cus_1"}}), "1"), (json!({"id": {"ne": "cus_1"}}), "234"),
            (json!({"id": {"in": ["cus_4", "cus_2", "cus_x", "CUS_1", "addr_1"]}}), "24"), (json!({"id": {"in": []}}), ""),
            (json!({"id": {"notIn": ["cus_1", "cus_3"]}}), "24"), (json!({"id": {"eq": "nonsense"}}), ""),
            (json!({"email": {"endsWith": "@X.com"}}), "14"), (json!({"email": {"isNull": true}}), "3"),
            (json!({"email": {"eq": "Jane@x.com"}}), "1"), (json!({"lastName": {"eq": "DOE"}}), "1"),
            (json!({"companyName": {"isNull": false}}), "12"), (json!({"phone": {"startsWith": "+3906"}}), "1"),
            (json!({"phone": {"contains": "5-0"}}), "4"), (json!({"hasAccount": true}), "1"), (json!({"hasAccount": false}), "234"),
            (json!({"emailVerified": true}), "4"), (json!({"emailVerified": false}), "123"),
            (json!({"createdBy": {"eq": maker}}), "1234"), (json!({"createdBy": {"ne": maker}}), ""),
            (json!({"createdBy": {"isNull": true}}), ""), (json!({"externalId": {"eq": "crm_1"}}), "1"),
            (json!({"externalId": {"startsWith": "crm_"}}), "1"), (json!({"externalId": {"isNull": true}}), "234"),
            (json!({"hasAccount": null, "email": null, "and": null, "metadata": null}), "1234"),
        ] {
            assert_found(&staff, filter, expected, false).await;
        }
    }
}

on_both! {
    async fn every_condition_on_a_time(shop: &Shop) {
        let staff = stock(shop).await;
        let second = read(&staff, "cus_2").await["createdAt"].clone();
        let changed = read(&staff, "cus_4").await["updatedAt"].clone();
        for (filter, expected) in [
            (json!({"createdAt": {"eq": second}}), "2"), (json!({"createdAt": {"gt": second}}), "345"),
            (json!({"createdAt": {"gte": second}}), "2345"), (json!({"createdAt": {"lt": second}}), "1"),
            (json!({"createdAt": {"lte": second}}), "12"), (json!({"createdAt": {"gt": second, "lt": changed}}), "345"),
            (json!({"createdAt": {"isNull": true}}), ""), (json!({"updatedAt": {"gte": changed}}), "4"),
            (json!({"updatedAt": {"lt": changed}}), "1235"), (json!({"deletedAt": {"isNull": true}}), "1234"),
            (json!({"deletedAt": {"isNull": false}}), "5"), (json!({"deletedAt": {"gt": second}}), "5"),
            (json!({"not": {"deletedAt": {"gt": second}}}), "1234"), (json!({"createdAt": {"lt": "2000-01-01T00:00:00+01:00"}}), ""),
        ] {
            assert_found(&staff, filter, expected, true).await;
        }
        assert_found(&staff, json!({"deletedAt": {"isNull": false}}), "", false).await;
        let answer = list(&staff, &json!({"createdAt": {"gt": "yesterday"}}), false).await;
        assert_eq!(answer.error_code(), "BAD_USER_INPUT");
    }
}

on_both! {
    async fn keys_of_metadata(shop: &Shop) {
        let staff = stock(shop).await;
        for (conditions, expected) in [
            (json!([{"key": "tier"}]), "12"), (json!([{"key": "tier", "eq": "gold"}]), "1"), (json!([{"key": "tier", "eq": "GOLD"}]), ""),
            (json!([{"key": "tier", "exists": false}]), "34"), (json!([{"key": "tier", "exists": true}, {"key": "n", "eq": 1.0}]), "1"),
            (json!([{"key": "o", "eq": {"b": [2], "a": 1}}]), "1"), (json!([{"key": "o", "eq": {"a": 1}}]), ""),
            (json!([{"key": "z"}]), "2"), (json!([{"key": "z", "eq": null}]), "2"), (json!([{"key": "a.b", "eq": true}]), "2"),
            (json!([{"key": "n", "eq": "1"}]), ""), (json!([{"key": "o.a"}]), ""), (json!([{"key": "\"'$["}]), ""), (json!([]), "1234"),
        ] {
            assert_found(&staff, json!({ "metadata": conditions }), expected, false).await;
        }
    }
}

on_both! {
    async fn groups_and_addresses(shop: &Shop) {
        let staff = stock(shop).await;
        for (filter, expected) in [
            (json!({"groups": {"name": {"eq": "vip"}}}), "1"), (json!({"groups": {}}), "12"), (json!({"not": {"groups": {}}}), "34"),
            (json!({"groups": {"not": {"name": {"eq": "vip"}}}}), "12"), (json!({"not": {"groups": {"name": {"eq": "VIP"}}}}), "234"),
            (json!({"addresses": {"city": {"eq": "rome"}, "countryCode": {"eq": "it"}}}), "1"),
            (json!({"addresses": {"city": {"eq": "rome"}, "countryCode": {"eq": "no"}}}), ""), (json!({"addresses": {}}), "12"),
            (json!({"addresses": {"or": [{"city": {"eq": "Milan"}}, {"city": {"eq": "Oslo"}}]}, "groups": {"name": {"eq": "b2b"}}}), "12"),
        ] {
            assert_found(&staff, filter, expected, false).await;
        }
        call(&staff, "deleteCustomers", json!({"ids": ["cus_1"]})).await.ok();
        assert_found(&staff, json!({"groups": {}}), "2", false).await;
    }
}

on_both! {
    async fn combinations(shop: &Shop) {
        let staff = stock(shop).await;
        let (jane, doe) = (json!({"firstName": {"eq": "jane"}}), json!({"lastName": {"eq": "doe"}}));
        for (filter, expected) in [
            (json!({"and": [jane, doe]}), "1"), (json!({"or": [jane, doe]}), "14"), (json!({"not": jane}), "23"), (json!({"not": doe}), "234"),
            (json!({"not": {"not": doe}}), "1"), (json!({"and": []}), "1234"), (json!({"or": []}), "1234"), (json!({"not": {}}), "1234"),
            (json!({"or": [{}, doe]}), "1234"), (json!({"or": [{"id": {"eq": "cus_3"}}, {"and": [jane, {"not": doe}]}]}), "34"),
            (json!({"hasAccount": false, "or": [jane, {"email": {"isNull": true}}]}), "34"),
        ] {
            assert_found(&staff, filter, expected, false).await;
        }
    }
}

on_both! {
    async fn filters_are_bounded(shop: &Shop) {
        let staff = stock(shop).await;
        let nested = |depth| (0..depth).fold(json!({"id": {"eq": "cus_1"}}), |inner, _| json!({"and": [inner]}));
        assert_found(&staff, nested(5), "1", false).await;
        assert_eq!(list(&staff, &nested(6), false).await.error_code(), "BAD_USER_INPUT");
        let related = (0..4).fold(json!({"groups": {"not": {}}}), |inner, _| json!({"not": inner}));
        assert_eq!(list(&staff, &related, false).await.error_code(), "BAD_USER_INPUT");
        let ids = |count| json!({"id": {"in": vec!["cus_1"; count]}});
        assert_found(&staff, ids(1000), "1", false).await;
        assert_eq!(list(&staff, &ids(1001), false).await.error_code(), "BAD_USER_INPUT");
    }
}
