//! Lists of objects, which are resolved otherwise than single ones, and merged by the framework.

use serde_json::{Value, json};

use super::member;
use crate::harness::{Caller, on_both};

on_both! {
    async fn what_is_selected_twice_is_merged(shop: &Shop) {
        let customer = member(shop).await;
        let expected = json!({"addresses": [{"id": "addr_1", "city": "Rome"}], "groups": [{"name": "a", "id": "cgroup_a"}, {"name": "b", "id": "cgroup_b"}]});
        for query in [
            "{ me { addresses { id city } groups { name id } } }",
            "{ me { addresses { id } groups { name } } me { addresses { city } groups { id } } }",
            "{ me { addresses { id } addresses { city } groups { name } groups { id } } }",
            "{ me { ...F addresses { city } groups { name id name } } } fragment F on Customer { addresses { id } }",
            "{ me { ... on Customer { addresses { id } } ...F } } fragment F on Customer { addresses { ... on Node { id } city } groups { ...G id } }
                fragment G on CustomerGroup { name }",
        ] {
            let answer = customer.gql(query, json!({})).await.ok();
            assert_eq!(answer.json["data"]["me"], expected, "{query}");
        }
    }
}

on_both! {
    async fn merged_lists_of_lists_lose_nothing(shop: &Shop) {
        let customer = member(shop).await;
        let staff = shop.staff(&["customers:read", "groups:read"]).await;
        let query = "{ customers(first: 1) { nodes { addresses { id } } } customers(first: 1) { edges { node { id } } nodes { addresses { city } id } } }";
        let answer = staff.gql(query, json!({})).await.ok();
        assert_eq!(answer.json["data"]["customers"], json!({
            "nodes": [{"addresses": [{"id": "addr_1", "city": "Rome"}], "id": customer.id}],
            "edges": [{"node": {"id": customer.id}}],
        }));
    }
}

const SELECTIONS: [&str; 8] = [
    "id email version",
    "z: id email z: id",
    "__typename type: __typename addresses { __typename id country { iso2 displayName } customer { id groups { name } } }",
    "...F hasAccount ... { firstName } ... on Node { again: id }",
    "...F ... @skip(if: true) { phone } lastName @include(if: true) metadata",
    "groups @include(if: false) { id } defaultShippingAddress { id city } defaultBillingAddress { id }",
    "privateMetadata createdBy groups { createdBy name }",
    "identities { provider } id",
];

on_both! {
    async fn lists_are_answered_like_single_objects(shop: &Shop) {
        let customer = member(shop).await;
        let staff = shop.staff(&["customers:read", "groups:read"]).await;
        let fragment = "fragment F on Customer { email addresses { city ... on CustomerAddress { isDefaultShipping } } }";
        for selection in SELECTIONS {
            let fragment = if selection.contains("...F") { fragment } else { "" };
            let query = format!("query ($id: ID!) {{ customer(id: $id) {{ {selection} }} customers(first: 5) {{ nodes {{ {selection} }} edges {{ node {{ {selection} }} }} }} }} {fragment}");
            let answer = staff.gql(&query, json!({"id": customer.id})).await;
            let data = &answer.json["data"];
            assert!(data["customer"].is_object(), "{selection}: {}", answer.text);
            assert_eq!(data["customers"]["nodes"], json!([data["customer"]]), "{selection}");
            assert_eq!(data["customers"]["edges"], json!([{"node": data["customer"]}]), "{selection}");
            let keys = |value: &Value| value.as_object().map(|it| it.keys().cloned().collect::<Vec<_>>());
            assert_eq!(keys(&data["customers"]["nodes"][0]), keys(&data["customer"]), "{selection}");
        }
    }
}

/// Names of the fields of a type that take no arguments and have no fields of their own.
async fn leaves(staff: &Caller, of: &str) -> String {
    let query = "query ($of: String!) { __type(name: $of) { fields { name args { name } type { kind ofType { kind } } } } }";
    let answer = staff.gql(query, json!({"of": of})).await.ok();
    let fields = answer
        .data("__type.fields")
        .as_array()
        .expect("fields")
        .clone();
    let plain = fields.iter().filter(|field| {
        let kind = field["type"]["ofType"]["kind"]
            .as_str()
            .or(field["type"]["kind"].as_str());
        field["args"] == json!([]) && ["SCALAR", "ENUM"].contains(&kind.unwrap_or_default())
    });
    let names: Vec<_> = plain.filter_map(|field| field["name"].as_str()).collect();
    assert!(names.len() > 3, "{of}: {names:?}");
    names.join(" ")
}

on_both! {
    async fn what_is_only_written_is_what_the_framework_answers(shop: &Shop) {
        let customer = member(shop).await;
        let staff = shop.staff(&["admin"]).await;
        let filled = "mutation ($id: ID!, $text: String!, $data: JSON) {
            updateCustomer(input: {id: $id, firstName: $text, companyName: $text, metadata: $data}) { userErrors { code field message } }
            updateCustomerAddress(input: {id: \"addr_1\", address1: $text, countryCode: \"it\", metadata: $data}) { userErrors { code field message } }
            updateCustomerGroup(input: {id: \"cgroup_a\", name: $text, metadata: $data}) { userErrors { code field message } }
            createWebhookEndpoint(input: {url: \"https://example.com/\", eventTypes: [\"*\"], description: $text}) { userErrors { code field message } } }";
        let data = json!({"z": [1, -0.5, 9_007_199_254_740_991_i64, null, true], "a": {"\"": "\\ \u{1f980}\u{7}"}});
        staff.gql(filled, json!({"id": customer.id, "text": "a \"b\" \\ \u{e9}\u{1f980}", "data": data})).await.ok();
        let [of_customer, address, group] = [leaves(&staff, "Customer").await, leaves(&staff, "CustomerAddress").await, leaves(&staff, "CustomerGroup").await];
        let [identity, session, key] = [leaves(&staff, "AuthIdentity").await, leaves(&staff, "Session").await, leaves(&staff, "ApiKey").await];
        let [event, endpoint, delivery] = [leaves(&staff, "Event").await, leaves(&staff, "WebhookEndpoint").await, leaves(&staff, "WebhookDelivery").await];
        let of_staff = format!("customers(first: 5) {{ nodes {{ {of_customer} addresses {{ {address} }} groups {{ {group} }} identities {{ {identity} }}
            history {{ nodes {{ {event} }} edges {{ node {{ {event} }} }} }} }} }} apiKeys {{ {key} }}
            webhookEndpoints {{ {endpoint} deliveries {{ nodes {{ {delivery} }} }} }}");
        let of_owner = format!("me {{ id email addresses {{ {address} }} sessions {{ {session} }} identities {{ {identity} }} }}");
        for (client, query) in [(&staff, of_staff), (&customer, of_owner)] {
            let written = client.gql(&format!("{{ {query} }}"), json!({})).await;
            // What may have to be merged is left to the framework.
            let merged = client.gql(&format!("{{ {query} twice: me {{ addresses {{ id }} addresses {{ id }} }} }}"), json!({})).await;
            let mut expected = merged.ok().json["data"].clone();
            expected.as_object_mut().expect("an object").remove("twice");
            assert_eq!(written.ok().json["data"], expected);
        }
    }
}
