//! What is answered for what is selected, and in which order.

use serde_json::{Value, json};

use super::member;
use crate::harness::on_both;

on_both! {
    async fn keys_come_in_the_order_of_the_document(shop: &Shop) {
        let customer = member(shop).await;
        let id = &customer.id;
        let cases = [
            ("{ z: __typename me { version id } a: __typename }",
             format!("{{\"z\":\"Query\",\"me\":{{\"version\":1,\"id\":\"{id}\"}},\"a\":\"Query\"}}")),
            // What is selected twice stands where it was first, with all of its fields.
            ("{ me { version } a: __typename me { id version } }",
             format!("{{\"me\":{{\"version\":1,\"id\":\"{id}\"}},\"a\":\"Query\"}}")),
            ("query { me { hasAccount ...F firstName } } fragment F on Customer { z: lastName ... on Node { id } version }",
             format!("{{\"me\":{{\"hasAccount\":true,\"z\":null,\"id\":\"{id}\",\"version\":1,\"firstName\":\"Vera\"}}}}")),
            ("{ me { groups { name id } addresses { city id customer { version id } } } }",
             format!("{{\"me\":{{\"groups\":[{{\"name\":\"a\",\"id\":\"cgroup_a\"}},{{\"name\":\"b\",\"id\":\"cgroup_b\"}}],\
                 \"addresses\":[{{\"city\":\"Rome\",\"id\":\"addr_1\",\"customer\":{{\"version\":1,\"id\":\"{id}\"}}}}]}}}}")),
        ];
        for (query, data) in cases {
            let answer = customer.gql(query, json!({})).await.ok();
            assert!(answer.text.contains(&data), "{} instead of {data}", answer.text);
        }
    }
}

on_both! {
    async fn aliases_name_what_is_answered(shop: &Shop) {
        let customer = member(shop).await;
        let query = "{ a: customerGroup(id: \"cgroup_a\") { x: id y: id } b: customerGroup(id: \"cgroup_b\") { name } me { id: version } }";
        let answer = customer.gql(query, json!({})).await.ok();
        let expected = json!({"a": {"x": "cgroup_a", "y": "cgroup_a"}, "b": {"name": "b"}, "me": {"id": 1}});
        assert_eq!(answer.json["data"], expected);
        // The same key for two things is refused, not answered by one of them.
        let query = "{ a: customerGroup(id: \"cgroup_a\") { id } a: customerGroup(id: \"cgroup_b\") { id } }";
        let answer = customer.gql(query, json!({})).await;
        assert_eq!(answer.error_code(), "GRAPHQL_VALIDATION_FAILED");
        assert_eq!(answer.json.get("data").unwrap_or(&Value::Null), &Value::Null);
    }
}

on_both! {
    async fn everything_tells_its_type(shop: &Shop) {
        let customer = member(shop).await;
        let query = "{ __typename node(id: \"cgroup_a\") { __typename } me { __typename addresses { __typename country { __typename } }
            groups { __typename } } customerAddresses { __typename pageInfo { __typename } edges { __typename node { __typename } } } }";
        let answer = customer.gql(query, json!({})).await.ok();
        assert_eq!(answer.json["data"], json!({
            "__typename": "Query", "node": {"__typename": "CustomerGroup"},
            "me": {"__typename": "Customer", "addresses": [{"__typename": "CustomerAddress", "country": null}],
                "groups": [{"__typename": "CustomerGroup"}, {"__typename": "CustomerGroup"}]},
            "customerAddresses": {"__typename": "CustomerAddressConnection", "pageInfo": {"__typename": "PageInfo"},
                "edges": [{"__typename": "CustomerAddressEdge", "node": {"__typename": "CustomerAddress"}}]},
        }));
        let query = "mutation { __typename updateCustomerAddress(input: {id: \"addr_x\"}) { __typename userErrors { __typename } } }";
        let answer = customer.gql(query, json!({})).await;
        assert_eq!(answer.json["data"], json!({"__typename": "Mutation", "updateCustomerAddress": {
            "__typename": "CustomerAddressPayload", "userErrors": [{"__typename": "UserError"}],
        }}));
    }
}

on_both! {
    async fn fragments_apply_to_the_types_they_name(shop: &Shop) {
        let customer = member(shop).await;
        let query = "query ($ids: [ID!]!) { nodes(ids: $ids) { ...Any ...Named ... on CustomerAddress { city } ... { t: __typename } } }
            fragment Any on Node { id ... on Customer { hasAccount } } fragment Named on CustomerGroup { name }";
        let answer = customer.gql(query, json!({"ids": [customer.id, "cgroup_b", "addr_1"]})).await.ok();
        assert_eq!(answer.data("nodes"), &json!([
            {"id": customer.id, "hasAccount": true, "t": "Customer"}, {"id": "cgroup_b", "name": "b", "t": "CustomerGroup"},
            {"id": "addr_1", "city": "Rome", "t": "CustomerAddress"},
        ]));
        for query in [
            "{ me { ... on CustomerGroup { id } } }", "{ me { ...F } } fragment F on Nothing { id }",
            "{ me { ...F } }", "{ me { ...F } } fragment F on Customer { id ...F }",
        ] {
            let answer = customer.gql(query, json!({})).await;
            let codes = answer.error_codes();
            assert!(!codes.is_empty() && codes.iter().all(|code| *code == "GRAPHQL_VALIDATION_FAILED"), "{query} {}", answer.text);
        }
    }
}

on_both! {
    async fn include_and_skip_choose(shop: &Shop) {
        let customer = member(shop).await;
        let query = "query ($yes: Boolean!, $no: Boolean = false, $on: Boolean! = true) { me {
            a: version @include(if: $yes) b: version @skip(if: $yes) c: version @include(if: $no) d: version @skip(if: $no)
            e: version @include(if: $on) f: version @include(if: true) @skip(if: $on) g: version @include(if: $yes) @skip(if: $no)
            ... @include(if: $no) { h: version } ... on Customer @skip(if: $no) { i: version }
            ...J @include(if: $yes) ...K @skip(if: $on) } }
            fragment J on Customer { j: version } fragment K on Customer { k: version }";
        let cases = [
            (json!({"yes": true}), "adegij"), (json!({"yes": false}), "bdei"), (json!({"yes": true, "no": true}), "acehj"),
            (json!({"yes": false, "on": false}), "bdfik"), (json!({"yes": true, "no": false, "on": true}), "adegij"),
        ];
        for (variables, expected) in cases {
            let answer = customer.gql(query, variables.clone()).await.ok();
            let keys: String = answer.data("me").as_object().expect("an object").keys().map(String::as_str).collect();
            assert_eq!(keys, expected, "{variables}");
        }
        // What is left out is not resolved: it would be refused.
        let query = "query ($staff: Boolean = false) { me { id privateMetadata @include(if: $staff) } customers @include(if: $staff) { totalCount } }";
        customer.gql(query, json!({})).await.ok();
        assert_eq!(customer.gql(query, json!({"staff": true})).await.json["data"], Value::Null);
    }
}

on_both! {
    async fn mutations_run_one_after_the_other(shop: &Shop) {
        let customer = member(shop).await;
        let fields: Vec<String> = (0..10).map(|n| format!(
            "m{n}: createCustomerAddress(input: {{addressName: \"{n}\", isDefaultBilling: true}}) {{ address {{ isDefaultBilling }} userErrors {{ code field message }} }} "
        )).collect();
        customer.gql(&format!("mutation {{ {} }}", fields.concat()), json!({})).await.ok();
        let answer = customer.gql("{ me { addresses { addressName isDefaultBilling } } }", json!({})).await.ok();
        let expected: Vec<_> = (0..10).map(|n| json!({"addressName": n.to_string(), "isDefaultBilling": n == 9})).collect();
        let found = answer.data("me.addresses").as_array().expect("a list");
        assert_eq!(found[1..], expected);
    }
}
