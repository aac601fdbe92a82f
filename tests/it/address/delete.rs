//! Deleting addresses, and the addresses of deleted customers.

use serde_json::{Value, json};

use super::{added, create, delete, refusals, update};
use crate::harness::on_both;
use crate::outbox::{recorded, told};

on_both! {
    async fn what_can_be_is_deleted_and_the_rest_is_told(shop: &Shop) {
        let (owner, other) = (shop.customer().await, shop.customer().await);
        let foreign = added(&other, json!({})).await;
        let (first, second) = (added(&owner, json!({})).await, added(&owner, json!({})).await);
        let ids = [&second, &foreign, "addr_01JD0000000000000000000000", &first, "nonsense", &second, &owner.id];
        let (answer, events) = recorded(shop, delete(&owner, &ids)).await;
        assert_eq!(answer.data("deleteCustomerAddresses.deletedIds"), &json!([second, first]));
        let expected = ["NOT_FOUND input.ids.1", "NOT_FOUND input.ids.2", "NOT_FOUND input.ids.4", "NOT_FOUND input.ids.6"];
        assert_eq!(refusals(&answer), expected);
        assert_eq!(told(&events), [
            ("customer.address_deleted", json!({"addressId": second})),
            ("customer.address_deleted", json!({"addressId": first})),
        ]);
        let left = other.gql("{ me { addresses { id version } } }", json!({})).await.ok();
        assert_eq!(left.data("me.addresses"), &json!([{"id": foreign, "version": 1}]));
        let again = delete(&owner, &[&first]).await;
        assert_eq!(again.data("deleteCustomerAddresses.deletedIds"), &json!([]));
        assert_eq!(refusals(&again), ["NOT_FOUND input.ids.0"]);
    }
}

on_both! {
    async fn staff_deletes_those_of_many_customers(shop: &Shop) {
        let (one, two) = (shop.customer().await, shop.customer().await);
        let ids = [added(&one, json!({})).await, added(&two, json!({})).await];
        let staff = shop.staff(&["customers:write"]).await;
        let answer = delete(&staff, &[&ids[0], &ids[1]]).await.ok();
        assert_eq!(answer.data("deleteCustomerAddresses.deletedIds"), &json!(ids));
        let list = staff.gql("{ customerAddresses { totalCount } }", json!({})).await.ok();
        assert_eq!(list.data("customerAddresses.totalCount"), &json!(0));
    }
}

on_both! {
    async fn none_and_too_many_are_refused(shop: &Shop) {
        let owner = shop.customer().await;
        let id = added(&owner, json!({})).await;
        assert_eq!(refusals(&delete(&owner, &[]).await), ["REQUIRED input.ids"]);
        let answer = delete(&owner, &vec![id.as_str(); 1001]).await;
        assert_eq!(refusals(&answer), ["LIMIT_REACHED input.ids"]);
        assert_eq!(answer.data("deleteCustomerAddresses.deletedIds"), &json!([]));
        delete(&owner, &vec![id.as_str(); 1000]).await.ok();
    }
}

on_both! {
    async fn addresses_go_and_return_with_their_customer(shop: &Shop) {
        let owner = shop.customer().await;
        let staff = shop.staff(&["customers:write"]).await;
        let id = added(&owner, json!({"isDefaultShipping": true})).await;
        let change = |field: &str| format!("mutation ($ids: [ID!]!) {{ {field}(input: {{ids: $ids}}) {{ userErrors {{ code field message }} }} }}");
        let customer = json!({"ids": [owner.id]});
        staff.gql(&change("deleteCustomers"), customer.clone()).await.ok();

        let query = "query ($id: ID!) { customerAddress(id: $id) { id } node(id: $id) { id } customerAddresses { totalCount } }";
        let gone = staff.gql(query, json!({"id": id})).await.ok();
        assert_eq!(gone.data("customerAddress"), &Value::Null);
        assert_eq!(gone.data("node"), &Value::Null);
        assert_eq!(gone.data("customerAddresses.totalCount"), &json!(0));
        assert_eq!(refusals(&update(&staff, json!({"id": id, "city": "Rome"})).await), ["NOT_FOUND input.id"]);
        assert_eq!(refusals(&delete(&staff, &[&id]).await), ["NOT_FOUND input.ids.0"]);
        assert_eq!(refusals(&create(&staff, json!({"customerId": owner.id})).await), ["NOT_FOUND input.customerId"]);

        staff.gql(&change("restoreCustomers"), customer).await.ok();
        let query = "query ($id: ID!) { customer(id: $id) { defaultShippingAddress { id version } } }";
        let back = staff.gql(query, json!({"id": owner.id})).await.ok();
        assert_eq!(back.data("customer.defaultShippingAddress"), &json!({"id": id, "version": 1}));
    }
}
