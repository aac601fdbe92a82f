//! Changing addresses.

use std::time::Duration;

use serde_json::{Value, json};

use super::{added, delete, refusals, update};
use crate::harness::on_both;
use crate::outbox::{recorded, told};

on_both! {
    async fn a_change_adds_a_version_and_names_what_changed(shop: &Shop) {
        let owner = shop.customer().await;
        let id = added(&owner, json!({"city": "Rome", "company": "Acme"})).await;
        shop.clock.advance(Duration::from_secs(5));
        let change = update(&owner, json!({"id": id, "city": "Bari", "company": "Acme", "phone": "+39 06 698 1234"}));
        let (answer, events) = recorded(shop, change).await;
        let answer = answer.ok();
        assert_eq!(answer.data("updateCustomerAddress.address.version"), &json!(2));
        assert_eq!(answer.data("updateCustomerAddress.customer.version"), &json!(1));
        let data = json!({"addressId": id, "changed": ["city", "phone"]});
        assert_eq!(told(&events), [("customer.address_updated", data)]);
    }
}

on_both! {
    async fn a_change_of_nothing_changes_nothing(shop: &Shop) {
        let owner = shop.customer().await;
        let given = json!({"city": "Rome", "countryCode": "us", "province": "NY", "metadata": {"a": 1}, "isDefaultShipping": true});
        let id = added(&owner, given.clone()).await;
        let before = update(&owner, json!({"id": id})).await.ok();
        shop.clock.advance(Duration::from_secs(5));
        let mut same = given;
        same["id"] = json!(id);
        let (answer, events) = recorded(shop, update(&owner, same)).await;
        let answer = answer.ok();
        assert_eq!(answer.data("updateCustomerAddress.address"), before.data("updateCustomerAddress.address"));
        assert_eq!(answer.data("updateCustomerAddress.address.version"), &json!(1));
        assert_eq!(told(&events), []);
    }
}

on_both! {
    async fn a_wrong_version_is_refused(shop: &Shop) {
        let owner = shop.customer().await;
        let id = added(&owner, json!({"city": "Rome"})).await;
        update(&owner, json!({"id": id, "city": "Bari", "expectedVersion": 1})).await.ok();
        for version in [1, 3, 0, -1] {
            let stale = update(&owner, json!({"id": id, "city": "Pisa", "isDefaultShipping": true, "expectedVersion": version}));
            let (answer, events) = recorded(shop, stale).await;
            assert_eq!(refusals(&answer), ["VERSION_CONFLICT input.expectedVersion"]);
            assert_eq!(answer.data("updateCustomerAddress.address"), &Value::Null);
            assert_eq!(told(&events), []);
        }
        let address = update(&owner, json!({"id": id, "expectedVersion": 2})).await.ok();
        assert_eq!(address.str("updateCustomerAddress.address.city"), "Bari");
        assert_eq!(address.data("updateCustomerAddress.address.isDefaultShipping"), &json!(false));
    }
}

on_both! {
    async fn a_flag_cannot_be_null(shop: &Shop) {
        let owner = shop.customer().await;
        let id = added(&owner, json!({})).await;
        let answer = update(&owner, json!({"id": id, "isDefaultShipping": null, "isDefaultBilling": null})).await;
        assert_eq!(refusals(&answer), ["REQUIRED input.isDefaultBilling", "REQUIRED input.isDefaultShipping"]);
    }
}

on_both! {
    async fn what_is_stored_is_normalised_anew_only_when_given_anew(shop: &Shop) {
        let owner = shop.customer().await;
        let id = added(&owner, json!({"province": "NY", "phone": "(612) 823-4334"})).await;
        let steps = [
            (json!({"countryCode": "US"}), json!(["us", "NY", "(612) 823-4334"])),
            (json!({"province": "NY"}), json!(["us", "us-ny", "(612) 823-4334"])),
            (json!({"phone": "(612) 823-4334"}), json!(["us", "us-ny", "+16128234334"])),
            (json!({"countryCode": "it"}), json!(["it", "us-ny", "+16128234334"])),
            (json!({"countryCode": "it", "province": "rm", "phone": "06 698 12345"}), json!(["it", "it-rm", "+390669812345"])),
            (json!({"countryCode": null, "province": "RM"}), json!([null, "RM", "+390669812345"])),
        ];
        for (mut changes, expected) in steps {
            changes["id"] = json!(id);
            let answer = update(&owner, changes.clone()).await.ok();
            let address = answer.data("updateCustomerAddress.address");
            assert_eq!(json!([address["countryCode"], address["province"], address["phone"]]), expected, "{changes}");
        }
    }
}

on_both! {
    async fn metadata_is_merged_and_bounded(shop: &Shop) {
        let owner = shop.customer().await;
        let id = added(&owner, json!({"metadata": {"a": {"b": 1, "c": 2}, "half": "x".repeat(9000)}})).await;
        let answer = update(&owner, json!({"id": id, "metadata": {"a": {"b": null}, "half": null, "d": [null]}})).await.ok();
        assert_eq!(answer.data("updateCustomerAddress.address.metadata"), &json!({"a": {"c": 2}, "d": [null]}));
        let refused = [(json!([1]), "INVALID"), (json!("a"), "INVALID"), (json!({"e": "x".repeat(17_000)}), "TOO_LONG")];
        for (patch, code) in refused {
            let answer = update(&owner, json!({"id": id, "metadata": patch})).await;
            assert_eq!(refusals(&answer), [format!("{code} input.metadata")]);
        }
    }
}

on_both! {
    async fn anothers_address_is_unknown(shop: &Shop) {
        let (owner, other) = (shop.customer().await, shop.customer().await);
        let id = added(&owner, json!({"city": "Rome"})).await;
        let ids = [id.as_str(), "addr_01JD0000000000000000000000", owner.id.as_str(), "", "nonsense"];
        for id in ids {
            let (answer, events) = recorded(shop, update(&other, json!({"id": id, "city": "Bari"}))).await;
            assert_eq!(refusals(&answer), ["NOT_FOUND input.id"], "{id}");
            assert_eq!(told(&events), []);
        }
        let staff = shop.staff(&["customers:write"]).await;
        let answer = update(&staff, json!({"id": id, "city": "Bari"})).await.ok();
        assert_eq!(answer.str("updateCustomerAddress.address.city"), "Bari");
        delete(&staff, &[&id]).await.ok();
        assert_eq!(refusals(&update(&owner, json!({"id": id, "city": "Pisa"})).await), ["NOT_FOUND input.id"]);
    }
}
