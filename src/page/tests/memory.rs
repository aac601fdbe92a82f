//! Lists as they are when sorted and cut in memory, and what tests ask of them.

use std::cmp::Ordering;

use entity::customer::{Column, Model};
use entity::{Prefixed, Timestamp};
use proptest::prelude::*;

use super::rows;
use crate::page::OrderDirection;

/// What a test orders by.
pub(super) type By = Vec<(Column, OrderDirection)>;

/// What a test asks for; cursors are those of rows, by number.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) size: Option<i32>,
    pub(super) backward: bool,
    pub(super) after: Option<usize>,
    pub(super) before: Option<usize>,
    pub(super) offset: Option<i32>,
}

pub(super) fn customers() -> impl Strategy<Value = Vec<Model>> {
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

pub(super) fn by() -> impl Strategy<Value = By> {
    let column = prop::sample::select(vec![
        Column::Email,
        Column::FirstNameFold,
        Column::CreatedAt,
        Column::Id,
    ]);
    let direction = prop::sample::select(vec![OrderDirection::Asc, OrderDirection::Desc]);
    prop::collection::vec((column, direction), 0..4)
}

pub(super) fn ask() -> impl Strategy<Value = Ask> {
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
pub(super) type Told = (Vec<String>, bool, bool, u64);

pub(super) fn expected(all: &[Model], by: &By, ask: &Ask) -> Told {
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

pub(super) fn place(all: &[Model], n: Option<usize>) -> Option<&Model> {
    all.get(n?)
}

pub(super) fn compare(a: &Model, b: &Model, by: &By) -> Ordering {
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
