//! Reads by keys, on SQLite; the tests of loaders read on both databases.

use entity::customer::{Column, Entity, Model};
use entity::{CustomerId, Folded, Prefixed};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Select};

use super::{ByKeys, Keyed};
use crate::db::Db;
use crate::db::beside::Beside;
use crate::page::tests::rows;
use crate::testing;

static NAMED: ByKeys<Select<Entity>> =
    ByKeys::new(|ids| Entity::live().filter(ids.name(Column::Id)));

/// With a parameter besides the keys.
static FIRST: ByKeys<Select<Entity>> = ByKeys::new(|ids| {
    Entity::find()
        .filter(Expr::value(true))
        .filter(ids.name(Column::Id))
});

fn id(number: usize) -> CustomerId {
    CustomerId::parse(&format!("cus_{number}")).expect("an id")
}

async fn stock(db: &Db) -> Vec<Model> {
    let mut customers: Vec<Model> = (0..40)
        .map(|number| rows::customer(&format!("cus_{number}")))
        .collect();
    customers.iter_mut().for_each(Folded::fold);
    let added = customers
        .iter()
        .cloned()
        .map(IntoActiveModel::into_active_model);
    let added = Entity::insert_many(added.map(sea_orm::ActiveModelTrait::reset_all));
    added
        .exec_without_returning(db.write())
        .await
        .expect("rows");
    customers
}

async fn read(db: &Db, by: &ByKeys<Select<Entity>>, keys: &[CustomerId]) -> Vec<Model> {
    let mut rows = db.read().rows(by, keys).await.expect("rows");
    rows.iter_mut().for_each(Folded::fold);
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    rows
}

#[tokio::test]
async fn any_number_of_keys_gives_its_rows() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = testing::database(&testing::settings_in(&folder)).await;
    let stock = stock(&db).await;
    assert!(
        matches!(db.read().beside(), Beside::Direct(_)),
        "the file is read directly"
    );
    for by in [&NAMED, &FIRST] {
        for number in [0, 1, 2, 3, 5, 8, 33] {
            let mut keys: Vec<_> = (0..number).map(id).collect();
            let mut expected = stock.get(..number).expect("rows").to_vec();
            expected.sort_by(|a, b| a.id.cmp(&b.id));
            assert_eq!(read(&db, by, &keys).await, expected, "{number}");
            keys.extend([id(100), id(0), id(0)]);
            expected = expected.into_iter().chain(stock.first().cloned()).collect();
            expected.sort_by(|a, b| a.id.cmp(&b.id));
            expected.dedup();
            assert_eq!(read(&db, by, &keys).await, expected, "{number} and unknown");
        }
    }
}

#[tokio::test]
async fn each_read_is_a_statement() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = testing::database(&testing::settings_in(&folder)).await;
    stock(&db).await;
    let before = db.statements();
    assert_eq!(read(&db, &NAMED, &[id(7)]).await.len(), 1);
    assert_eq!(db.statements() - before, 1);
}

#[tokio::test]
async fn what_was_written_is_read_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = testing::database(&testing::settings_in(&folder)).await;
    stock(&db).await;
    for version in 2..20 {
        Entity::update_many()
            .col_expr(Column::Version, Expr::value(version))
            .filter(Column::Id.eq(id(3)))
            .exec(db.write())
            .await
            .expect("a row");
        let read = read(&db, &NAMED, &[id(3)]).await;
        assert_eq!(read.first().map(|row| row.version), Some(version));
    }
}
