//! `updateCustomers`: whom it is about.

use serde_json::{Value, json};

use super::{call, group, made, read, refusals};
use crate::harness::{Caller, Shop, on_both};
use crate::outbox::{recorded, told};

async fn stock(shop: &Shop) -> Caller {
    let staff = shop.staff(&["customers:write", "groups:write"]).await;
    let vip = group(&staff, "VIP").await;
    for row in [
        json!({"id": "cus_1", "lastName": "Doe", "groupIds": [vip]}),
        json!({"id": "cus_2", "lastName": "doe"}),
        json!({"id": "cus_3", "lastName": "Lind", "addresses": [{"city": "Rome"}]}),
        json!({"id": "cus_4", "lastName": "Doe"}),
    ] {
        made(&staff, row).await;
    }
    call(&staff, "deleteCustomers", json!({"ids": ["cus_4"]}))
        .await
        .ok();
    staff
}

on_both! {
    async fn a_filter_finds_the_living_in_the_order_of_their_ids(shop: &Shop) {
        let staff = stock(shop).await;
        for (turn, (filter, expected)) in [
            (json!({"lastName": {"eq": "DOE"}}), json!(["cus_1", "cus_2"])),
            (json!({"groups": {"name": {"eq": "vip"}}}), json!(["cus_1"])),
            (json!({"addresses": {"city": {"startsWith": "ro"}}}), json!(["cus_3"])),
            (json!({"groups": {}}), json!(["cus_1"])),
            (json!({"not": {"lastName": {"eq": "doe"}}}), json!(["cus_3"])),
            (json!({"or": [{"id": {"eq": "cus_2"}}, {"id": {"eq": "cus_4"}}]}), json!(["cus_2"])),
            (json!({"id": {"in": []}}), json!([])),
            (json!({"deletedAt": {"isNull": true}}), json!(["cus_1", "cus_2", "cus_3"])),
        ].into_iter().enumerate() {
            let input = json!({"filter": filter, "changes": {"metadata": {"turn": turn}}});
            let (answer, events) = recorded(shop, call(&staff, "updateCustomers", input)).await;
            let answer = answer.ok();
            let rows = answer.data("updateCustomers.customers").as_array().expect("a list");
            let ids: Vec<_> = rows.iter().map(|row| &row["id"]).collect();
            assert_eq!(json!(ids), expected, "{filter}");
            assert_eq!(told(&events).len(), rows.len(), "{filter}");
        }
        assert_eq!(read(&staff, "cus_4").await["metadata"], Value::Null);
    }
}

on_both! {
    async fn a_filter_without_a_condition_is_refused(shop: &Shop) {
        let staff = stock(shop).await;
        for filter in [
            json!({}), json!({"and": []}), json!({"or": []}), json!({"not": {}}), json!({"and": [{}, {"not": {"and": []}}]}),
            json!({"email": {}}), json!({"email": null}), json!({"firstName": {"contains": ""}}), json!({"metadata": []}),
            json!({"or": [{}, {"id": {"eq": "cus_1"}}]}), json!({"createdAt": {}}),
        ] {
            let input = json!({"filter": filter, "changes": {"firstName": "All", "phone": "no"}});
            let answer = call(&staff, "updateCustomers", input).await;
            assert_eq!(refusals(&answer, "updateCustomers"), ["INVALID input.changes.phone", "REQUIRED input.filter"], "{filter}");
        }
        assert_eq!(read(&staff, "cus_1").await["version"], 1);
    }
}

on_both! {
    async fn ids_or_a_filter_are_given_and_not_both(shop: &Shop) {
        let staff = stock(shop).await;
        let filter = json!({"id": {"eq": "cus_1"}});
        for (mut input, error) in [
            (json!({}), "REQUIRED input.ids"),
            (json!({"ids": null, "filter": null}), "REQUIRED input.ids"),
            (json!({"ids": ["cus_1"], "filter": filter}), "INVALID input.filter"),
            (json!({"ids": [], "filter": {}}), "INVALID input.filter"),
        ] {
            input["changes"] = json!({"phone": "no"});
            let answer = call(&staff, "updateCustomers", input.clone()).await;
            assert_eq!(refusals(&answer, "updateCustomers"), ["INVALID input.changes.phone", error], "{input}");
        }
        for which in ["ids", "filter"] {
            let mut input = json!({"ids": ["cus_1"], "filter": filter, "changes": {"firstName": which}});
            input[which] = Value::Null;
            let answer = call(&staff, "updateCustomers", input).await.ok();
            assert_eq!(answer.str("updateCustomers.customers.0.id"), "cus_1");
        }
    }
}

on_both! {
    async fn too_many_are_refused(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let many = json!({"ids": vec!["cus_1"; 1001], "changes": {}});
        assert_eq!(refusals(&call(&staff, "updateCustomers", many).await, "updateCustomers"), ["LIMIT_REACHED input.ids"]);
        for last_name in ["A", "B"] {
            let customers = vec![json!({ "lastName": last_name }); 600];
            call(&staff, "createCustomers", json!({ "customers": customers })).await.ok();
        }
        let both = json!({"filter": {"lastName": {"in": ["a", "b"]}}, "changes": {"firstName": "C"}});
        let (answer, events) = recorded(shop, call(&staff, "updateCustomers", both)).await;
        assert_eq!(refusals(&answer, "updateCustomers"), ["LIMIT_REACHED input.filter"]);
        assert_eq!(told(&events), []);
        let one = json!({"filter": {"lastName": {"eq": "a"}}, "changes": {"firstName": "C"}});
        let answer = call(&staff, "updateCustomers", one).await.ok();
        assert_eq!(answer.data("updateCustomers.customers").as_array().map(Vec::len), Some(600));
    }
}

on_both! {
    async fn a_filter_has_its_bounds(shop: &Shop) {
        let staff = stock(shop).await;
        let deep = (0..6).fold(json!({"id": {"eq": "cus_1"}}), |filter, _| json!({ "not": filter }));
        let wide = json!({"id": {"in": vec!["cus_1"; 1001]}});
        for filter in [deep, wide] {
            let answer = call(&staff, "updateCustomers", json!({"filter": filter, "changes": {}})).await;
            assert_eq!(answer.error_code(), "BAD_USER_INPUT", "{filter}");
        }
    }
}
