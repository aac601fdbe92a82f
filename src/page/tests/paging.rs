//! Pages against a list that is sorted and cut in memory.

use entity::Folded;
use entity::customer::{Column, Entity, Model};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};

use super::memory::{Ask, By, Told, ask, by, compare, customers, expected, place};
use super::rows;
use crate::page::{Order, Page, PageArgs, page};

async fn ask_for(db: &DatabaseConnection, all: &[Model], by: &By, ask: &Ask) -> Page<Entity> {
    let order = Order::<Entity>::by(by.iter().copied());
    let cursor = |n: Option<usize>| place(all, n).map(|row| order.cursor(row));
    let args = PageArgs {
        first: ask.size.filter(|_| !ask.backward),
        last: ask.size.filter(|_| ask.backward),
        after: cursor(ask.after),
        before: cursor(ask.before),
        offset: ask.offset,
    };
    let window = args.window(&order).unwrap();
    let listed = Entity::find().filter(Column::HasAccount.eq(true));
    page(db, listed, order, window).await.unwrap()
}

async fn told(db: &DatabaseConnection, page: &Page<Entity>) -> Told {
    (
        page.rows.iter().map(|row| row.id.to_string()).collect(),
        page.has_previous(db).await.unwrap(),
        page.has_next(db).await.unwrap(),
        page.total(db).await.unwrap(),
    )
}

async fn stored(db: &DatabaseConnection, all: &mut [Model]) {
    Entity::delete_many().exec(db).await.unwrap();
    for row in all.iter_mut() {
        entity::Folded::fold(row);
    }
    rows::insert(db, all.iter().cloned()).await;
}

#[test]
fn pages_are_what_memory_makes_of_them() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let db = runtime.block_on(rows::database());
    let asks = prop::collection::vec((by(), ask()), 1..12);
    let mut runner = TestRunner::default();
    let outcome = runner.run(&(customers(), asks), |(mut all, asks)| {
        runtime.block_on(async {
            stored(&db, &mut all).await;
            for (by, mut ask) in asks {
                if let (Some(after), Some(before)) =
                    (place(&all, ask.after), place(&all, ask.before))
                    && compare(after, before, &by).is_ge()
                {
                    // Between cursors that cross there is nothing to be ahead of or behind.
                    ask.before = None;
                }
                let page = ask_for(&db, &all, &by, &ask).await;
                prop_assert_eq!(
                    told(&db, &page).await,
                    expected(&all, &by, &ask),
                    "{:?} {:?}",
                    by,
                    ask
                );
            }
            Ok(())
        })
    });
    outcome.unwrap();
}

#[test]
fn walking_meets_every_row_once() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let db = runtime.block_on(rows::database());
    let mut runner = TestRunner::default();
    let outcome = runner.run(&(customers(), by(), 1..4i32, any::<bool>()), |case| {
        let (mut all, by, size, backward) = case;
        runtime.block_on(async {
            stored(&db, &mut all).await;
            let order = Order::<Entity>::by(by.iter().copied());
            let mut met: Vec<Model> = Vec::new();
            let mut cursor = None;
            loop {
                let args = PageArgs {
                    first: (!backward).then_some(size),
                    last: backward.then_some(size),
                    after: cursor.clone().filter(|_| !backward),
                    before: cursor.clone().filter(|_| backward),
                    offset: None,
                };
                let window = args.window(&order).unwrap();
                let page = page(&db, Entity::find(), order.clone(), window)
                    .await
                    .unwrap();
                let edge = if backward {
                    page.rows.first()
                } else {
                    page.rows.last()
                };
                cursor = edge.map(|row| page.cursor(row));
                let more = if backward {
                    page.has_previous(&db).await
                } else {
                    page.has_next(&db).await
                };
                let place = if backward { 0 } else { met.len() };
                met.splice(place..place, page.rows.iter().map(|row| Model::clone(row)));
                if !more.unwrap() {
                    break;
                }
            }
            met.iter_mut().for_each(Folded::fold);
            all.sort_by(|a, b| compare(a, b, &by));
            prop_assert_eq!(met, all);
            Ok(())
        })
    });
    outcome.unwrap();
}
