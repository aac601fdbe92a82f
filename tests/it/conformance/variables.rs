//! How variables become arguments.

use serde_json::{Value, json};

use super::member;
use crate::harness::on_both;

on_both! {
    async fn what_is_left_out_of_an_input_object_is_absent(shop: &Shop) {
        let customer = member(shop).await;
        let query = "query ($city: String, $code: String, $null: String) { customerAddresses(filter: {
            city: {eq: $city}, and: [{countryCode: {eq: $code, ne: $null}}], or: [{city: {eq: $city}}] }) { totalCount } }";
        let cases = [(json!({}), 1), (json!({"city": "ROME"}), 1), (json!({"city": "Bari"}), 0), (json!({"code": "it", "null": null}), 0)];
        for (variables, count) in cases {
            let answer = customer.gql(query, variables.clone()).await.ok();
            assert_eq!(answer.data("customerAddresses.totalCount"), &json!(count), "{variables}");
        }
        // Absent is not null: null would have cleared the city.
        let query = "mutation ($city: String, $name: String) { updateCustomerAddress(input: {id: \"addr_1\", city: $city, addressName: $name}) {
            address { city addressName } userErrors { code field message } } }";
        let answer = customer.gql(query, json!({"name": "Home"})).await.ok();
        assert_eq!(answer.data("updateCustomerAddress.address"), &json!({"city": "Rome", "addressName": "Home"}));
        let answer = customer.gql(query, json!({"city": null})).await.ok();
        assert_eq!(answer.data("updateCustomerAddress.address"), &json!({"city": null, "addressName": "Home"}));
    }
}

on_both! {
    async fn what_is_left_out_of_arguments_takes_their_default(shop: &Shop) {
        member(shop).await;
        let admin = shop.staff(&["admin"]).await;
        let drop = "mutation { deleteCustomerGroups(input: {ids: [\"cgroup_a\"]}) { userErrors { code field message } } }";
        admin.gql(drop, json!({})).await.ok();
        let query = "query ($deleted: Boolean, $more: Boolean = true, $direction: OrderDirection) {
            a: customerGroups(includeDeleted: $deleted) { totalCount } b: customerGroups(includeDeleted: $more) { totalCount }
            c: customerGroups(includeDeleted: true, orderBy: [{field: ID, direction: $direction}]) { nodes { id } } }";
        let (up, down) = (json!([{"id": "cgroup_a"}, {"id": "cgroup_b"}]), json!([{"id": "cgroup_b"}, {"id": "cgroup_a"}]));
        let cases = [
            (json!({}), 1, 2, &up), (json!({"deleted": true, "more": false}), 2, 1, &up),
            (json!({"deleted": null, "more": null, "direction": null}), 1, 1, &up), (json!({"direction": "DESC"}), 1, 2, &down),
        ];
        for (variables, a, b, c) in cases {
            let answer = admin.gql(query, variables.clone()).await.ok();
            let counts = [answer.data("a.totalCount"), answer.data("b.totalCount")];
            assert_eq!(counts, [&json!(a), &json!(b)], "{variables}");
            assert_eq!(answer.data("c.nodes"), c, "{variables}");
        }
    }
}

on_both! {
    async fn values_are_coerced_as_specified(shop: &Shop) {
        let customer = member(shop).await;
        // A single value is a list of one, and an id may be written as a number.
        let query = "query ($one: [ID!]!, $many: [CustomerAddressOrder!]) { nodes(ids: $one) { id } a: nodes(ids: \"addr_1\") { id } node(id: 5) { id }
            customerAddresses(orderBy: $many) { nodes { id } } }";
        let answer = customer.gql(query, json!({"one": "addr_1", "many": {"field": "CITY"}})).await.ok();
        let one = json!([{"id": "addr_1"}]);
        assert_eq!(answer.json["data"], json!({"nodes": one, "a": one, "node": null, "customerAddresses": {"nodes": one}}));
    }
}

on_both! {
    async fn values_of_another_type_are_refused(shop: &Shop) {
        let customer = member(shop).await;
        let list = "query ($first: Int, $filter: CustomerAddressFilter, $orderBy: [CustomerAddressOrder!]) {
            customerAddresses(first: $first, filter: $filter, orderBy: $orderBy) { totalCount } }";
        let nodes = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
        let cases = [
            (list, json!({"first": "1"})), (list, json!({"first": 1.5})), (list, json!({"first": 3_000_000_000_i64})),
            (list, json!({"filter": {"nothing": 1}})), (list, json!({"filter": {"city": "Rome"}})), (list, json!({"filter": {"isDefaultShipping": "yes"}})),
            (list, json!({"orderBy": [{"field": "NOTHING"}]})), (list, json!({"orderBy": [{}]})), (list, json!({"orderBy": [null]})),
            (nodes, json!({})), (nodes, json!({"ids": null})), (nodes, json!({"ids": [null]})), (nodes, json!({"ids": [true]})),
        ];
        for (query, variables) in cases {
            let answer = customer.gql(query, variables.clone()).await;
            let codes = answer.error_codes();
            assert!(!codes.is_empty() && codes.iter().all(|code| *code == "GRAPHQL_VALIDATION_FAILED"), "{variables} {}", answer.text);
            assert!(answer.json.get("data").is_none_or(Value::is_null), "{variables} {}", answer.text);
        }
    }
}

on_both! {
    async fn literals_of_another_type_are_refused(shop: &Shop) {
        let customer = member(shop).await;
        let mut taken = Vec::new();
        for query in [
            "{ customerAddresses(first: \"1\") { totalCount } }", "{ customerAddresses(filter: {nothing: 1}) { totalCount } }",
            "{ customerAddresses(orderBy: [{field: NOTHING}]) { totalCount } }", "{ nodes(ids: [null]) { id } }",
            "query ($id: Int!) { node(id: $id) { id } }", "{ node(id: $id) { id } }",
            "query ($x: Int) { me { id } }", "query ($x: Nothing) { customerAddresses(first: $x) { totalCount } }",
            "query ($id: Boolean) { customerAddresses(first: $id) { totalCount } }",
        ] {
            let answer = customer.gql(query, json!({"id": "addr_1"})).await;
            let codes = answer.error_codes();
            if codes.is_empty() || codes.iter().any(|code| *code != "GRAPHQL_VALIDATION_FAILED") {
                taken.push(format!("{query} {}", answer.text));
            }
        }
        assert!(taken.is_empty(), "{taken:#?}");
    }
}

on_both! {
    async fn nothing_is_no_value_of_what_cannot_be_null(shop: &Shop) {
        let customer = member(shop).await;
        // The framework takes such a variable, against the specification, as long as it has a value.
        for variables in [json!({}), json!({"id": null})] {
            let answer = customer.gql("query ($id: ID) { node(id: $id) { id } }", variables.clone()).await;
            let code = answer.error_code();
            assert!(["BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED"].contains(&code), "{variables} {}", answer.text);
        }
    }
}

on_both! {
    async fn the_named_operation_runs(shop: &Shop) {
        let customer = member(shop).await;
        let document = "query A { a: __typename } query B { b: __typename }";
        let run = async |name: Value| {
            let body = json!({"query": document, "operationName": name}).to_string();
            customer.post_raw("application/json", body).await
        };
        assert_eq!(run(json!("B")).await.ok().json["data"], json!({"b": "Query"}));
        for name in [json!(null), json!("C")] {
            let answer = run(name.clone()).await;
            assert_eq!(answer.error_codes().len(), 1, "{name} {}", answer.text);
            assert!(answer.json.get("data").is_none_or(Value::is_null), "{name} {}", answer.text);
        }
    }
}
