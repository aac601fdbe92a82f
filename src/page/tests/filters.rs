//! Filters against the same filters held against each row in memory.

use async_graphql::ID;
use entity::customer::{Entity, Model};
use entity::{Folded, Timestamp, fold};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use sea_orm::EntityTrait;

use super::rows::{self, found};
use crate::customer::graphql::CustomerFilter;
use crate::page::{DateTimeFilter, IdFilter, StringFilter};

/// Text that repeats itself, with case, accents, wildcards and quotes.
fn text() -> impl Strategy<Value = String> {
    "[aAbBéÉ%_'\"\\\\ -]{0,5}"
}

fn customers() -> impl Strategy<Value = Vec<Model>> {
    let row = (
        prop::option::of(text()),
        prop::option::of(text()),
        prop::option::of(0..4i64),
    );
    prop::collection::vec(row, 0..12).prop_map(|rows| {
        let numbered = rows.into_iter().enumerate();
        let rows = numbered.map(|(n, (email, first_name, verified))| Model {
            email: email.map(|email| fold(&email)),
            first_name,
            has_account: n % 2 == 0,
            email_verified_at: verified.map(Timestamp),
            mailbox_owned_at: None,
            deleted_at: verified.map(Timestamp),
            ..rows::customer(&format!(
                "cus_{}",
                char::from(b'a' + u8::try_from(n).unwrap())
            ))
        });
        rows.map(|mut row| {
            row.fold();
            row
        })
        .collect()
    })
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(prop_oneof![9 => text(), 1 => Just("a\0".to_owned())], 0..3)
}

fn string_filter() -> impl Strategy<Value = StringFilter> {
    let one = || prop::option::weighted(0.2, prop_oneof![9 => text(), 1 => "a?\0"]);
    let many = || prop::option::weighted(0.2, texts());
    let is_null = prop::option::weighted(0.1, any::<bool>());
    (one(), one(), many(), many(), one(), one(), one(), is_null).prop_map(
        |(eq, ne, one_of, not_in, contains, starts_with, ends_with, is_null)| StringFilter {
            eq,
            ne,
            one_of,
            not_in,
            contains,
            starts_with,
            ends_with,
            is_null,
        },
    )
}

fn leaf() -> impl Strategy<Value = CustomerFilter> {
    let some = |chance| prop::option::weighted(chance, string_filter());
    let flag = || prop::option::weighted(0.1, any::<bool>());
    let id = prop::option::weighted(0.1, "cus_[a-dA]");
    let at = prop::option::weighted(0.2, 0..4i64);
    (some(0.5), some(0.5), flag(), flag(), id, at).prop_map(
        |(email, first_name, has_account, email_verified, id, at)| CustomerFilter {
            email,
            first_name,
            has_account,
            email_verified,
            id: id.map(|id| IdFilter {
                ne: Some(ID(id)),
                ..IdFilter::default()
            }),
            deleted_at: at.map(|at| DateTimeFilter {
                gte: Some(Timestamp(at).into()),
                ..DateTimeFilter::default()
            }),
            ..CustomerFilter::default()
        },
    )
}

fn filter() -> impl Strategy<Value = CustomerFilter> {
    leaf().prop_recursive(3, 12, 3, |inner| {
        let list = || prop::option::of(prop::collection::vec(inner.clone(), 0..3));
        (leaf(), list(), list(), prop::option::of(inner.clone())).prop_map(
            |(leaf, and, or, not)| CustomerFilter {
                and,
                or,
                not: not.map(Box::new),
                ..leaf
            },
        )
    })
}

/// Whether a row meets a filter; nothing if the filter sets no condition.
fn meets(row: &Model, filter: &CustomerFilter) -> Option<bool> {
    let texts = [
        meets_text(row.email.as_deref(), filter.email.as_ref()),
        meets_text(row.first_name.as_deref(), filter.first_name.as_ref()),
    ];
    let id = filter
        .id
        .as_ref()
        .and_then(|id| id.ne.as_ref())
        .map(|ne| *row.id.to_string() != **ne);
    let gte = filter.deleted_at.and_then(|at| at.gte);
    let parts = [
        filter.has_account.map(|wanted| row.has_account == wanted),
        filter
            .email_verified
            .map(|wanted| row.email_verified_at.is_some() == wanted),
        id,
        gte.map(|gte| row.deleted_at.is_some_and(|at| at.0 >= gte.0.0)),
        all(filter.and.iter().flatten().map(|filter| meets(row, filter))),
        any_of(filter.or.iter().flatten().map(|filter| meets(row, filter))),
        filter
            .not
            .as_ref()
            .and_then(|not| meets(row, not))
            .map(|met| !met),
    ];
    all(texts.into_iter().chain(parts))
}

fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    parts.flatten().reduce(|a, b| a && b)
}

fn any_of(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    parts
        .collect::<Option<Vec<bool>>>()?
        .into_iter()
        .reduce(|a, b| a || b)
}

fn meets_text(text: Option<&str>, filter: Option<&StringFilter>) -> Option<bool> {
    let filter = filter?;
    let text = text.map(fold);
    let is = |other: &String| text.as_ref() == Some(&fold(other));
    let place = |part: &Option<String>, holds: fn(&str, &str) -> bool| {
        let part = fold(part.as_ref().filter(|part| !part.is_empty())?);
        Some(text.as_ref().is_some_and(|text| holds(text, &part)))
    };
    let parts = [
        filter.eq.as_ref().map(is),
        filter.ne.as_ref().map(|ne| !is(ne)),
        filter.one_of.as_ref().map(|texts| texts.iter().any(is)),
        filter.not_in.as_ref().map(|texts| !texts.iter().any(is)),
        place(&filter.contains, |text, part| text.contains(part)),
        place(&filter.starts_with, |text, part| text.starts_with(part)),
        place(&filter.ends_with, |text, part| text.ends_with(part)),
        filter.is_null.map(|wanted| text.is_none() == wanted),
    ];
    all(parts.into_iter())
}

#[test]
fn filters_find_what_memory_finds() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let db = runtime.block_on(rows::database());
    let filters = prop::collection::vec(filter(), 1..12);
    let outcome = TestRunner::default().run(&(customers(), filters), |(all, filters)| {
        runtime.block_on(async {
            Entity::delete_many().exec(&db).await.unwrap();
            rows::insert(&db, all.iter().cloned()).await;
            for filter in filters {
                let met = all.iter().filter(|row| meets(row, &filter).unwrap_or(true));
                let met: Vec<String> = met.map(|row| row.id.to_string()).collect();
                prop_assert_eq!(found(&db, filter.clone()).await, met, "{:?}", filter);
            }
            Ok(())
        })
    });
    outcome.unwrap();
}
