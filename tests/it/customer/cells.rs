//! Rows that are read by place hold what the ORM reads.

use entity::{Cells, Folded};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::json;

use crate::harness::on_both;

const NEW: &str = "mutation {
    createCustomer(input: {id: \"cus_1\", email: \"jürg@example.com\", firstName: \"Jürg\", lastName: \"\u{1F600}\", phone: \"+41 44 668 18 00\",
        metadata: {a: [1, null, \"é\"]}, privateMetadata: {b: 2}, externalId: \"X-1\"}) { userErrors { code } }
    other: createCustomer(input: {id: \"cus_2\"}) { userErrors { code } }
    createCustomerAddress(input: {id: \"addr_1\", customerId: \"cus_1\", city: \"Zürich\", address1: \"Hardturmstrasse 1\", countryCode: \"CH\",
        isDefaultBilling: true, metadata: {c: {}}}) { userErrors { code } }
    empty: createCustomerAddress(input: {id: \"addr_2\", customerId: \"cus_1\"}) { userErrors { code } }
    createCustomerGroup(input: {id: \"cgroup_1\", name: \"Händler\", metadata: {d: true}}) { userErrors { code } }
    addCustomersToGroup(input: {pairs: [{customerId: \"cus_1\", customerGroupId: \"cgroup_1\"}]}) { userErrors { code } } }";

/// Both ways of reading every row of an entity.
macro_rules! compared {
    ($db:expr, $entity:ident, $rows:literal) => {{
        use entity::$entity::{Column, Entity, Model};
        let select = Entity::find().order_by_asc(Column::Id);
        let expected: Vec<Model> = select.clone().all($db).await.expect("rows");
        assert_eq!(expected.len(), $rows, stringify!($entity));
        let whole = entity::all(&*$db, &select, true).await.expect("rows");
        assert_eq!(whole, expected, stringify!($entity));
        let shown = entity::all(&*$db, &select, false).await.expect("rows");
        assert_eq!(shown.len(), expected.len());
        for (shown, expected) in shown.iter().zip(&expected) {
            for column in Model::SHOWN {
                assert_eq!(
                    sea_orm::ModelTrait::get(shown, *column),
                    sea_orm::ModelTrait::get(expected, *column)
                );
            }
        }
        (shown, expected)
    }};
}

on_both! {
    async fn rows_by_place_hold_what_the_orm_reads(shop: &Shop) {
        let admin = shop.staff(&["admin"]).await;
        admin.gql(NEW, json!({})).await.ok();
        let db = shop.app.db.read();
        let (mut shown, expected) = compared!(db, customer, 2);
        assert!(shown.iter().all(|row| row.search.is_empty() && row.first_name_fold.is_none()));
        shown.iter_mut().for_each(Folded::fold);
        assert_eq!(shown, expected, "what is hidden follows from what is shown");
        let (mut shown, expected) = compared!(db, customer_address, 2);
        shown.iter_mut().for_each(Folded::fold);
        assert_eq!(shown, expected);
        let (mut shown, expected) = compared!(db, customer_group, 1);
        shown.iter_mut().for_each(Folded::fold);
        assert_eq!(shown, expected);
        compared!(db, customer_group_customer, 1);
        compared!(db, api_key, 1);
    }
}
