//! Adding addresses.

use serde_json::{Value, json};

use super::{added, create, refusals};
use crate::harness::on_both;
use crate::outbox::{recorded, told};

const UNKNOWN: &str = "cus_01JD0000000000000000000000";

on_both! {
    async fn an_owner_adds_an_address(shop: &Shop) {
        let owner = shop.customer().await;
        let input = json!({
            "addressName": " Home ", "isDefaultShipping": true, "company": "Acme", "firstName": "Vera",
            "lastName": "Lind", "address1": "1 Main St", "address2": "Apt 2", "city": "Albany",
            "countryCode": "US", "province": "NY", "postalCode": "12201", "phone": "+1 612 823 4334",
            "metadata": {"gate": 7},
        });
        let (answer, events) = recorded(shop, create(&owner, input)).await;
        let answer = answer.ok();
        let address = answer.data("createCustomerAddress.address");
        let id = answer.str("createCustomerAddress.address.id");
        assert!(id.starts_with("addr_"), "{id}");
        assert_eq!(address, &json!({
            "id": id, "customerId": owner.id, "addressName": "Home", "isDefaultShipping": true,
            "isDefaultBilling": false, "company": "Acme", "firstName": "Vera", "lastName": "Lind",
            "address1": "1 Main St", "address2": "Apt 2", "city": "Albany", "countryCode": "us",
            "province": "us-ny", "postalCode": "12201", "phone": "+16128234334",
            "metadata": {"gate": 7}, "version": 1,
            "country": {"iso2": "us", "iso3": "usa", "numericCode": 840,
                "displayName": address["country"]["displayName"]},
        }));
        let country = answer.str("createCustomerAddress.address.country.displayName");
        assert!(country.starts_with("United States"), "{country}");
        // An address is no change of its customer.
        assert_eq!(answer.data("createCustomerAddress.customer"), &json!({"id": owner.id, "version": 1}));
        assert_eq!(told(&events), [("customer.address_created", json!({"addressId": id}))]);
        assert_eq!(events[0].customer_id.as_ref().map(ToString::to_string), Some(owner.id.clone()));
        assert_eq!(events[0].actor.as_deref(), Some(owner.id.as_str()));
    }
}

on_both! {
    async fn an_address_may_be_empty(shop: &Shop) {
        let owner = shop.customer().await;
        let answer = create(&owner, json!({})).await.ok();
        let address = answer.data("createCustomerAddress.address");
        for field in ["addressName", "company", "city", "countryCode", "country", "province", "phone", "metadata"] {
            assert_eq!(address[field], Value::Null, "{field}");
        }
        assert_eq!((&address["isDefaultShipping"], &address["isDefaultBilling"]), (&json!(false), &json!(false)));
    }
}

on_both! {
    async fn an_owner_may_name_themselves_and_nobody_else(shop: &Shop) {
        let (owner, other) = (shop.customer().await, shop.customer().await);
        create(&owner, json!({"customerId": owner.id})).await.ok();
        for id in [other.id.as_str(), UNKNOWN, "nonsense"] {
            let answer = create(&owner, json!({"customerId": id})).await;
            assert_eq!(refusals(&answer), ["NOT_FOUND input.customerId"], "{id}");
            assert_eq!(answer.data("createCustomerAddress.address"), &Value::Null);
            assert_eq!(answer.data("createCustomerAddress.customer"), &Value::Null);
        }
        let list = "{ customerAddresses { totalCount } }";
        assert_eq!(other.gql(list, json!({})).await.ok().data("customerAddresses.totalCount"), &json!(0));
    }
}

on_both! {
    async fn staff_says_whose_it_is(shop: &Shop) {
        let owner = shop.customer().await;
        let staff = shop.staff(&["customers:write"]).await;
        let answer = create(&staff, json!({"customerId": owner.id, "city": "Rome"})).await.ok();
        assert_eq!(answer.str("createCustomerAddress.address.customerId"), owner.id);
        assert_eq!(refusals(&create(&staff, json!({"city": "Rome"})).await), ["REQUIRED input.customerId"]);
        for id in [UNKNOWN, "nonsense", "addr_1"] {
            let answer = create(&staff, json!({"customerId": id})).await;
            assert_eq!(refusals(&answer), ["NOT_FOUND input.customerId"], "{id}");
        }
    }
}

on_both! {
    async fn staff_alone_chooses_ids(shop: &Shop) {
        let owner = shop.customer().await;
        let staff = shop.staff(&["customers:write"]).await;
        for id in ["addr_old-1", "cuaddr_01ABC"] {
            assert_eq!(added(&staff, json!({"id": id, "customerId": owner.id})).await, id);
            let again = create(&staff, json!({"id": id, "customerId": owner.id})).await;
            assert_eq!(refusals(&again), ["ID_TAKEN input.id"]);
        }
        for id in ["cus_1", "addr_", "addr_a b", "1"] {
            let answer = create(&staff, json!({"id": id, "customerId": owner.id})).await;
            assert_eq!(refusals(&answer), ["INVALID input.id"], "{id}");
        }
        assert_eq!(refusals(&create(&owner, json!({"id": "addr_mine"})).await), ["NOT_ALLOWED input.id"]);
        // The id of a deleted row stays taken.
        super::delete(&staff, &["addr_old-1"]).await.ok();
        let again = create(&staff, json!({"id": "addr_old-1", "customerId": owner.id})).await;
        assert_eq!(refusals(&again), ["ID_TAKEN input.id"]);
    }
}

on_both! {
    async fn a_refused_address_leaves_no_trace(shop: &Shop) {
        let owner = shop.customer().await;
        let staff = shop.staff(&["customers:write"]).await;
        let first = json!({"id": "addr_a", "customerId": owner.id, "isDefaultShipping": true});
        create(&staff, first.clone()).await.ok();
        // It would have taken the flag from the first.
        let (answer, events) = recorded(shop, create(&staff, first)).await;
        assert_eq!(refusals(&answer), ["ID_TAKEN input.id"]);
        assert_eq!(told(&events), []);
        let query = "{ me { defaultShippingAddress { id version } } }";
        let answer = owner.gql(query, json!({})).await.ok();
        assert_eq!(answer.data("me.defaultShippingAddress"), &json!({"id": "addr_a", "version": 1}));
    }
}
