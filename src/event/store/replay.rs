//! Reading the outbox in the order of commits, from a place on.
//!
//! Positions are given out before commits, so a reader who goes by them alone would pass over the
//! event of a slow transaction for ever. On PostgreSQL events are therefore read by the transaction that
//! wrote them and then by position, and only below the oldest transaction that still runs: whatever
//! becomes visible later lies behind all that was read. On `SQLite` the single writer makes positions
//! the order of commits.

use entity::event::{Column, Entity, Model};
use sea_orm::sea_query::{
    Alias, Asterisk, BinOper, Expr, ExprTrait, Query, SelectStatement, UnionType,
};
use sea_orm::{
    ColumnTrait, Condition, DbBackend, EntityTrait, FromQueryResult, Order as Sort, QueryFilter,
    QuerySelect, QueryTrait, Select,
};

use super::place::Place;
use crate::db::Db;
use crate::error::Result;
use crate::event::graphql::EventFilter;
use crate::event::kinds::KINDS;
use crate::event::matcher::Matcher;
use crate::page::{self, Conditions, DateTimeFilter, Filter};

/// Only what every running transaction is behind of. Asked in the statement that reads, so that both
/// look at the same snapshot.
pub(super) const SETTLED: &str = "xact < pg_snapshot_xmin(pg_current_snapshot())::text::bigint";

/// An event at its place.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Placed {
    /// The event.
    #[sea_orm(nested)]
    pub event: Model,
    xact: i64,
}

impl Placed {
    /// Where it stands.
    #[must_use]
    pub const fn place(&self) -> Place {
        Place {
            xact: self.xact,
            position: self.event.position,
        }
    }
}

/// The first events behind a place that a filter lets through, in the order of commits: from the
/// start without a place, and at most `limit`. To go on from the last one misses none, and none comes
/// twice.
///
/// # Errors
/// When the database fails.
pub async fn read_after(
    db: &Db,
    filter: &EventFilter,
    after: Option<Place>,
    limit: u64,
) -> Result<Vec<Placed>> {
    let span = after.map(|place| bound(db.backend(), place, Side::Behind));
    read(db, filter, span, limit).await
}

/// Whether there is an event at a place or ahead of it that a filter lets through.
///
/// # Errors
/// When the database fails.
pub async fn any_until(db: &Db, filter: &EventFilter, place: Place) -> Result<bool> {
    // From the start, so that the first event met is in the span if any is.
    let span = bound(db.backend(), place, Side::Ahead);
    Ok(!read(db, filter, Some(span), 1).await?.is_empty())
}

async fn read(
    db: &Db,
    filter: &EventFilter,
    span: Option<Expr>,
    limit: u64,
) -> Result<Vec<Placed>> {
    let Some(filter) = Matcher::new(filter) else {
        return Ok(Vec::new());
    };
    let arms = arms(&filter, db.backend())?.into_iter().map(|arm| {
        let mut arm = placed(arm, db.backend())
            .filter(Condition::all().add_option(span.clone()))
            .into_query();
        sorted(&mut arm, db.backend(), limit);
        arm
    });
    let select = united(arms.collect(), |all| {
        sorted(all, db.backend(), limit);
    });
    let statement = db.backend().build(&select);
    Ok(Placed::find_by_statement(statement).all(db.read()).await?)
}

/// The selects that make up what a filter lets through, disjoint.
///
/// One for each type, so that each is read in order from its index and no further than the page goes,
/// however rare the type is. Not so when a customer or a group narrows it further.
fn arms(filter: &Matcher, backend: DbBackend) -> Result<Vec<Select<Entity>>> {
    let Matcher {
        kinds,
        customer,
        group,
        occurred_at,
    } = filter;
    let mut all = Entity::find().filter(page::condition(When(*occurred_at), backend)?);
    if let Some(id) = customer {
        all = all.filter(Column::CustomerId.eq(id.clone()));
    }
    if let Some(id) = group {
        let indexed = customer.is_none();
        all = all.filter(column(Column::CustomerGroupId, indexed).eq(id.clone()));
    }
    let narrowed = customer.is_some() || group.is_some();
    Ok(match kinds {
        Some(kinds) if kinds.len() < KINDS.len() && narrowed => {
            let kinds = kinds.iter().copied();
            vec![all.filter(column(Column::Kind, false).is_in(kinds))]
        }
        Some(kinds) if kinds.len() < KINDS.len() => {
            let of_kind = |kind: &&str| all.clone().filter(Column::Kind.eq(*kind));
            kinds.iter().map(of_kind).collect()
        }
        _ => vec![all],
    })
}

/// A column to compare with, hidden from the planner unless its index is to be used: `SQLite` without
/// statistics would as soon take the index of a type that half of the events have.
fn column(column: Column, indexed: bool) -> Expr {
    if indexed {
        column.into_expr()
    } else {
        let nothing = Expr::Constant("".into());
        column.into_expr().binary(BinOper::Custom("||"), nothing)
    }
}

/// When it happened, as a filter of its own.
struct When(DateTimeFilter);

impl Filter for When {
    fn demand(self, of: &mut Conditions<'_>) -> Result<()> {
        of.time(Column::OccurredAt, Some(self.0))
    }
}

/// Rows with the writing transaction, as far as the order of commits is settled.
fn placed(select: Select<Entity>, backend: DbBackend) -> Select<Entity> {
    match backend {
        DbBackend::Postgres => select
            .expr_as(Expr::cust("xact"), "xact")
            .filter(Expr::cust(SETTLED)),
        _ => select.expr_as(Expr::cust("0"), "xact"),
    }
}

/// A side of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    /// Up to the place.
    Ahead,
    /// Beyond it.
    Behind,
}

fn bound(backend: DbBackend, place: Place, side: Side) -> Expr {
    let Place { xact, position } = place;
    let (row, value) = match backend {
        DbBackend::Postgres => (
            Expr::tuple([Expr::col("xact"), Expr::col(Column::Position)]),
            Expr::tuple([xact, position].map(Expr::value)),
        ),
        _ => (Expr::col(Column::Position), Expr::value(position)),
    };
    match side {
        Side::Ahead => row.lte(value),
        Side::Behind => row.gt(value),
    }
}

fn sorted(select: &mut SelectStatement, backend: DbBackend, limit: u64) {
    if backend == DbBackend::Postgres {
        select.order_by("xact", Sort::Asc);
    }
    select.order_by(Column::Position, Sort::Asc).limit(limit);
}

/// All rows of some selects, finished as a whole; a single one is whole already.
fn united(
    mut selects: Vec<SelectStatement>,
    finish: impl FnOnce(&mut SelectStatement),
) -> SelectStatement {
    let whole = |select| {
        Query::select()
            .column(Asterisk)
            .from_subquery(select, Alias::new("arm"))
            .to_owned()
    };
    let first = selects.swap_remove(0);
    if selects.is_empty() {
        return first;
    }
    let mut all = whole(first);
    for select in selects {
        all.union(UnionType::All, whole(select));
    }
    finish(&mut all);
    all
}
