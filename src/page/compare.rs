//! Conditions on ids, texts and times.

use async_graphql::ID;
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{ColumnTrait, DbBackend};

use super::inputs::{DateTimeFilter, IdFilter, StringFilter};
use super::member::{Demand, never};
use super::search;
use crate::graphql::scalar::DateTime;

pub(super) fn id(column: impl ColumnTrait, filter: IdFilter) -> Demand {
    let IdFilter {
        eq,
        ne,
        one_of,
        not_in,
    } = filter;
    let texts = |ids: Vec<ID>| ids.into_iter().map(|id| id.0).collect();
    let equality = Equality {
        eq: eq.map(|id| id.0),
        ne: ne.map(|id| id.0),
        one_of: one_of.map(texts),
        not_in: not_in.map(texts),
    };
    equality.demand(column)
}

/// `searched` tells that the text is part of its entity's search column.
pub(super) fn text(
    column: impl ColumnTrait,
    filter: StringFilter,
    backend: DbBackend,
    searched: bool,
) -> Demand {
    let StringFilter {
        eq,
        ne,
        one_of,
        not_in,
        contains,
        starts_with,
        ends_with,
        is_null,
    } = filter;
    let fold = |text: String| entity::fold(&text);
    let folded = |texts: Vec<String>| texts.into_iter().map(fold).collect();
    let equality = Equality {
        eq: eq.map(fold),
        ne: ne.map(fold),
        one_of: one_of.map(folded),
        not_in: not_in.map(folded),
    };
    let mut demand = equality.demand(column);
    let part = |text: Option<String>| text.map(fold).filter(|text| !text.is_empty());
    if let Some(start) = part(starts_with) {
        demand.add(1, starts_with_text(column, &start));
    }
    for (text, place) in [(contains, has as Place), (ends_with, ends)] {
        if let Some(text) = part(text) {
            let found = || place(column.into_expr(), &text, backend);
            demand.add(1, or_never(&text, found));
            let hint = || search::hint(column, &text, backend);
            demand.all.extend(searched.then(hint).flatten());
        }
    }
    if let Some(is_null) = is_null {
        demand.add(1, null(column, is_null));
    }
    demand
}

pub(super) fn time(column: impl ColumnTrait, filter: DateTimeFilter) -> Demand {
    let DateTimeFilter {
        eq,
        gt,
        gte,
        lt,
        lte,
        is_null,
    } = filter;
    let millis = |at: DateTime| at.0.0;
    let all = [
        eq.map(|at| column.eq(millis(at))),
        gt.map(|at| column.gt(millis(at))),
        gte.map(|at| column.gte(millis(at))),
        lt.map(|at| column.lt(millis(at))),
        lte.map(|at| column.lte(millis(at))),
        is_null.map(|is_null| null(column, is_null)),
    ];
    let mut demand = Demand::default();
    for expr in all.into_iter().flatten() {
        demand.add(1, expr);
    }
    demand
}

/// What ids and texts have in common, the texts in the form of the column.
struct Equality {
    eq: Option<String>,
    ne: Option<String>,
    one_of: Option<Vec<String>>,
    not_in: Option<Vec<String>>,
}

impl Equality {
    fn demand(self, column: impl ColumnTrait) -> Demand {
        let mut demand = Demand::default();
        for texts in [self.eq.map(|text| vec![text]), self.one_of]
            .into_iter()
            .flatten()
        {
            demand.add(texts.len().max(1), one_of_texts(column, texts));
        }
        for texts in [self.ne.map(|text| vec![text]), self.not_in]
            .into_iter()
            .flatten()
        {
            demand.add(texts.len().max(1), none_of_texts(column, texts));
        }
        demand
    }
}

fn null(column: impl ColumnTrait, wanted: bool) -> Expr {
    if wanted {
        column.is_null()
    } else {
        column.is_not_null()
    }
}

fn one_of_texts(column: impl ColumnTrait, texts: Vec<String>) -> Expr {
    let mut texts = storable(texts);
    match (texts.pop(), texts.is_empty()) {
        (None, _) => never(),
        (Some(text), true) => column.eq(text),
        (Some(text), false) => column.is_in(texts.into_iter().chain([text])),
    }
}

fn none_of_texts(column: impl ColumnTrait, texts: Vec<String>) -> Expr {
    let mut texts = storable(texts);
    let differs = match (texts.pop(), texts.is_empty()) {
        (None, _) => return Expr::Constant(true.into()),
        (Some(text), true) => column.ne(text),
        (Some(text), false) => column.is_not_in(texts.into_iter().chain([text])),
    };
    if column.def().is_null() {
        differs.or(column.is_null())
    } else {
        differs
    }
}

/// The texts that a row can have: no row has a NUL, and PostgreSQL does not even take one.
fn storable(mut texts: Vec<String>) -> Vec<String> {
    texts.retain(|text| !text.contains('\0'));
    texts
}

fn or_never(text: &str, condition: impl FnOnce() -> Expr) -> Expr {
    if text.contains('\0') {
        never()
    } else {
        condition()
    }
}

/// As a range, which a bytewise index serves on both databases; they would not use it for a pattern
/// that comes as a parameter.
fn starts_with_text(column: impl ColumnTrait, start: &str) -> Expr {
    or_never(start, || match successor(start) {
        Some(end) => column.gte(start).and(column.lt(end)),
        None => column.gte(start),
    })
}

/// The least text above all that begin with this one, if there is any.
fn successor(start: &str) -> Option<String> {
    let mut end = start.to_owned();
    while let Some(last) = end.pop() {
        // Code points order as their UTF-8 bytes do; the range leaves out the surrogates.
        if let Some(next) = (last..=char::MAX).nth(1) {
            end.push(next);
            return Some(end);
        }
    }
    None
}

type Place = fn(Expr, &str, DbBackend) -> Expr;

/// No pattern, so nothing in the text needs escaping and no length is too much.
fn has(column: Expr, text: &str, backend: DbBackend) -> Expr {
    let function = match backend {
        DbBackend::Postgres => "strpos",
        _ => "instr",
    };
    Expr::from(Func::cust(function).arg(column).arg(text)).gt(0)
}

fn ends(column: Expr, text: &str, backend: DbBackend) -> Expr {
    let length = i32::try_from(text.chars().count()).unwrap_or(i32::MAX);
    let end = match backend {
        DbBackend::Postgres => Func::cust("right").arg(column).arg(length),
        _ => Func::cust("substr").arg(column).arg(-length),
    };
    Expr::from(end).eq(text)
}
