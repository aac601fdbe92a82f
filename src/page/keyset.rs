//! The SQL of a span of an ordered list: what lies between two cursors, and in which order.
//!
//! Nulls come last in both directions, which no plain index serves as it stands: PostgreSQL keeps
//! them at the high end of an index, SQLite at the low end. A list whose first column may be null is
//! therefore read in two parts, the rows that have a value and then those that have none; within
//! each part the first column needs no rule about nulls, so an index on (column, id) serves every
//! direction on both databases, and a cursor becomes a range of that index.

use sea_orm::sea_query::{
    Condition, Expr, ExprTrait, NullOrdering, Order as Sort, SelectStatement,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryTrait, Select, Value};

use super::args::Travel;
use super::cursor::Key;
use super::inputs::OrderDirection;
use super::order::Term;

/// A place in a list, and whether the row at the place itself belongs to what it bounds.
#[derive(Clone, Copy)]
pub(super) struct Bound<'a> {
    pub(super) keys: &'a [Key],
    pub(super) inclusive: bool,
}

/// What lies between two places; everything where there are none.
#[derive(Clone, Copy, Default)]
pub(super) struct Span<'a> {
    pub(super) after: Option<Bound<'a>>,
    pub(super) before: Option<Bound<'a>>,
}

impl Span<'_> {
    /// The way of travel from the far end of the list, on which the first row met is in the span if any
    /// is.
    pub(super) const fn approach(self) -> Travel {
        if self.before.is_some() {
            Travel::Forward
        } else {
            Travel::Backward
        }
    }
}

/// Which rows a statement reads, by whether the first column of the order has a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    All,
    Filled,
    Blank,
}

impl Part {
    /// The parts that make up a list, in the order in which they are met.
    pub(super) fn of<C>(terms: &[Term<C>], travel: Travel) -> &'static [Self] {
        match (terms.first().is_some_and(|term| term.nullable), travel) {
            (false, _) => &[Self::All],
            (true, Travel::Forward) => &[Self::Filled, Self::Blank],
            (true, Travel::Backward) => &[Self::Blank, Self::Filled],
        }
    }

    /// The rows of a span that are in this part, sorted for the way of travel; nothing when the span
    /// does not reach into it.
    pub(super) fn select<E: EntityTrait, C: ColumnTrait>(
        self,
        select: Select<E>,
        terms: &[Term<C>],
        span: Span<'_>,
        travel: Travel,
    ) -> Option<Select<E>> {
        let mut terms = terms.to_vec();
        let mut select = select;
        match (self, terms.first_mut()) {
            (Self::Filled, Some(first)) => {
                first.nullable = false;
                select = select.filter(first.column.is_not_null());
            }
            (Self::Blank, Some(first)) => {
                select = select.filter(first.column.is_null());
                terms.remove(0);
            }
            _ => {}
        }
        for (bound, side) in [(span.after, Side::After), (span.before, Side::Before)] {
            if let Some(bound) = bound {
                match self.clip(bound.keys, side) {
                    Clip::Nothing => return None,
                    Clip::Everything => {}
                    Clip::At(keys) => {
                        select = select.filter(beyond(&terms, keys, side, bound.inclusive));
                    }
                }
            }
        }
        sort(QueryTrait::query(&mut select), &terms, travel);
        Some(select)
    }

    /// What a bound leaves of this part.
    fn clip(self, keys: &[Key], side: Side) -> Clip<'_> {
        let (is_blank, rest) = match keys.split_first() {
            Some((first, rest)) => (*first == Key::Null, rest),
            None => (false, keys),
        };
        match (self, is_blank, side) {
            (Self::Filled, true, Side::After) | (Self::Blank, false, Side::Before) => Clip::Nothing,
            (Self::Filled, true, Side::Before) | (Self::Blank, false, Side::After) => {
                Clip::Everything
            }
            (Self::Blank, true, _) => Clip::At(rest),
            (Self::Filled, false, _) | (Self::All, ..) => Clip::At(keys),
        }
    }
}

enum Clip<'a> {
    Nothing,
    Everything,
    At(&'a [Key]),
}

/// On which side of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    After,
    Before,
}

/// The rows on one side of a place.
fn beyond<C: ColumnTrait>(
    terms: &[Term<C>],
    keys: &[Key],
    side: Side,
    inclusive: bool,
) -> Condition {
    if let Some(ascending) = row_direction(terms) {
        let columns = Expr::tuple(terms.iter().map(|term| term.column.into_expr()));
        let values = Expr::tuple(keys.iter().map(|key| value(key).into()));
        return compared(
            columns,
            values,
            ascending == (side == Side::After),
            inclusive,
        )
        .into();
    }
    let stepwise = stepwise(terms, keys, side, inclusive).unwrap_or_else(Condition::any);
    match (terms.first(), keys.first()) {
        // The steps are alternatives, which give an index no range; this follows from them and does.
        (Some(term), Some(key)) if !term.nullable => {
            let (column, value) = (term.column.into_expr(), value(key).into());
            let rising = term.is_ascending() == (side == Side::After);
            Condition::all()
                .add(compared(column, value, rising, true))
                .add(stepwise)
        }
        _ => stepwise,
    }
}

/// Whether all terms ascend, or none; nothing when they differ or can be null, so that no
/// comparison of whole rows says the same.
fn row_direction<C: ColumnTrait>(terms: &[Term<C>]) -> Option<bool> {
    let ascending = terms.first()?.is_ascending();
    terms
        .iter()
        .all(|term| !term.nullable && term.is_ascending() == ascending)
        .then_some(ascending)
}

/// Rows beyond the place in the first column, or level with it there and beyond it in the others;
/// nothing when there can be none.
fn stepwise<C: ColumnTrait>(
    terms: &[Term<C>],
    keys: &[Key],
    side: Side,
    inclusive: bool,
) -> Option<Condition> {
    let (Some((term, terms)), Some((key, keys))) = (terms.split_first(), keys.split_first()) else {
        // Level in every column: this is the row at the place.
        return inclusive.then(Condition::all);
    };
    let column = term.column.into_expr();
    let (level, further) = match (key, side) {
        (Key::Null, Side::After) => (column.is_null(), None),
        (Key::Null, Side::Before) => (column.clone().is_null(), Some(column.is_not_null().into())),
        (key, side) => {
            let rising = term.is_ascending() == (side == Side::After);
            let nulls = (term.nullable && side == Side::After).then(|| column.clone().is_null());
            let further = compared(column.clone(), value(key).into(), rising, false);
            (
                column.eq(value(key)),
                Some(Condition::any().add(further).add_option(nulls)),
            )
        }
    };
    let onwards = stepwise(terms, keys, side, inclusive)
        .map(|onwards| Condition::all().add(level).add(onwards));
    Some(Condition::any().add_option(further).add_option(onwards))
}

fn compared(left: Expr, right: Expr, rising: bool, inclusive: bool) -> Expr {
    match (rising, inclusive) {
        (true, false) => left.gt(right),
        (true, true) => left.gte(right),
        (false, false) => left.lt(right),
        (false, true) => left.lte(right),
    }
}

fn value(key: &Key) -> Value {
    match key {
        Key::Null => Value::String(None),
        Key::Int(int) => (*int).into(),
        Key::Text(text) => text.as_str().into(),
    }
}

/// Sorts rows for the way of travel.
pub(super) fn sort(query: &mut SelectStatement, terms: &[Term<impl ColumnTrait>], travel: Travel) {
    let forward = travel == Travel::Forward;
    let nulls = if forward {
        NullOrdering::Last
    } else {
        NullOrdering::First
    };
    for term in terms {
        let sort = if term.is_ascending() == forward {
            Sort::Asc
        } else {
            Sort::Desc
        };
        let column = term.column.into_expr();
        if term.nullable {
            query.order_by_expr_with_nulls(column, sort, nulls);
        } else {
            query.order_by_expr(column, sort);
        }
    }
}

impl<C> Term<C> {
    fn is_ascending(&self) -> bool {
        self.direction == OrderDirection::Asc
    }
}
