//! Lists of addresses.

use serde_json::{Value, json};

use super::added;
use crate::harness::{Answer, Caller, Customer, Shop, on_both};

const LIST: &str = "query ($first: Int, $after: String, $last: Int, $before: String, $offset: Int,
        $filter: CustomerAddressFilter, $search: String, $orderBy: [CustomerAddressOrder!]) {
    customerAddresses(first: $first, after: $after, last: $last, before: $before, offset: $offset,
            filter: $filter, search: $search, orderBy: $orderBy) {
        totalCount nodes { addressName } edges { cursor node { addressName } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";

async fn list(caller: &Caller, arguments: Value) -> Answer {
    caller.gql(LIST, arguments).await
}

/// The names on a page, put together.
#[track_caller]
fn names(answer: &Answer) -> String {
    assert!(answer.json["errors"].is_null(), "{}", answer.text);
    let nodes = answer
        .data("customerAddresses.nodes")
        .as_array()
        .expect("a list");
    nodes
        .iter()
        .map(|node| node["addressName"].as_str().expect("a name"))
        .collect()
}

/// One customer with addresses a to e, and another with address z.
async fn stocked(shop: &Shop) -> (Customer, Customer) {
    let (owner, other) = (shop.customer().await, shop.customer().await);
    let rows = [
        json!({"addressName": "a", "city": "Rome", "countryCode": "it", "postalCode": "00100", "isDefaultShipping": true}),
        json!({"addressName": "b", "city": "bari", "countryCode": "it", "lastName": "100%_sure", "metadata": {"gate": 7}}),
        json!({"addressName": "c", "city": "Córdoba", "countryCode": "es", "address1": "Calle Mayor 5"}),
        json!({"addressName": "d", "company": "Acme \\ Sons", "metadata": {"gate": "7"}, "isDefaultBilling": true}),
        json!({"addressName": "e", "city": "Zürich", "countryCode": "ch", "province": "zh"}),
    ];
    for row in rows {
        added(&owner, row).await;
    }
    added(&other, json!({"addressName": "z", "city": "Rome"})).await;
    (owner, other)
}

on_both! {
    async fn customers_list_their_own_and_staff_lists_all(shop: &Shop) {
        let (owner, other) = stocked(shop).await;
        let staff = shop.staff(&["customers:read"]).await;
        assert_eq!(names(&list(&owner, json!({})).await), "abcde");
        assert_eq!(names(&list(&other, json!({})).await), "z");
        let answer = list(&staff, json!({})).await;
        assert_eq!(names(&answer), "abcdez");
        assert_eq!(answer.data("customerAddresses.totalCount"), &json!(6));
        let theirs = json!({"filter": {"customerId": {"eq": other.id}}});
        assert_eq!(names(&list(&owner, theirs.clone()).await), "");
        assert_eq!(names(&list(&staff, theirs).await), "z");
        let groups = shop.staff(&["groups:write"]).await;
        assert_eq!(list(&groups, json!({})).await.error_code(), "FORBIDDEN");
        assert_eq!(list(&shop.anonymous(), json!({})).await.error_code(), "UNAUTHENTICATED");
    }
}

on_both! {
    async fn filters(shop: &Shop) {
        let (owner, _) = stocked(shop).await;
        let cases = [
            (json!({"city": {"eq": "ROME"}}), "a"),
            (json!({"city": {"ne": "rome"}}), "bcde"),
            (json!({"city": {"notIn": ["Rome", "BARI"]}}), "cde"),
            (json!({"city": {"isNull": true}}), "d"),
            (json!({"city": {"startsWith": "ZÜ"}}), "e"),
            (json!({"countryCode": {"in": ["IT", "es"]}}), "abc"),
            (json!({"countryCode": {"in": []}}), ""),
            (json!({"province": {"eq": "CH-ZH"}}), "e"),
            (json!({"lastName": {"contains": "%_"}}), "b"),
            (json!({"lastName": {"contains": "_%"}}), ""),
            (json!({"company": {"contains": "\\"}}), "d"),
            (json!({"address1": {"endsWith": "mayor 5"}}), "c"),
            (json!({"postalCode": {"eq": "00100"}}), "a"),
            (json!({"isDefaultShipping": true}), "a"),
            (json!({"isDefaultBilling": false}), "abce"),
            (json!({"metadata": [{"key": "gate", "exists": true}]}), "bd"),
            (json!({"metadata": [{"key": "gate", "eq": 7}]}), "b"),
            (json!({"metadata": [{"key": "gate", "exists": false}]}), "ace"),
            (json!({"or": [{"addressName": {"eq": "A"}}, {"addressName": {"eq": "e"}}]}), "ae"),
            (json!({"not": {"countryCode": {"eq": "it"}}}), "cde"),
            (json!({"and": [{"countryCode": {"eq": "it"}}, {"isDefaultShipping": false}]}), "b"),
            (json!({"and": [], "or": [], "not": {}, "city": {}, "phone": null}), "abcde"),
            (json!({"createdAt": {"gt": "2100-01-01T00:00:00Z"}}), ""),
            (json!({"phone": {"isNull": true}, "firstName": {"isNull": true}}), "abcde"),
        ];
        for (filter, expected) in cases {
            let answer = list(&owner, json!({ "filter": filter })).await;
            assert_eq!(names(&answer), expected, "{filter}");
            assert_eq!(answer.data("customerAddresses.totalCount"), &json!(expected.len()), "{filter}");
        }
    }
}

on_both! {
    async fn search_takes_every_word_of_names_company_lines_city_and_code(shop: &Shop) {
        let (owner, _) = stocked(shop).await;
        let cases = [
            ("rome", "a"), ("ome 001", "a"), ("cordoba", "c"), ("CÓRD calle", "c"), ("mayor rome", ""), ("acme \\", "d"),
            ("%", "b"), ("0%_s", "b"), ("zurich", "e"), ("'; DROP TABLE customer; --", ""), ("  ", "abcde"), ("", "abcde"), ("o", "acd"),
        ];
        for (text, expected) in cases {
            assert_eq!(names(&list(&owner, json!({ "search": text })).await), expected, "{text}");
        }
    }
}

on_both! {
    async fn orders_end_in_the_id_and_nulls_come_last(shop: &Shop) {
        let (owner, _) = stocked(shop).await;
        let by = |field: &str, direction: &str| json!({"orderBy": [{"field": field, "direction": direction}]});
        let cases = [
            (by("CITY", "ASC"), "bcaed"), (by("CITY", "DESC"), "eacbd"), (by("ID", "DESC"), "edcba"),
            (by("COUNTRY_CODE", "ASC"), "ecabd"), (by("POSTAL_CODE", "ASC"), "abcde"), (by("POSTAL_CODE", "DESC"), "aedcb"),
            (json!({"orderBy": [{"field": "COUNTRY_CODE"}, {"field": "CITY", "direction": "DESC"}]}), "ecabd"),
            (json!({"orderBy": [{"field": "CREATED_AT"}]}), "abcde"), (json!({"orderBy": []}), "abcde"),
        ];
        for (order, whole) in cases {
            assert_eq!(names(&list(&owner, order.clone()).await), whole, "{order}");
            // The same by pages of two, there and back again.
            let mut arguments = order.clone();
            arguments["first"] = json!(2);
            let mut seen = String::new();
            let mut page = list(&owner, arguments.clone()).await;
            loop {
                seen += &names(&page);
                let info = page.data("customerAddresses.pageInfo").clone();
                assert_eq!(info["hasNextPage"], json!(seen.len() < 5), "{order}");
                assert_eq!(info["hasPreviousPage"], json!(seen.len() > 2), "{order}");
                if seen.len() >= 5 {
                    break;
                }
                arguments["after"] = info["endCursor"].clone();
                page = list(&owner, arguments.clone()).await;
            }
            assert_eq!(seen, whole, "{order}");
            let mut back = order.clone();
            back["last"] = json!(2);
            back["before"] = page.data("customerAddresses.pageInfo.startCursor").clone();
            let before = list(&owner, back).await;
            assert_eq!(names(&before), whole[2..4], "{order}");
            assert_eq!(before.data("customerAddresses.pageInfo.hasPreviousPage"), &json!(true));
        }
    }
}

on_both! {
    async fn numbered_pages_and_empty_ones(shop: &Shop) {
        let (owner, _) = stocked(shop).await;
        assert_eq!(names(&list(&owner, json!({"first": 2, "offset": 2})).await), "cd");
        assert_eq!(names(&list(&owner, json!({"offset": 9})).await), "");
        let none = list(&owner, json!({"first": 0})).await;
        assert_eq!((names(&none).as_str(), none.data("customerAddresses.totalCount")), ("", &json!(5)));
    }
}

on_both! {
    async fn senseless_arguments_are_bad_input(shop: &Shop) {
        let (owner, _) = stocked(shop).await;
        let cursor = list(&owner, json!({"first": 1})).await.ok().data("customerAddresses.edges.0.cursor").clone();
        let deep = (0..6).fold(json!({}), |filter, _| json!({ "not": filter }));
        let bad = [
            json!({"first": 101}), json!({"first": -1}), json!({"last": 101}), json!({"first": 1, "last": 1}),
            json!({"offset": 1, "after": cursor}), json!({"offset": 1, "last": 1}), json!({"offset": -1}),
            json!({"after": "nonsense"}), json!({"after": cursor, "orderBy": [{"field": "CITY"}]}), json!({"filter": deep}),
        ];
        for arguments in bad {
            assert_eq!(list(&owner, arguments.clone()).await.error_code(), "BAD_USER_INPUT", "{arguments}");
        }
    }
}

on_both! {
    async fn relations_take_the_same_statements_for_any_page(shop: &Shop) {
        let reader = shop.customer().await;
        added(&reader, json!({})).await;
        for _ in 0..9 {
            added(&reader, json!({"isDefaultBilling": true})).await;
        }
        let query = "query ($first: Int) { customerAddresses(first: $first) {
            nodes { id customer { id groups { id } addresses { id } defaultShippingAddress { id } defaultBillingAddress { id } } } } }";
        let page = async |rows: usize| {
            let (answer, statements) = shop.statements(reader.gql(query, json!({"first": rows}))).await;
            let answer = answer.ok();
            assert_eq!(answer.data("customerAddresses.nodes").as_array().map(Vec::len), Some(rows));
            statements
        };
        assert_eq!(page(2).await, page(10).await);
    }
}
