//! `createCustomer` with ids of the caller's own.

use serde_json::{Value, json};

use super::{call, events, made, read};
use crate::harness::{Caller, on_both};

async fn errors(staff: &Caller, input: Value) -> Vec<String> {
    call(staff, "createCustomer", input).await.user_errors()
}

on_both! {
    async fn a_given_id_is_kept(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        for id in ["cus_1", "cus_01ARZ3NDEKTSV4RRFFQ69G5FAV", "cus_A-z_9", &format!("cus_{}", "x".repeat(64))] {
            assert_eq!(made(&staff, json!({ "id": id })).await, id);
            assert_eq!(read(&staff, id).await["id"], id);
        }
        // Medusa's addresses start like this.
        let answer = call(&staff, "createCustomer", json!({"addresses": [{"id": "cuaddr_1"}, {"id": "addr_1"}]})).await.ok();
        let addresses = answer.data("createCustomer.customer.addresses").as_array().expect("addresses");
        let mut ids: Vec<_> = addresses.iter().map(|address| address["id"].as_str()).collect();
        ids.sort_unstable();
        assert_eq!(ids, [Some("addr_1"), Some("cuaddr_1")]);
    }
}

on_both! {
    async fn a_malformed_id_is_invalid(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let long = format!("cus_{}", "x".repeat(65));
        for id in ["", "cus_", "1", "CUS_1", "cgroup_1", "cus_a b", "cus_é", "cus_a\u{0}", " cus_1", "cus_1\n", &long] {
            assert_eq!(errors(&staff, json!({ "id": id })).await, ["INVALID input.id"], "{id:?}");
        }
        assert!(events(shop).await.is_empty());
    }
}

on_both! {
    async fn an_id_is_taken_for_good(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        made(&staff, json!({"id": "cus_1", "firstName": "First"})).await;
        assert_eq!(errors(&staff, json!({"id": "cus_1"})).await, ["ID_TAKEN input.id"]);
        call(&staff, "deleteCustomers", json!({"ids": ["cus_1"]})).await.ok();
        assert_eq!(errors(&staff, json!({"id": "cus_1"})).await, ["ID_TAKEN input.id"]);
        assert_eq!(read(&staff, "cus_1").await["firstName"], "First");
    }
}

on_both! {
    async fn an_address_id_is_taken_at_its_place(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        made(&staff, json!({"addresses": [{"id": "addr_1"}]})).await;
        let twice = json!({"addresses": [{"city": "Rome"}, {"id": "addr_1"}]});
        assert_eq!(errors(&staff, twice).await, ["ID_TAKEN input.addresses.1.id"]);
        let within = json!({"addresses": [{"id": "addr_2"}, {"id": "addr_2"}]});
        assert_eq!(errors(&staff, within).await, ["ID_TAKEN input.addresses.1.id"]);
    }
}

on_both! {
    async fn an_external_id_is_unique_among_the_living(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let first = made(&staff, json!({"externalId": " crm-1 "})).await;
        assert_eq!(read(&staff, &first).await["externalId"], "crm-1");
        assert_eq!(errors(&staff, json!({"externalId": "crm-1"})).await, ["ID_TAKEN input.externalId"]);
        made(&staff, json!({"externalId": "CRM-1"})).await;
        call(&staff, "deleteCustomers", json!({"ids": [first]})).await.ok();
        let second = made(&staff, json!({"externalId": "crm-1"})).await;

        let refused = call(&staff, "restoreCustomers", json!({"ids": [first]})).await;
        assert_eq!(refused.user_errors(), ["ID_TAKEN input.ids.0"]);
        call(&staff, "updateCustomer", json!({"id": second, "externalId": null})).await.ok();
        call(&staff, "restoreCustomers", json!({"ids": [first]})).await.ok();
        let taken = call(&staff, "updateCustomer", json!({"id": second, "externalId": "crm-1"})).await;
        assert_eq!(taken.user_errors(), ["ID_TAKEN input.externalId"]);
    }
}
