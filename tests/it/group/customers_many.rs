//! The members of many groups in few statements.

use serde_json::{Value, json};

use super::create_all;
use super::customers::customers;
use crate::customer::statements::{CREDENTIAL, staff};
use crate::harness::{Caller, Shop, on_both};

/// Groups, each with the same few customers and some of its own.
async fn stock(shop: &Shop, groups: usize) -> Caller {
    let staff = staff(shop).await;
    let ids: Vec<_> = (0..groups).map(|n| format!("cgroup_{n:03}")).collect();
    let named = |id: &String| json!({"id": id, "name": id});
    create_all(&staff, json!(ids.iter().map(named).collect::<Vec<_>>()))
        .await
        .ok();
    let mut rows: Vec<_> = (0..3)
        .map(|n| json!({"id": format!("cus_all{n}"), "email": format!("{n}@x.com"), "groupIds": ids}))
        .collect();
    rows.extend(
        ids.iter()
            .map(|id| json!({"id": format!("cus_{id}"), "groupIds": [id]})),
    );
    customers(&staff, json!(rows)).await;
    staff
}

/// The answer's data and the statements besides the credential's.
async fn count(shop: &Shop, staff: &Caller, query: &str) -> (Value, u64) {
    let (answer, statements) = shop.statements(staff.gql(query, json!({}))).await;
    (answer.ok().json["data"].clone(), statements - CREDENTIAL)
}

on_both! {
    async fn pages_of_many_groups_take_as_many_statements_as_one(shop: &Shop) {
        let staff = stock(shop, 100).await;
        let cursor = "{ customerGroup(id: \"cgroup_000\") { customers(first: 1) { pageInfo { endCursor } } } }";
        let (data, _) = count(shop, &staff, cursor).await;
        let after = data["customerGroup"]["customers"]["pageInfo"]["endCursor"].as_str().expect("a cursor").to_owned();
        let by_email = "orderBy: [{field: EMAIL}]";
        // The groups, and: the pages; the filled and the blank part of them; the other side; the totals.
        for (arguments, fields, expected) in [
            ("first: 2", "nodes { id }".to_owned(), 1 + 1),
            ("first: 2", "nodes { id addresses { id } }".to_owned(), 1 + 1 + 1),
            ("first: 2", "edges { cursor node { id } } totalCount pageInfo { hasNextPage hasPreviousPage }".to_owned(), 1 + 1 + 1),
            ("first: 2, after: \"CURSOR\"", "nodes { id } pageInfo { hasNextPage }".to_owned(), 1 + 1),
            ("first: 2, after: \"CURSOR\"", "nodes { id } totalCount pageInfo { hasNextPage hasPreviousPage }".to_owned(), 1 + 1 + 1 + 1),
            ("last: 2", "nodes { id } pageInfo { hasPreviousPage hasNextPage }".to_owned(), 1 + 1),
            ("last: 2, before: \"CURSOR\"", "nodes { id } pageInfo { hasNextPage }".to_owned(), 1 + 1 + 1),
            (by_email, "nodes { id email }".to_owned(), 1 + 2),
            ("first: 2, orderBy: [{field: EMAIL}]", "nodes { id } totalCount".to_owned(), 1 + 1 + 1),
            ("filter: {email: {startsWith: \"0\"}}", "nodes { id } totalCount".to_owned(), 1 + 1 + 1),
        ] {
            let arguments = arguments.replace("CURSOR", &after);
            for groups in [1, 2, 40] {
                let query = format!("{{ customerGroups(first: {groups}) {{ nodes {{ id customers({arguments}) {{ {fields} }} }} }} }}");
                let (data, statements) = count(shop, &staff, &query).await;
                assert_eq!(data["customerGroups"]["nodes"].as_array().map(Vec::len), Some(groups));
                assert_eq!(statements, expected, "{query}");
            }
        }
    }
}

on_both! {
    async fn each_group_has_its_own_members(shop: &Shop) {
        let staff = stock(shop, 50).await;
        let query = "{ customerGroups(first: 50) { nodes { id
            head: customers(first: 2) { nodes { id } totalCount }
            own: customers(last: 1) { nodes { id } pageInfo { hasPreviousPage hasNextPage } } } } }";
        let (data, statements) = count(shop, &staff, query).await;
        assert_eq!(statements, 1 + 2 + 1, "the groups, a statement for each of the fields, the totals");
        for node in data["customerGroups"]["nodes"].as_array().expect("a page") {
            let own = format!("cus_{}", node["id"].as_str().expect("an id"));
            assert_eq!(node["head"], json!({"nodes": [{"id": "cus_all0"}, {"id": "cus_all1"}], "totalCount": 4}));
            assert_eq!(node["own"], json!({"nodes": [{ "id": own }], "pageInfo": {"hasPreviousPage": true, "hasNextPage": false}}));
        }
    }
}

on_both! {
    async fn members_of_one_group_are_read_once_however_often_it_is_met(shop: &Shop) {
        let staff = stock(shop, 2).await;
        let query = "{ customers(first: 3) { nodes { groups { customers(first: 1) { nodes { id } } } } } }";
        let (data, statements) = count(shop, &staff, query).await;
        assert_eq!(statements, 3);
        let pages = data["customers"]["nodes"].as_array().expect("a page");
        assert!(pages.iter().all(|node| node["groups"].as_array().is_some_and(|groups| {
            groups.len() == 2 && groups[1]["customers"]["nodes"][0]["id"] == "cus_all0"
        })));
    }
}
