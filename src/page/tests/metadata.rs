//! Metadata is found by whatever keys and values it can have.

use async_graphql::MaybeUndefined;
use entity::customer::{Entity, Model};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use sea_orm::EntityTrait;
use serde_json::{Value as Json, json};

use super::rows::{self, found};
use crate::customer::graphql::CustomerFilter;
use crate::page::MetadataFilter;

fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        any::<f64>()
            .prop_filter("whole ones are stored as integers", |f| f.fract() != 0.0)
            .prop_map(Json::from),
        "[^\0]*".prop_map(Json::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Json::from),
            prop::collection::btree_map("[^\0]*", inner, 0..3)
                .prop_map(|members| members.into_iter().collect()),
        ]
    })
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof!["[^\0]*", "[\"'\\\\$.\\[\\]0#-]{0,4}"]
}

fn of_metadata(key: &str, eq: MaybeUndefined<Json>, exists: Option<bool>) -> CustomerFilter {
    let key = key.to_owned();
    CustomerFilter {
        metadata: Some(vec![MetadataFilter { key, eq, exists }]),
        ..CustomerFilter::default()
    }
}

#[test]
fn metadata_is_found_by_any_key_and_value() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let db = runtime.block_on(rows::database());
    let strategy = ((key(), key()), (json(), json()));
    let outcome = TestRunner::default().run(&strategy, |((key, other), (value, another))| {
        runtime.block_on(async {
            Entity::delete_many().exec(&db).await.unwrap();
            let with = Model {
                metadata: Some(json!({ key.clone(): value.clone() })),
                ..rows::customer("cus_1")
            };
            rows::insert(&db, [with, rows::customer("cus_2")]).await;
            let eq = |value: &Json| MaybeUndefined::Value(value.clone());
            let is = |found: Vec<String>| found == ["cus_1"];
            prop_assert!(is(found(&db, of_metadata(&key, eq(&value), None)).await));
            prop_assert!(is(found(
                &db,
                of_metadata(&key, MaybeUndefined::Undefined, None)
            )
            .await));
            let others = found(
                &db,
                of_metadata(&key, MaybeUndefined::Undefined, Some(false)),
            )
            .await;
            prop_assert_eq!(others, ["cus_2"]);
            let same = value == another;
            prop_assert_eq!(
                is(found(&db, of_metadata(&key, eq(&another), None)).await),
                same
            );
            let same = key == other;
            prop_assert_eq!(
                is(found(&db, of_metadata(&other, eq(&value), None)).await),
                same
            );
            Ok(())
        })
    });
    outcome.unwrap();
}

#[tokio::test]
async fn metadata_compares_by_value() {
    let db = rows::database().await;
    let metadata = json!({"n": 1, "null": null, "o": {"b": 1, "a": [2]}, "t": true, "s": "1"});
    let with = Model {
        metadata: Some(metadata),
        ..rows::customer("cus_1")
    };
    rows::insert(&db, [with, rows::customer("cus_2")]).await;
    let value = MaybeUndefined::Value;
    for (key, eq, exists, ids) in [
        ("n", value(json!(1.0)), None, &["cus_1"][..]),
        ("n", value(json!("1")), None, &[]),
        ("n", value(json!(true)), None, &[]),
        ("t", value(json!(1)), None, &[]),
        ("s", value(json!(1)), None, &[]),
        ("o", value(json!({"a": [2.0], "b": 1})), None, &["cus_1"]),
        ("o", value(json!({"a": [2]})), None, &[]),
        ("null", MaybeUndefined::Null, None, &["cus_1"]),
        ("null", MaybeUndefined::Undefined, Some(true), &["cus_1"]),
        ("none", MaybeUndefined::Null, None, &[]),
        (
            "none",
            MaybeUndefined::Undefined,
            Some(false),
            &["cus_1", "cus_2"],
        ),
        ("n", value(json!(1)), Some(false), &[]),
        ("n\0", MaybeUndefined::Undefined, None, &[]),
        (
            "n\0",
            MaybeUndefined::Undefined,
            Some(false),
            &["cus_1", "cus_2"],
        ),
        ("s", value(json!("1\0")), None, &[]),
    ] {
        let filter = of_metadata(key, eq.clone(), exists);
        assert_eq!(found(&db, filter).await, ids, "{key} {eq:?} {exists:?}");
    }
}
