//! The pages of many owners against lists that are sorted and cut in memory.

use entity::customer::{self, Entity, Model};
use entity::customer_group_customer as membership;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use sea_orm::{DatabaseConnection, EntityTrait, JoinType, QuerySelect, RelationTrait};

use super::memory::{Ask, By, Told, ask, by, compare, customers, expected, place};
use super::rows;
use crate::page::{Each, Order, Page, PageArgs, Wanted};

/// As many as there are; the last has no rows.
const OWNERS: usize = 4;

/// The rows as an owner sees them: listed are those of the owner.
fn of(owner: usize, all: &[Model]) -> Vec<Model> {
    let numbered = all.iter().cloned().enumerate();
    numbered
        .map(|(n, row)| Model {
            has_account: owner + 1 < OWNERS && (n + owner).is_multiple_of(owner + 1),
            ..row
        })
        .collect()
}

fn name(owner: usize) -> String {
    format!("cgroup_{owner}")
}

async fn store(db: &DatabaseConnection, all: &mut [Model]) {
    membership::Entity::delete_many().exec(db).await.unwrap();
    Entity::delete_many().exec(db).await.unwrap();
    for row in all.iter_mut() {
        entity::Folded::fold(row);
    }
    rows::insert(db, all.iter().cloned()).await;
    for owner in 0..OWNERS {
        for row in of(owner, all).iter().filter(|row| row.has_account) {
            rows::join(db, row.id.to_string().as_str(), &name(owner)).await;
        }
    }
}

fn each(all: &[Model], by: &By, ask: &Ask) -> Each<Entity, membership::Column> {
    let order = Order::<Entity>::by(by.iter().copied());
    let cursor = |n: Option<usize>| place(all, n).map(|row| order.cursor(row));
    let args = PageArgs {
        first: ask.size.filter(|_| !ask.backward),
        last: ask.size.filter(|_| ask.backward),
        after: cursor(ask.after),
        before: cursor(ask.before),
        offset: None,
    };
    let rows = Entity::find().join_rev(JoinType::InnerJoin, membership::Relation::Customer.def());
    Each {
        select: rows.clone(),
        counted: rows,
        owner: membership::Column::CustomerGroupId,
        id: membership::Column::CustomerId,
        window: args.window(&order).unwrap(),
        order,
    }
}

async fn told(db: &DatabaseConnection, page: &Page<customer::Entity>) -> Told {
    (
        page.rows.iter().map(|row| row.id.to_string()).collect(),
        page.has_previous(db).await.unwrap(),
        page.has_next(db).await.unwrap(),
        page.total(db).await.unwrap(),
    )
}

#[test]
fn pages_of_owners_are_what_memory_makes_of_them() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let db = runtime.block_on(rows::database());
    let owners: Vec<_> = (0..OWNERS).map(name).collect();
    let groups = owners.iter().map(|name| rows::group(name, name));
    runtime.block_on(rows::insert(&db, groups));
    let asks = prop::collection::vec((by(), ask()), 1..6);
    let mut runner = TestRunner::default();
    let outcome = runner.run(&(customers(), asks), |(mut all, asks)| {
        runtime.block_on(async {
            store(&db, &mut all).await;
            for (by, mut ask) in asks {
                ask.offset = None;
                if let (Some(after), Some(before)) =
                    (place(&all, ask.after), place(&all, ask.before))
                    && compare(after, before, &by).is_ge()
                {
                    // Between cursors that cross there is nothing to be ahead of or behind.
                    ask.before = None;
                }
                let wanted = Wanted {
                    next: true,
                    previous: true,
                    total: true,
                };
                let each = each(&all, &by, &ask);
                let pages = each.pages(&db, &owners, wanted).await.unwrap();
                for (owner, name) in owners.iter().enumerate() {
                    let expected = expected(&of(owner, &all), &by, &ask);
                    let told = told(&db, &pages[name]).await;
                    prop_assert_eq!(told, expected, "{} {:?} {:?}", name, by, ask);
                }
            }
            Ok(())
        })
    });
    outcome.unwrap();
}
