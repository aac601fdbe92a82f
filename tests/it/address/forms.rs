//! An absent field stays, null clears, a value sets, in whichever form the client writes it.

use serde_json::{Value, json};

use super::{added, create};
use crate::harness::{Caller, on_both};

/// The city and the metadata that an update leaves, starting from Rome and a gate.
async fn left(owner: &Caller, update: impl AsyncFnOnce(String)) -> Value {
    let id = added(owner, json!({"city": "Rome", "metadata": {"gate": 7}})).await;
    update(id.clone()).await;
    let query = "query ($id: ID!) { customerAddress(id: $id) { city metadata } }";
    let answer = owner.gql(query, json!({ "id": id })).await.ok();
    answer.data("customerAddress").clone()
}

/// Runs an update of one address; `$id` is that address, the other variables are as given.
async fn run(owner: &Caller, declared: &str, input: &str, id: String, mut variables: Value) {
    let query = format!(
        "mutation ($id: ID!{declared}) {{ updateCustomerAddress(input: {{id: $id{input}}}) {{
            address {{ id }} userErrors {{ code field message }} }} }}"
    );
    variables["id"] = json!(id);
    owner.gql(&query, variables).await.ok();
}

on_both! {
    async fn literals(shop: &Shop) {
        let owner = shop.customer().await;
        let cases = [
            ("", json!({"city": "Rome", "metadata": {"gate": 7}})),
            (", city: null, metadata: null", json!({"city": null, "metadata": null})),
            (", city: \"Bari\", metadata: {bell: 1}", json!({"city": "Bari", "metadata": {"gate": 7, "bell": 1}})),
            (", metadata: {gate: null}", json!({"city": "Rome", "metadata": {}})),
        ];
        for (input, expected) in cases {
            let found = left(&owner, async |id| run(&owner, "", input, id, json!({})).await).await;
            assert_eq!(found, expected, "{input}");
        }
    }
}

on_both! {
    async fn variables_of_single_fields(shop: &Shop) {
        let owner = shop.customer().await;
        let cases = [
            (json!({}), json!({"city": "Rome", "metadata": {"gate": 7}})),
            (json!({"city": null, "metadata": null}), json!({"city": null, "metadata": null})),
            (json!({"city": "Bari", "metadata": {"bell": 1}}), json!({"city": "Bari", "metadata": {"gate": 7, "bell": 1}})),
            (json!({"city": ""}), json!({"city": null, "metadata": {"gate": 7}})),
        ];
        for (variables, expected) in cases {
            let given = variables.clone();
            let found = left(&owner, async |id| {
                run(&owner, ", $city: String, $metadata: JSON", ", city: $city, metadata: $metadata", id, given).await;
            });
            assert_eq!(found.await, expected, "{variables}");
        }
    }
}

on_both! {
    async fn a_default_of_a_variable_counts_when_it_is_left_out(shop: &Shop) {
        let owner = shop.customer().await;
        let cases = [(json!({}), json!("Bari")), (json!({"city": null}), json!(null)), (json!({"city": "Pisa"}), json!("Pisa"))];
        for (variables, expected) in cases {
            let given = variables.clone();
            let found = left(&owner, async |id| {
                run(&owner, ", $city: String = \"Bari\"", ", city: $city", id, given).await;
            });
            assert_eq!(found.await["city"], expected, "{variables}");
        }
    }
}

on_both! {
    async fn one_variable_for_the_whole_input(shop: &Shop) {
        let owner = shop.customer().await;
        let cases = [
            (json!({}), json!({"city": "Rome", "metadata": {"gate": 7}})),
            (json!({"city": null, "metadata": null}), json!({"city": null, "metadata": null})),
            (json!({"city": "Bari", "metadata": {"gate": {"a": null, "b": 1}}}), json!({"city": "Bari", "metadata": {"gate": {"b": 1}}})),
        ];
        for (input, expected) in cases {
            let mut given = input.clone();
            let found = left(&owner, async |id| {
                given["id"] = json!(id);
                super::update(&owner, given).await.ok();
            });
            assert_eq!(found.await, expected, "{input}");
        }
    }
}

on_both! {
    async fn a_variable_left_out_of_a_create_is_absent(shop: &Shop) {
        let owner = shop.customer().await;
        let query = "mutation ($city: String, $shipping: Boolean) {
            createCustomerAddress(input: {city: $city, isDefaultShipping: $shipping}) {
                address { city isDefaultShipping } userErrors { code field message } } }";
        let answer = owner.gql(query, json!({})).await.ok();
        assert_eq!(answer.data("createCustomerAddress.address"), &json!({"city": null, "isDefaultShipping": false}));
        let answer = create(&owner, json!({"isDefaultShipping": null})).await.ok();
        assert_eq!(answer.data("createCustomerAddress.address.isDefaultShipping"), &json!(false));
    }
}
