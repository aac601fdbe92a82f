//! A thousand at once.

use serde_json::{Value, json};

use super::{entities, of, stock};
use crate::harness::on_both;

/// Looking up the API key; each of the three types; addresses and groups of the customers; the customers of
/// the addresses.
const STATEMENTS: u64 = 1 + 3 + 2 + 1;

/// Of each type some, others twice, one unknown in seven.
fn mixed(count: usize, stocked: usize) -> Vec<String> {
    let id = |n: usize| match n % 7 {
        0..3 => format!("cus_{:04}", (n * 3) % stocked),
        3..5 => format!("addr_{:04}", (n * 5) % stocked),
        5 => "cgroup_1".to_owned(),
        _ => format!("cus_unknown{n}"),
    };
    (0..count).map(id).collect()
}

on_both! {
    async fn a_thousand_take_as_many_statements_as_seven(shop: &Shop) {
        let staff = shop.staff(&["admin"]).await;
        stock(&staff, 400).await;
        for count in [7, 1_000] {
            let ids = mixed(count, 400);
            let asked: Vec<_> = ids.iter().map(|id| of(id)).collect();
            let (answer, statements) = shop.statements(entities(&staff, &asked)).await;
            assert_eq!(statements, STATEMENTS, "for {count}");
            let answer = answer.ok();
            let found = answer.data("_entities").as_array().expect("a list");
            assert_eq!(found.len(), count);
            for (id, entity) in ids.iter().zip(found) {
                let known = !id.starts_with("cus_unknown");
                assert_eq!(entity.get("id"), known.then(|| json!(id)).as_ref());
                match entity["__typename"].as_str() {
                    Some("Customer") => {
                        assert_eq!(entity["groups"], json!([{"id": "cgroup_1"}]));
                        assert_eq!(entity["addresses"], json!([{"id": id.replace("cus", "addr")}]));
                    }
                    Some("CustomerAddress") => assert_eq!(entity["customer"]["id"], json!(id.replace("addr", "cus"))),
                    Some("CustomerGroup") => assert_eq!(entity["name"], "vip"),
                    _ => assert!(!known, "{id}"),
                }
            }
        }
    }
}

on_both! {
    async fn more_than_a_thousand_are_refused(shop: &Shop) {
        let staff = shop.staff(&["admin"]).await;
        let answer = entities(&staff, &vec![of("cus_1"); 1_001]).await;
        assert_eq!(answer.error_code(), "BAD_USER_INPUT");
        assert_eq!(answer.json["data"], Value::Null, "the list cannot be null");
        entities(&staff, &vec![of("cus_1"); 1_000]).await.ok();
    }
}

on_both! {
    async fn customers_cannot_multiply_what_is_their_own(shop: &Shop) {
        let owner = shop.customer().await;
        // An object with two lists of its own and an address with its customer: 1 + 10 + 10 + 1.
        let within = vec![of(&owner.id); 5_000 / 22];
        let answer = entities(&owner, &within).await.ok();
        let found = answer.data("_entities").as_array().expect("a list");
        assert!(found.len() > 200 && found.iter().all(|entity| entity["id"] == json!(owner.id)));
        for caller in [&*owner, &shop.anonymous()] {
            let beyond = [&within[..], &within[..1]].concat();
            assert_eq!(entities(caller, &beyond).await.error_code(), "QUERY_TOO_COMPLEX");
        }
    }
}
