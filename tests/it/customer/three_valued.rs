//! `updateCustomer`: absent stays, null clears, a value sets, in every form that GraphQL has for it.

use serde_json::{Value, json};

use super::{call, events, made, read};
use crate::harness::on_both;

const TEXTS: [&str; 5] = [
    "firstName",
    "lastName",
    "companyName",
    "phone",
    "externalId",
];

fn full() -> Value {
    json!({"firstName": "Jane", "lastName": "Doe", "companyName": "Doe Ltd", "phone": "+1234567890", "externalId": "e1",
        "email": "jane@x.com", "metadata": {"a": 1}, "privateMetadata": {"b": 2}})
}

on_both! {
    async fn in_a_variable_for_the_whole_input(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let id = made(&staff, full()).await;
        for field in TEXTS.into_iter().chain(["email", "metadata", "privateMetadata"]) {
            let before = read(&staff, &id).await;
            let mut input = json!({ "id": id });
            input[field] = Value::Null;
            call(&staff, "updateCustomer", input).await.ok();
            let after = read(&staff, &id).await;
            for other in TEXTS.into_iter().chain(["email", "metadata", "privateMetadata"]) {
                let expected = if other == field { &Value::Null } else { &before[other] };
                assert_eq!(&after[other], expected, "{other} after clearing {field}");
            }
        }
    }
}

on_both! {
    async fn in_a_variable_for_each_field(shop: &Shop) {
        const UPDATE: &str = "mutation ($id: ID!, $first: String, $last: String, $company: String, $phone: String, $email: String,
                $external: String, $meta: JSON, $private: JSON, $account: Boolean, $verified: Boolean, $version: Int) {
            updateCustomer(input: {id: $id, firstName: $first, lastName: $last, companyName: $company, phone: $phone, email: $email,
                externalId: $external, metadata: $meta, privateMetadata: $private, hasAccount: $account, emailVerified: $verified,
                expectedVersion: $version}) { customer { version } userErrors { code field message } } }";
        let staff = shop.staff(&["customers:write"]).await;
        let id = made(&staff, full()).await;
        let before = read(&staff, &id).await;
        let answer = staff.gql(UPDATE, json!({ "id": id })).await.ok();
        assert_eq!(answer.data("updateCustomer.customer.version"), 1);
        assert_eq!(read(&staff, &id).await, before, "variables left out are absent fields");

        let answer = staff.gql(UPDATE, json!({"id": id, "first": "Joan", "phone": null, "meta": null, "version": null})).await.ok();
        assert_eq!(answer.data("updateCustomer.customer.version"), 2);
        let after = read(&staff, &id).await;
        assert_eq!((&after["firstName"], &after["phone"], &after["metadata"]), (&json!("Joan"), &Value::Null, &Value::Null));
        for same in ["lastName", "companyName", "email", "externalId", "privateMetadata", "hasAccount", "emailVerifiedAt"] {
            assert_eq!(after[same], before[same], "{same}");
        }
        let answer = staff.gql(UPDATE, json!({"id": id, "account": null, "verified": null})).await;
        assert_eq!(answer.user_errors(), ["REQUIRED input.hasAccount", "REQUIRED input.emailVerified"]);
    }
}

on_both! {
    async fn in_literals(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let id = made(&staff, full()).await;
        let update = format!(
            "mutation {{ updateCustomer(input: {{id: \"{id}\", firstName: null, lastName: \"Roe\", metadata: {{a: null, c: [1]}}}}) {{
                customer {{ firstName lastName companyName metadata }} userErrors {{ code field message }} }} }}"
        );
        let answer = staff.gql(&update, json!({})).await.ok();
        assert_eq!(
            answer.data("updateCustomer.customer"),
            &json!({"firstName": null, "lastName": "Roe", "companyName": "Doe Ltd", "metadata": {"c": [1]}})
        );
    }
}

on_both! {
    async fn defaults_of_variables_count_as_given(shop: &Shop) {
        const UPDATE: &str = "mutation ($id: ID!, $first: String = null, $last: String = \"Roe\") {
            updateCustomer(input: {id: $id, firstName: $first, lastName: $last}) {
                customer { firstName lastName } userErrors { code field message } } }";
        let staff = shop.staff(&["customers:write"]).await;
        let id = made(&staff, full()).await;
        let answer = staff.gql(UPDATE, json!({ "id": id })).await.ok();
        assert_eq!(answer.data("updateCustomer.customer"), &json!({"firstName": null, "lastName": "Roe"}));
    }
}

on_both! {
    async fn an_empty_text_clears_as_well(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let id = made(&staff, full()).await;
        let mut input = json!({"id": id, "email": " "});
        for field in TEXTS {
            input[field] = json!(" \t");
        }
        call(&staff, "updateCustomer", input).await.ok();
        let row = read(&staff, &id).await;
        for field in TEXTS.into_iter().chain(["email"]) {
            assert_eq!(row[field], Value::Null, "{field}");
        }
    }
}

on_both! {
    async fn metadata_is_merged_as_rfc_7396_says(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        for field in ["metadata", "privateMetadata"] {
            let id = made(&staff, json!({})).await;
            for (patch, result) in [
                (json!({"a": {"b": 1, "c": [1, 2]}, "d": "x"}), json!({"a": {"b": 1, "c": [1, 2]}, "d": "x"})),
                (json!({"a": {"b": null}}), json!({"a": {"c": [1, 2]}, "d": "x"})),
                (json!({"a": {"c": [null]}, "d": null, "gone": null}), json!({"a": {"c": [null]}})),
                (json!({"a": {"new": {"x": null, "y": 1}}}), json!({"a": {"c": [null], "new": {"y": 1}}})),
                (json!({"a": 5}), json!({"a": 5})),
                (json!({"a": null}), json!({})),
            ] {
                let mut input = json!({ "id": id });
                input[field] = patch;
                call(&staff, "updateCustomer", input.clone()).await.ok();
                assert_eq!(read(&staff, &id).await[field], result, "after {input}");
            }
        }
    }
}

on_both! {
    async fn merged_metadata_keeps_its_limits(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let id = made(&staff, json!({"metadata": {"k": "x".repeat(10_000)}})).await;
        let before = (read(&staff, &id).await, events(shop).await.len());
        for (patch, code) in [
            (json!({"other": "x".repeat(10_000)}), "TOO_LONG"),
            (json!([]), "INVALID"),
            (json!("text"), "INVALID"),
            (json!({"a": "\u{0}"}), "INVALID"),
            ((1..9).fold(json!({}), |inner, _| json!({ "d": inner })), "INVALID"),
        ] {
            let answer = call(&staff, "updateCustomer", json!({"id": id, "metadata": patch})).await;
            assert_eq!(answer.user_errors(), [format!("{code} input.metadata")]);
        }
        assert_eq!((read(&staff, &id).await, events(shop).await.len()), before);
    }
}
