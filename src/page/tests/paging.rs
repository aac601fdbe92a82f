//! Pages against a list that is sorted and cut in memory.

use std::cmp::Ordering;

use entity::customer::{Column, Entity, Model};
use entity::{Prefixed, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};

use super::rows;
use crate::page::{Order, OrderDirection, Page, PageArgs, page};

/// What a test orders by.
type By = Vec<(Column, OrderDirection)>;

/// What a test asks for; cursors are those of rows, by number.
#[derive(Clone, Debug)]
struct Ask {
    size: Option<i32>,
    backward: bool,
    after: Option<usize>,
    before: Option<usize>,
    offset: Option<i32>,
}

fn customers() -> impl Strategy<Value = Vec<Model>> {
    let row = (
        prop::option::of("[a-bé]{1,2}"),
        prop::option::of("[a-b]"),
        0..4i64,
        any::<bool>(),
    );
    prop::collection::vec(row, 0..14).prop_map(|rows| {
        let numbered = rows.into_iter().enumerate();
        numbered
            .map(|(n, (email, first_name, created_at, is_listed))| Model {
                email,
                first_name,
                created_at: Timestamp(created_at),
                has_account: is_listed,
                // Ids in an order of their own, and not all lower case.
                ..rows::customer(&format!("cus_{}{n}", ["a", "Z", "_", "-"][n % 4]))
            })
            .collect()
    })
}

fn by() -> impl Strategy<Value = By> {
    let column = prop::sample::select(vec![
        Column::Email,
        Column::FirstNameFold,
        Column::CreatedAt,
        Column::Id,
    ]);
    let direction = prop::sample::select(vec![OrderDirection::Asc, OrderDirection::Desc]);
    prop::collection::vec((column, direction), 0..4)
}

fn ask() -> impl Strategy<Value = Ask> {
    let size = prop::option::of(0..6i32);
    let with_cursors = (
        size.clone(),
        any::<bool>(),
        prop::option::of(0..14usize),
        prop::option::of(0..14usize),
    )
        .prop_map(|(size, backward, after, before)| Ask {
            size,
            backward,
            after,
            before,
            offset: None,
        });
    let with_offset = (size, 0..16i32).prop_map(|(size, offset)| Ask {
        size,
        backward: false,
        after: None,
        before: None,
        offset: Some(offset),
    });
    prop_oneof![4 => with_cursors, 1 => with_offset]
}

/// What the page should be: ids, whether there are rows ahead and behind, and how many in all.
type Told = (Vec<String>, bool, bool, u64);

fn expected(all: &[Model], by: &By, ask: &Ask) -> Told {
    let mut list: Vec<&Model> = all.iter().filter(|row| row.has_account).collect();
    list.sort_by(|a, b| compare(a, b, by));
    let is_after = |row: &&&Model| {
        ask.after
            .and_then(|n| all.get(n))
            .is_none_or(|other| compare(row, other, by).is_gt())
    };
    let is_before = |row: &&&Model| {
        ask.before
            .and_then(|n| all.get(n))
            .is_none_or(|other| compare(row, other, by).is_lt())
    };
    let start = list.iter().filter(|row| !is_after(row)).count();
    let end = list.iter().filter(is_before).count();
    let size = usize::try_from(ask.size.unwrap_or(20)).unwrap();
    let offset = usize::try_from(ask.offset.unwrap_or(0)).unwrap();
    let (start, end) = if ask.backward && ask.size.is_some() {
        (end.saturating_sub(size).max(start), end)
    } else {
        let start = start + offset;
        (start, (start + size).min(end.max(start)))
    };
    let ids = list.get(start..end).unwrap_or_default();
    let ids = ids.iter().map(|row| row.id.to_string()).collect();
    (
        ids,
        start > 0 && !list.is_empty(),
        end < list.len(),
        list.len() as u64,
    )
}

fn place(all: &[Model], n: Option<usize>) -> Option<&Model> {
    all.get(n?)
}

fn compare(a: &Model, b: &Model, by: &By) -> Ordering {
    let direction = by
        .last()
        .map_or(OrderDirection::Asc, |(_, direction)| *direction);
    let steps = by.iter().copied().chain([(Column::Id, direction)]);
    steps.fold(Ordering::Equal, |known, (column, direction)| {
        known.then_with(|| match column {
            Column::Email => nulls_last(a.email.as_ref(), b.email.as_ref(), direction),
            Column::FirstNameFold => {
                nulls_last(a.first_name.as_ref(), b.first_name.as_ref(), direction)
            }
            Column::CreatedAt => directed(a.created_at.cmp(&b.created_at), direction),
            _ => directed(a.id.as_str().cmp(b.id.as_str()), direction),
        })
    })
}

fn nulls_last<T: Ord>(a: Option<T>, b: Option<T>, direction: OrderDirection) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => directed(a.cmp(&b), direction),
        (a, b) => a.is_none().cmp(&b.is_none()),
    }
}

fn directed(ordering: Ordering, direction: OrderDirection) -> Ordering {
    match direction {
        OrderDirection::Asc => ordering,
        OrderDirection::Desc => ordering.reverse(),
    }
}

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
                met.splice(place..place, page.rows);
                if !more.unwrap() {
                    break;
                }
            }
            all.sort_by(|a, b| compare(a, b, &by));
            prop_assert_eq!(met, all);
            Ok(())
        })
    });
    outcome.unwrap();
}
