//! `createCustomer`: what is kept, and in which form.

use serde_json::{Value, json};

use super::{assert_needs_customers_write, call, events, group, kinds_after, made, read};
use crate::harness::on_both;

fn everything(groups: &[&str]) -> Value {
    json!({
        "email": " Jane.Doe@X.COM ", "firstName": "  Jane ", "lastName": "Doe", "companyName": "Doe & Söhne",
        "phone": "+39 06 698 12345", "hasAccount": true, "externalId": "crm-7",
        "metadata": {"tier": "gold", "n": 1.0}, "privateMetadata": {"risk": [1, null]},
        "addresses": [
            {"city": "Rome", "countryCode": "IT", "isDefaultShipping": true, "isDefaultBilling": true},
            {"city": "New York", "countryCode": "us", "province": "NY", "isDefaultShipping": true},
        ],
        "groupIds": groups,
    })
}

on_both! {
    async fn all_of_it_is_kept(shop: &Shop) {
        let staff = shop.staff(&["customers:write", "groups:write"]).await;
        let (vip, b2b) = (group(&staff, "VIP").await, group(&staff, "B2B").await);
        let answer = call(&staff, "createCustomer", everything(&[&vip, &b2b, &vip])).await.ok();
        let made = answer.data("createCustomer.customer");
        for (field, value) in [
            ("email", json!("jane.doe@x.com")), ("firstName", json!("Jane")), ("lastName", json!("Doe")),
            ("companyName", json!("Doe & Söhne")), ("phone", json!("+390669812345")), ("hasAccount", json!(true)),
            ("emailVerifiedAt", Value::Null), ("metadata", json!({"tier": "gold", "n": 1})), ("version", json!(1)),
            ("deletedAt", Value::Null), ("updatedAt", made["createdAt"].clone()),
            ("groups", json!([{"id": b2b, "name": "B2B"}, {"id": vip, "name": "VIP"}])),
        ] {
            assert_eq!(made[field], value, "{field}");
        }
        let seen: Vec<_> = made["addresses"].as_array().expect("addresses").iter().map(|address| json!([
            address["city"], address["countryCode"], address["province"], address["isDefaultShipping"], address["isDefaultBilling"],
        ])).collect();
        let last_wins = json!([["Rome", "it", null, false, true], ["New York", "us", "us-ny", true, false]]);
        assert_eq!(json!(seen), last_wins);
        let row = read(&staff, made["id"].as_str().expect("an id")).await;
        assert_eq!((&row["privateMetadata"], &row["externalId"]), (&json!({"risk": [1, null]}), &json!("crm-7")));
    }
}

on_both! {
    async fn its_events_come_in_order_and_name_the_maker(shop: &Shop) {
        let staff = shop.staff(&["customers:write", "groups:write"]).await;
        let (vip, b2b) = (group(&staff, "VIP").await, group(&staff, "B2B").await);
        let answer = call(&staff, "createCustomer", everything(&[&vip, &b2b])).await.ok();
        let customer = answer.data("createCustomer.customer");
        let row = read(&staff, customer["id"].as_str().expect("an id")).await;
        let events = &events(shop).await[2..];
        let told: Vec<_> = events.iter().map(|event| (event.kind.as_str(), event.data["addressId"].clone())).collect();
        assert_eq!(told, [
            ("customer.created", Value::Null),
            ("customer.address_created", customer["addresses"][0]["id"].clone()),
            ("customer.address_created", customer["addresses"][1]["id"].clone()),
            ("customer_group.customer_added", Value::Null),
            ("customer_group.customer_added", Value::Null),
        ]);
        let groups: Vec<_> = events.iter().filter_map(|event| event.customer_group_id.as_ref()).map(ToString::to_string).collect();
        assert_eq!(groups, [vip, b2b]);
        for event in events {
            assert_eq!(event.customer_id.as_ref().map(ToString::to_string).as_deref(), customer["id"].as_str());
            assert_eq!(event.actor.as_deref(), row["createdBy"].as_str());
            assert!(event.actor.as_deref().is_some_and(|actor| actor.starts_with("key_")), "{:?}", event.actor);
        }
    }
}

on_both! {
    async fn nothing_need_be_given(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let blank = json!({"email": " ", "firstName": "", "lastName": "\t", "companyName": null, "phone": "",
            "externalId": " ", "hasAccount": null, "metadata": null, "addresses": [], "groupIds": null});
        for input in [json!({}), blank] {
            let answer = call(&staff, "createCustomer", input).await.ok();
            let customer = answer.data("createCustomer.customer");
            for field in ["email", "firstName", "lastName", "companyName", "phone", "metadata"] {
                assert_eq!(customer[field], Value::Null, "{field}");
            }
            assert_eq!((&customer["hasAccount"], &customer["addresses"]), (&json!(false), &json!([])));
            assert!(customer["id"].as_str().is_some_and(|id| id.starts_with("cus_") && id.len() == 30));
        }
        assert_eq!(kinds_after(shop, 0).await, ["customer.created", "customer.created"]);
    }
}

on_both! {
    async fn texts_are_kept_to_their_last_character(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        let long = "ü".repeat(255);
        let email = format!("{}@{}.com", "a".repeat(64), "b".repeat(63));
        let answer = call(&staff, "createCustomer", json!({
            "firstName": long, "lastName": "O'Brien; DROP TABLE \"customer\" -- % _ \\",
            "companyName": "Zoë \u{1F469}\u{200D}\u{1F4BB} שלום", "phone": "+1234567890", "email": email,
        })).await.ok();
        let customer = answer.data("createCustomer.customer");
        assert_eq!(customer["firstName"], long);
        assert_eq!(customer["lastName"], "O'Brien; DROP TABLE \"customer\" -- % _ \\");
        assert_eq!(customer["companyName"], "Zoë \u{1F469}\u{200D}\u{1F4BB} שלום");
        assert_eq!((&customer["phone"], &customer["email"]), (&json!("+1234567890"), &json!(email)));
        let id = made(&staff, json!({"phone": "16128234334802"})).await;
        assert_eq!(read(&staff, &id).await["phone"], "16128234334802");
    }
}

on_both! {
    async fn metadata_is_kept_up_to_its_limits(shop: &Shop) {
        let staff = shop.staff(&["customers:write"]).await;
        // `{"k":"…"}` has eight bytes besides the text.
        let full = json!({"k": "x".repeat(16 * 1024 - 8)});
        let deep = (1..8).fold(json!({}), |inner, _| json!({ "d": inner }));
        for fits in [full, deep, json!({}), json!({"é\"'$.[0]": [true, -1.5, "\u{1}"]})] {
            let id = made(&staff, json!({"metadata": fits, "privateMetadata": fits})).await;
            let row = read(&staff, &id).await;
            assert_eq!((&row["metadata"], &row["privateMetadata"]), (&fits, &fits));
        }
    }
}

on_both! {
    async fn it_is_for_staff_that_writes(shop: &Shop) {
        assert_needs_customers_write(shop, "createCustomer", &json!({"firstName": "A"})).await;
    }
}
