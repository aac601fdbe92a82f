//! `customers(search:)`.

use serde_json::json;

use super::{call, made};
use crate::harness::{Caller, Shop, on_both};

const SEARCH: &str =
    "query ($text: String) { customers(search: $text) { totalCount nodes { id } } }";

async fn assert_found(staff: &Caller, text: &str, expected: &str) {
    let answer = staff.gql(SEARCH, json!({ "text": text })).await.ok();
    let rows = answer
        .data("customers.nodes")
        .as_array()
        .expect("a list")
        .iter();
    let found: String = rows
        .filter_map(|row| row["id"].as_str()?.strip_prefix("cus_"))
        .collect();
    assert_eq!(found, expected, "{text:?}");
    assert_eq!(
        answer.data("customers.totalCount"),
        expected.len(),
        "{text:?}"
    );
}

async fn stock(shop: &Shop) -> Caller {
    let staff = shop.staff(&["customers:write"]).await;
    for input in [
        json!({"id": "cus_1", "firstName": "Jane", "lastName": "Doe", "email": "jd@x.com", "phone": "+39 06 698 12345"}),
        json!({"id": "cus_2", "firstName": "José", "lastName": "Müller", "companyName": "Acme 100% \"Best\"", "phone": "(555) 010-42"}),
        json!({"id": "cus_3", "companyName": "under_score \\ O'Neil", "email": "janet@doe.org"}),
        json!({"id": "cus_4"}),
    ] {
        made(&staff, input).await;
    }
    staff
}

on_both! {
    async fn every_word_in_any_order_and_field(shop: &Shop) {
        let staff = stock(shop).await;
        for (text, expected) in [
            ("jane doe", "13"), ("doe jane", "13"), ("DOE  \t Jane jd@x", "1"), ("jane smith", ""), ("anet", "3"), ("jd@x.com", "1"),
            ("mull", "2"), ("acme josé", "2"), ("ane oe rg", "3"), ("", "1234"), ("   ", "1234"), ("janedoe", ""),
        ] {
            assert_found(&staff, text, expected).await;
        }
    }
}

on_both! {
    async fn accents_and_case_fold(shop: &Shop) {
        let staff = stock(shop).await;
        for text in ["jose", "JOSÉ", "jose\u{301}", "Müller", "MULLER", "müller jose", "muLLer"] {
            assert_found(&staff, text, "2").await;
        }
        assert_found(&staff, "jäne", "13").await;
    }
}

on_both! {
    async fn phones_match_by_their_digits(shop: &Shop) {
        let staff = stock(shop).await;
        for (text, expected) in [
            ("+390669812345", "1"), ("+39 06 698 12345", "1"), ("06-698-12345", "1"), ("(06)698.12345", "1"), ("0669812345", "1"),
            ("39/06", "1"), ("555 010", "2"), ("555-010-42", "2"), ("(555)", "2"), ("55501042", "2"), ("5550104 jose", "2"), ("999", ""),
        ] {
            assert_found(&staff, text, expected).await;
        }
    }
}

on_both! {
    async fn patterns_and_quotes_are_plain_text(shop: &Shop) {
        let staff = stock(shop).await;
        for (text, expected) in [
            ("%", "2"), ("100%", "2"), ("1%0", ""), ("_", "3"), ("r_s", "3"), ("a_me", ""), ("\\", "3"), ("\"", "2"), ("\"best\"", "2"),
            ("o'neil", "3"), ("'", "3"), ("*", ""), ("ac*", ""), ("jane OR jose", ""), ("AND", ""), ("NEAR(", ""), ("search:x", ""),
            ("-jane", ""), ("^jane", ""), ("\u{0}", ""), ("jane\u{0}", ""),
        ] {
            assert_found(&staff, text, expected).await;
        }
    }
}

on_both! {
    async fn one_letter_is_a_word_too(shop: &Shop) {
        let staff = stock(shop).await;
        for (text, expected) in [("j", "123"), ("J d", "13"), ("m", "12"), ("é", "123"), ("q", ""), ("9", "1"), ("ja", "13"), ("@", "13")] {
            assert_found(&staff, text, expected).await;
        }
    }
}

on_both! {
    async fn the_search_follows_changes(shop: &Shop) {
        let staff = stock(shop).await;
        call(&staff, "updateCustomer", json!({"id": "cus_1", "firstName": "Petronella", "phone": null})).await.ok();
        assert_found(&staff, "petronella doe", "1").await;
        assert_found(&staff, "jane doe", "3").await;
        assert_found(&staff, "0669812345", "").await;
        call(&staff, "deleteCustomers", json!({"ids": ["cus_1"]})).await.ok();
        assert_found(&staff, "petronella", "").await;
        call(&staff, "restoreCustomers", json!({"ids": ["cus_1"]})).await.ok();
        assert_found(&staff, "petronella", "1").await;
    }
}

on_both! {
    async fn it_goes_with_a_filter_and_has_bounds(shop: &Shop) {
        let staff = stock(shop).await;
        let query = "{ customers(search: \"doe\", filter: {firstName: {isNull: true}}, orderBy: {field: EMAIL}) { nodes { id } } }";
        let answer = staff.gql(query, json!({})).await.ok();
        assert_eq!(answer.data("customers.nodes"), &json!([{"id": "cus_3"}]));
        for text in ["a ".repeat(11), "a".repeat(201)] {
            assert_eq!(staff.gql(SEARCH, json!({ "text": text })).await.error_code(), "BAD_USER_INPUT");
        }
    }
}
