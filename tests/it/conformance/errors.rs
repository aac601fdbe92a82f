//! What a failure leaves of the answer.

use serde_json::{Value, json};

use super::member;
use crate::harness::{Answer, on_both};

fn paths(answer: &Answer) -> Vec<Value> {
    let errors = answer.json["errors"].as_array().expect("errors").iter();
    errors.map(|error| error["path"].clone()).collect()
}

on_both! {
    async fn a_nullable_field_fails_alone(shop: &Shop) {
        let customer = member(shop).await;
        let query = "{ me { id secret: privateMetadata version } a: __typename }";
        let answer = customer.gql(query, json!({})).await;
        assert_eq!(answer.status.as_u16(), 200);
        assert_eq!(answer.json["data"], json!({"me": {"id": customer.id, "secret": null, "version": 1}, "a": "Query"}));
        assert_eq!((answer.error_code(), paths(&answer)), ("FORBIDDEN", vec![json!(["me", "secret"])]));
        assert_eq!(answer.json["errors"][0]["locations"], json!([{"line": 1, "column": 11}]));
        assert!(answer.json["errors"][0]["message"].is_string());
    }
}

on_both! {
    async fn a_nullable_root_field_fails_alone(shop: &Shop) {
        let staff = shop.staff(&["groups:read"]).await;
        let answer = staff.gql("{ customer(id: \"cus_1\") { id } groups: customerGroups { totalCount } }", json!({})).await;
        assert_eq!(answer.json["data"], json!({"customer": null, "groups": {"totalCount": 0}}));
        assert_eq!((answer.error_code(), paths(&answer)), ("FORBIDDEN", vec![json!(["customer"])]));
    }
}

on_both! {
    async fn a_field_that_cannot_be_null_takes_its_parent_along(shop: &Shop) {
        let customer = member(shop).await;
        let answer = customer.gql("{ me { id } all: customers { totalCount } }", json!({})).await;
        assert_eq!(answer.json["data"], Value::Null);
        assert!(answer.json.as_object().is_some_and(|answer| answer.contains_key("data")), "{}", answer.text);
        assert_eq!((answer.error_code(), paths(&answer)), ("FORBIDDEN", vec![json!(["all"])]));
    }
}

on_both! {
    async fn paths_go_through_lists_by_index(shop: &Shop) {
        let customer = member(shop).await;
        let query = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on CustomerGroup { by: createdBy } id } mine: me { all: groups { createdBy } } }";
        let answer = customer.gql(query, json!({"ids": ["addr_1", "cgroup_unknown", "cgroup_b"]})).await;
        assert_eq!(answer.json["data"], json!({
            "nodes": [{"id": "addr_1"}, null, {"by": null, "id": "cgroup_b"}],
            "mine": {"all": [{"createdBy": null}, {"createdBy": null}]},
        }));
        let mut paths = paths(&answer);
        paths.sort_by_key(Value::to_string);
        // One error for each field and response, not for each row.
        assert_eq!(paths.len(), 2, "{}", answer.text);
        assert_eq!(paths[1], json!(["nodes", 2, "by"]));
        assert!([json!(["mine", "all", 0, "createdBy"]), json!(["mine", "all", 1, "createdBy"])].contains(&paths[0]));
        assert_eq!(answer.error_codes(), ["FORBIDDEN", "FORBIDDEN"]);
    }
}

on_both! {
    async fn a_failed_mutation_does_not_stop_the_next(shop: &Shop) {
        let customer = member(shop).await;
        // All payloads are required, so the failure takes the whole answer, yet both were run.
        let query = "mutation { createCustomer(input: {}) { customer { id } } createCustomerAddress(input: {city: \"Bari\"}) { address { id } } }";
        let answer = customer.gql(query, json!({})).await;
        assert_eq!(answer.json["data"], Value::Null);
        assert_eq!((answer.error_code(), paths(&answer)), ("FORBIDDEN", vec![json!(["createCustomer"])]));
    }
}

on_both! {
    async fn a_document_that_is_wrong_has_no_data(shop: &Shop) {
        let customer = member(shop).await;
        let cases = [
            ("{ me { id nothing } }", "GRAPHQL_VALIDATION_FAILED"), ("{ me { id } ", "GRAPHQL_PARSE_FAILED"),
            ("{ me }", "GRAPHQL_VALIDATION_FAILED"), ("{ me { id { x } } }", "GRAPHQL_VALIDATION_FAILED"),
            ("{ node { id } }", "GRAPHQL_VALIDATION_FAILED"), ("{ node(id: \"a\", x: 1) { id } }", "GRAPHQL_VALIDATION_FAILED"),
            ("{ me { version @include } }", "GRAPHQL_VALIDATION_FAILED"), ("{ me { version @nothing } }", "GRAPHQL_VALIDATION_FAILED"),
        ];
        for (query, code) in cases {
            let answer = customer.gql(query, json!({})).await;
            assert_eq!(answer.error_codes().first(), Some(&code), "{query} {}", answer.text);
            assert!(answer.json.get("data").is_none_or(Value::is_null), "{query} {}", answer.text);
        }
    }
}
