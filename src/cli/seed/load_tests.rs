use entity::{Folded, customer};
use tokio::sync::oneshot;

use super::tests::made;
use super::{Plan, Stored, load};
use crate::clock::Clock;
use crate::customer::store;
use crate::db::{Db, DbErr, violated};
use crate::page::PageArgs;
use crate::testing;

async fn loaded(db: &Db, plan: Plan) -> (Result<(), DbErr>, Stored) {
    let mut stored = Stored::default();
    let clock = Clock::default();
    let outcome = load(db, &clock, plan, std::future::pending(), |now| stored = now).await;
    (outcome, stored)
}

const PLAN: Plan = Plan {
    customers: 2500,
    addresses: 2,
    groups: 50,
    seed: 11,
};

#[tokio::test]
async fn what_is_loaded_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let db = testing::database(&testing::settings_in(&folder)).await;
    let (outcome, stored) = loaded(&db, PLAN).await;
    outcome.unwrap();
    let all = Stored {
        customers: 2500,
        addresses: 5000,
        memberships: 5000,
        groups: 50,
    };
    assert_eq!(stored, all);

    let rows = made(11, 2, 50, 2500).customers;
    let wanted = rows
        .iter()
        .find(|row| row.last_name.as_deref() == Some("Müller"))
        .unwrap();
    let list = store::List {
        include_deleted: false,
        filter: None,
        search: Some(format!("muller {}", wanted.email.as_deref().unwrap())),
        order: Vec::new(),
        args: PageArgs::default(),
    };
    let page = list.page(&db).await.unwrap();
    let mut found: Vec<_> = page
        .rows
        .iter()
        .map(|row| customer::Model::clone(row))
        .collect();
    found.iter_mut().for_each(Folded::fold);
    assert_eq!(found, std::slice::from_ref(wanted));
}

#[tokio::test]
async fn groups_are_used_again_and_seeds_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let db = testing::database(&testing::settings_in(&folder)).await;
    loaded(&db, PLAN).await.0.unwrap();
    let (outcome, stored) = loaded(&db, PLAN).await;
    assert!(violated(&outcome.unwrap_err()).is_some());
    assert_eq!(stored, Stored::default());

    let more = Plan {
        seed: 12,
        groups: 52,
        ..PLAN
    };
    let (outcome, stored) = loaded(&db, more).await;
    outcome.unwrap();
    assert_eq!((stored.customers, stored.groups), (2500, 2));
}

#[tokio::test]
async fn a_load_that_is_stopped_keeps_what_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let db = testing::database(&testing::settings_in(&folder)).await;
    let clock = Clock::default();
    let (stop, stopped) = oneshot::channel::<()>();
    let mut stop = Some(stop);
    let mut stored = Stored::default();
    let stopped = async { stopped.await.unwrap_or_default() };
    let progress = |now| {
        stored = now;
        stop.take();
    };
    load(&db, &clock, PLAN, stopped, progress).await.unwrap();
    assert_eq!((stored.customers, stored.addresses), (2000, 4000));
    let rows = made(PLAN.seed, 0, 0, PLAN.customers).customers;
    let ids: Vec<_> = rows.into_iter().map(|row| row.id).collect();
    let there = store::by_ids(db.read(), &ids, false).await.unwrap();
    assert_eq!(there.len(), 2000);
}
