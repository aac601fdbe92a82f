//! What an import leaves besides the rows: events, and customers whom the API knows.

use serde_json::{Value, json};

use super::{figures, folder, import, lines};
use crate::harness::on_both;
use crate::outbox::{recorded, told};

on_both! {
    async fn events_are_those_of_creating(shop: &Shop) {
        let folder = folder();
        let group = json!({"id": "cgroup_1", "name": "VIP", "membershipId": "cgc_1"});
        let file = lines(&folder, &[
            json!({"id": "cus_1", "email": "ada@example.com", "hasAccount": true,
                "addresses": [{"id": "addr_1"}, {"id": "addr_2"}], "groups": [group]}),
            json!({"id": "cus_2", "deletedAt": "2024-01-01"}),
        ]);
        let file = file.to_str().expect("a path");
        let run = async { import(shop, file, &["--from", "patronage"]).ok() };
        let (_, events) = recorded(shop, run).await;
        let expected = [
            ("customer_group.created", json!({})),
            ("customer.created", json!({})),
            ("customer.address_created", json!({"addressId": "addr_1"})),
            ("customer.address_created", json!({"addressId": "addr_2"})),
            ("customer_group.customer_added", json!({"membershipId": "cgc_1"})),
            ("customer.created", json!({})),
            ("customer.deleted", json!({})),
        ];
        assert_eq!(told(&events), expected);
        assert!(events.iter().all(|event| event.actor.is_none()));
        let run = async { import(shop, file, &["--from", "patronage"]).ok() };
        let (_, events) = recorded(shop, run).await;
        assert!(events.is_empty(), "who is there already is no news");
    }
}

on_both! {
    async fn customers_are_found_at_once(shop: &Shop) {
        let folder = folder();
        let file = lines(&folder, &[json!({
            "id": "cus_1", "firstName": "José", "phone": "+44 20 7946 0958",
            "addresses": [{"city": "Łódź", "isDefaultShipping": true}], "groups": ["VIP"],
        })]);
        import(shop, file.to_str().expect("a path"), &["--from", "patronage"]).ok();
        let staff = shop.staff(&["customers:read", "groups:read"]).await;
        let query = "{
            customers(search: \"jose 7946\") { nodes { id groups { name } defaultShippingAddress { city } } }
        }";
        let answer = staff.gql(query, json!({})).await.ok();
        let expected = json!([{
            "id": "cus_1", "groups": [{"name": "VIP"}], "defaultShippingAddress": {"city": "Łódź"},
        }]);
        assert_eq!(answer.data("customers.nodes"), &expected);
    }
}

on_both! {
    async fn groups_that_are_there_are_used_again(shop: &Shop) {
        let staff = shop.staff(&["groups:write"]).await;
        let create = "mutation { createCustomerGroup(input: {name: \"Vip\"}) { customerGroup { id } } }";
        let answer = staff.gql(create, json!({})).await.ok();
        let id = answer.str("createCustomerGroup.customerGroup.id").to_owned();
        let folder = folder();
        let file = lines(&folder, &[
            json!({"type": "group", "id": "cgroup_1", "name": "VIP"}),
            json!({"id": "cus_1", "groups": [{"id": "cgroup_1", "name": "VIP"}, {"name": "vip "}]}),
        ]);
        let ran = import(shop, file.to_str().expect("a path"), &["--from", "patronage"]).ok();
        let numbers = json!({"customers": 1, "memberships": 1, "already there": 1});
        assert_eq!(figures(&ran), numbers);
        let staff = shop.staff(&["customers:read"]).await;
        let query = "{ customer(id: \"cus_1\") { groups { id } } }";
        let answer = staff.gql(query, json!({})).await.ok();
        assert_eq!(answer.data("customer.groups"), &Value::from(vec![json!({ "id": id })]));
    }
}
