//! Values that do not fit, or name what is not there.

use serde_json::{Value, json};

use super::{Senders, differs, request, same};
use crate::harness::{Caller, on_both};

const LOGIN: &str = "mutation ($input: LoginInput!) { login(input: $input) { customer { id } userErrors { code field message } } }";
const REGISTER: &str = "mutation ($input: RegisterCustomerInput!) { registerCustomer(input: $input) { customer { id } userErrors { code field message } } }";
const UPDATE: &str = "mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { customer { id } userErrors { code field message } } }";
const UPDATE_ADDRESS: &str = "mutation ($input: UpdateCustomerAddressInput!) { updateCustomerAddress(input: $input) { address { id } userErrors { code field message } } }";
const DELETE: &str = "mutation ($input: NodesInput!) { deleteCustomers(input: $input) { deletedIds userErrors { code field message } } }";
const CUSTOMER: &str = "query ($id: ID!) { customer(id: $id) { id } }";
const SEARCH: &str = "query ($search: String, $filter: CustomerFilter, $first: Int, $after: String) { customers(search: $search, filter: $filter, first: $first, after: $after) { nodes { id } } }";

on_both! {
    async fn variables_of_the_wrong_type_are_refused(shop: &Shop) {
        let senders = Senders::of(shop).await;
        for (what, query, variables) in [
            ("a missing variable", CUSTOMER, json!({})),
            ("a null where none may be", CUSTOMER, json!({"id": null})),
            ("an object for an id", CUSTOMER, json!({"id": {"a": 1}})),
            ("a list for an id", CUSTOMER, json!({"id": ["cus_1"]})),
            ("a number for a text", LOGIN, json!({"input": {"email": 1, "password": "x"}})),
            ("a missing field", LOGIN, json!({"input": {"email": "vera@shop.example"}})),
            ("an unknown field", LOGIN, json!({"input": {"email": "a", "password": "b", "admin": true}})),
            ("a text for an input", LOGIN, json!({"input": "vera@shop.example"})),
            ("a text for a number", SEARCH, json!({"first": "10"})),
            ("a number beyond 32 bits", SEARCH, json!({"first": 2_147_483_648_u32})),
            ("half a number", SEARCH, json!({"first": 1.5})),
            ("a text for a filter", SEARCH, json!({"filter": "all"})),
        ] {
            let row = differs(what, request(query, &variables), "200, GRAPHQL_VALIDATION_FAILED, no data", "400, GRAPHQL_VALIDATION_FAILED, no data");
            senders.assert_answers(&senders.staff, row).await;
        }
    }
}

on_both! {
    async fn arguments_of_no_sense_are_told_with_their_place(shop: &Shop) {
        let senders = Senders::of(shop).await;
        for (what, variables) in [
            ("a negative page", json!({"first": -1})),
            ("a page beyond the limit", json!({"first": 101})),
            ("a cursor of nobody's", json!({"after": "nonsense"})),
            ("a cursor with a NUL", json!({"after": "\u{0}"})),
        ] {
            let row = same(what, request(SEARCH, &variables), "200, BAD_USER_INPUT customers, null data");
            senders.assert_answers(&senders.staff, row).await;
        }
        let row = same("what is for staff", request(SEARCH, &json!({})), "200, FORBIDDEN customers, null data");
        senders.assert_answers(&senders.customer, row).await;
        let row = same("what is for staff, of anyone", request(SEARCH, &json!({})), "200, UNAUTHENTICATED customers, null data");
        senders.assert_answers(&senders.anyone, row).await;
    }
}

on_both! {
    async fn ids_that_name_nothing_give_null_or_not_found(shop: &Shop) {
        let senders = Senders::of(shop).await;
        let other = shop.customer().await;
        let address = "mutation { createCustomerAddress(input: {city: \"Ghent\"}) { address { id } userErrors { code field message } } }";
        let foreign = other.gql(address, json!({})).await.ok().str("createCustomerAddress.address.id").to_owned();
        let long = "cus_".repeat(10_000);
        let ids = ["nonsense", "", "cus_", "cus_01ARZ3NDEKTSV4RRFFQ69G5FAV", "cgroup_01ARZ3NDEKTSV4RRFFQ69G5FAV", "cus_\u{0}", "' OR 1=1 --", &long];
        for id in ids {
            let row = same("a bad id in a query", request(CUSTOMER, &json!({"id": id})), "200, data");
            senders.assert_answers(&senders.staff, row).await;
            let row = same("a bad id in a mutation", request(UPDATE, &json!({"input": {"id": id, "firstName": "X"}})), "200, NOT_FOUND input.id, data");
            senders.assert_answers(&senders.staff, row).await;
            let row = same("a bad id in a list", request(DELETE, &json!({"input": {"ids": [id]}})), "200, NOT_FOUND input.ids.0, data");
            senders.assert_answers(&senders.staff, row).await;
            let answer = senders.staff.gql(CUSTOMER, json!({"id": id})).await.ok();
            assert_eq!(answer.data("customer"), &Value::Null);
        }
        let read = "query ($id: ID!) { customer: customerAddress(id: $id) { id } }";
        for (query, id) in [(CUSTOMER, &other.id), (read, &foreign)] {
            let row = same("a foreign id in a query", request(query, &json!({"id": id})), "200, data");
            senders.assert_answers(&senders.customer, row).await;
            let answer = senders.customer.gql(query, json!({"id": id})).await.ok();
            assert_eq!(answer.data("customer"), &Value::Null);
        }
        for (query, id) in [(UPDATE, &other.id), (UPDATE_ADDRESS, &foreign)] {
            let row = same("a foreign id in a mutation", request(query, &json!({"input": {"id": id, "firstName": "X"}})), "200, NOT_FOUND input.id, data");
            senders.assert_answers(&senders.customer, row).await;
        }
    }
}

on_both! {
    async fn what_no_database_keeps_reaches_none(shop: &Shop) {
        let senders = Senders::of(shop).await;
        let password = "tulip-carbon-95-mosaic";
        let (anyone, staff): (&Caller, &Caller) = (&senders.anyone, &senders.staff);
        let register = |more: Value| {
            let mut input = json!({"email": "nul@shop.example", "password": password});
            input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            json!({ "input": input })
        };
        for (what, sender, query, variables, answer) in [
            ("an e-mail at login", anyone, LOGIN, json!({"input": {"email": "a\u{0}@shop.example", "password": password}}), "200, INVALID_CREDENTIALS, data"),
            ("a password at login", anyone, LOGIN, json!({"input": {"email": senders.customer.email, "password": "a\u{0}"}}), "200, INVALID_CREDENTIALS, data"),
            ("an e-mail", anyone, REGISTER, register(json!({"email": "a\u{0}@shop.example"})), "200, INVALID input.email, data"),
            ("a name", anyone, REGISTER, register(json!({"firstName": "Ve\u{0}ra"})), "200, INVALID input.firstName, data"),
            ("a phone", anyone, REGISTER, register(json!({"phone": "1\u{0}"})), "200, INVALID input.phone, data"),
            ("metadata", anyone, REGISTER, register(json!({"metadata": {"a": ["\u{0}"]}})), "200, INVALID input.metadata, data"),
            ("a key of metadata", anyone, REGISTER, register(json!({"metadata": {"\u{0}": 1}})), "200, INVALID input.metadata, data"),
            ("a city", anyone, REGISTER, register(json!({"addresses": [{"city": "\u{0}x"}]})), "200, INVALID input.addresses.0.city, data"),
            ("a country", anyone, REGISTER, register(json!({"addresses": [{"countryCode": "\u{0}"}]})), "200, INVALID input.addresses.0.countryCode, data"),
            ("a search", staff, SEARCH, json!({"search": "ve\u{0}ra"}), "200, data"),
            ("a filter", staff, SEARCH, json!({"filter": {"email": {"eq": "\u{0}"}}}), "200, data"),
            ("a pattern", staff, SEARCH, json!({"filter": {"firstName": {"contains": "\u{0}"}}}), "200, data"),
            ("an id in a filter", staff, SEARCH, json!({"filter": {"id": {"in": ["\u{0}"]}}}), "200, data"),
            ("a key in a filter", staff, SEARCH, json!({"filter": {"metadata": [{"key": "\u{0}", "eq": "\u{0}"}]}}), "200, data"),
            ("an escape in the document", staff, "{ customer(id: \"cus_\\u0000\") { id } }", json!({}), "200, data"),
        ] {
            senders.assert_answers(sender, same(what, request(query, &variables), answer)).await;
        }
        let taken = json!({"input": {"email": senders.customer.email.to_uppercase(), "password": password}});
        senders.assert_answers(anyone, same("a taken e-mail", request(REGISTER, &taken), "200, EMAIL_TAKEN input.email, data")).await;
    }
}
