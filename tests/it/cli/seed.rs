//! `patronage seed`

use entity::{customer, customer_address, customer_group, customer_group_customer};
use patronage::customer::store::List;
use patronage::db::Db;
use patronage::page::PageArgs;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::patronage;
use crate::harness::{Backend, Database};

const SEED: [&str; 7] = [
    "seed",
    "--customers",
    "2500",
    "--groups",
    "9",
    "--rng-seed",
    "42",
];

async fn customers(db: &Db) -> Vec<customer::Model> {
    let all = customer::Entity::find().order_by_asc(customer::Column::Id);
    all.all(db.read()).await.expect("customers")
}

/// The rows of one database after a load, which are held against those of the other.
async fn load(database: &Database, db: &Db) -> Vec<customer::Model> {
    let ran = patronage(database.url(), &SEED);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    for line in [
        "customers\t2500",
        "addresses\t5000",
        "memberships\t5000",
        "new groups\t9",
        "rng seed\t42",
    ] {
        ran.line(line);
    }
    let count = customer_address::Entity::find().count(db.read());
    assert_eq!(count.await.expect("addresses"), 5000);
    let count = customer_group_customer::Entity::find().count(db.read());
    assert_eq!(count.await.expect("memberships"), 5000);
    let defaults = customer_address::Entity::find()
        .filter(customer_address::Column::IsDefaultShipping.eq(true))
        .count(db.read());
    assert_eq!(defaults.await.expect("defaults"), 2500);
    customers(db).await
}

#[tokio::test]
async fn both_databases_get_the_same_customers_and_find_them() {
    let mut loads = Vec::new();
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let Some(database) = Database::fresh(backend).await else {
            continue;
        };
        let db = database.connect().await;
        let rows = load(&database, &db).await;
        let wanted = rows
            .iter()
            .find(|row| row.email.is_some())
            .expect("an e-mail");
        let list = List {
            include_deleted: false,
            filter: None,
            search: wanted.email.clone(),
            order: Vec::new(),
            args: PageArgs::default(),
        };
        let page = list.page(&db).await.expect("a page");
        assert_eq!(page.rows.len(), 1);
        assert_eq!(page.rows[0].id, wanted.id);
        loads.push(rows);
        db.close().await;
        database.remove().await;
    }
    assert!(loads.iter().all(|rows| rows == &loads[0]));
}

#[tokio::test]
async fn a_second_load_uses_the_groups_again_and_needs_another_seed() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let Some(database) = Database::fresh(backend).await else {
            continue;
        };
        let db = database.connect().await;
        load(&database, &db).await;
        let same = patronage(database.url(), &SEED);
        assert_eq!(same.status, Some(1));
        let told = "patronage: the database has customers of --rng-seed 42 already: give another number; 0 of 2500 customers are stored\n";
        assert!(same.stderr.ends_with(told), "{}", same.stderr);
        let other = patronage(
            database.url(),
            &["seed", "--customers", "5", "--groups", "9"],
        );
        assert_eq!(other.status, Some(0), "{}", other.stderr);
        other.line("new groups\t0");
        let groups = customer_group::Entity::find().count(db.read());
        assert_eq!(groups.await.expect("groups"), 9);
        assert_eq!(customers(&db).await.len(), 2505);
        db.close().await;
        database.remove().await;
    }
}

#[test]
fn nonsense_is_wrong_usage() {
    for args in [
        &["seed"][..],
        &["seed", "--customers", "0"],
        &["seed", "--customers", "5", "--addresses", "101"],
    ] {
        assert_eq!(
            patronage("sqlite::memory:", args).status,
            Some(2),
            "{args:?}"
        );
    }
    let args = [
        "serve",
        "--demo",
        "--listen",
        "0.0.0.0:0",
        "--insecure-http",
    ];
    let ran = patronage("sqlite::memory:", &args);
    assert_eq!(ran.status, Some(2), "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains("PATRONAGE_LISTEN must be a loopback address")
    );
}
