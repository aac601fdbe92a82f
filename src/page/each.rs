//! The lists that many owners have one of each, e.g. groups their members: a page of every list in one
//! statement, however many there are.
//!
//! Each list is limited by itself before anything is put together, so that a page costs what its rows
//! cost and not what the list is long: on PostgreSQL by a lateral subquery, on SQLite, which has none, by
//! a correlated one that gives the ids.

use std::collections::{HashMap, HashSet};

use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, Iterable,
    JoinType, QueryFilter, QuerySelect, QueryTrait, Select,
};

use super::args::{Travel, Window};
use super::fetch::{Page, Told};
use super::keyset::{Part, Span, sort};
use super::order::{Order, Term};

/// What a statement calls the owners that it is given.
const OWNERS: &str = "owners";
/// What both databases call the first column of a list of values.
const FIRST: &str = "column1";
/// What a statement calls the owner of a row that it gives.
const OWNER: &str = "owner";

/// The same part of the lists of many owners.
#[derive(Clone, Debug)]
pub struct Each<E: EntityTrait, C> {
    /// The rows of all lists, in no order, joined with what tells their owners.
    pub select: Select<E>,
    /// The same rows, joined as is best for counting them.
    pub counted: Select<E>,
    /// The column that tells the owner of a row.
    pub owner: C,
    /// The column that tells the id of a row. Lists by id are read by this one, since an index on both
    /// columns has each list in order.
    pub id: C,
    /// The order of each list.
    pub order: Order<E>,
    /// The part of each list. It has no offset.
    pub window: Window,
}

/// What is asked of the pages besides their rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Whether there are rows behind.
    pub next: bool,
    /// Whether there are rows ahead.
    pub previous: bool,
    /// How many rows the list has.
    pub total: bool,
}

type Rows<M> = HashMap<String, Vec<M>>;

impl<E: EntityTrait, C: ColumnTrait> Each<E, C> {
    /// A page of a list without rows.
    #[must_use]
    pub fn nothing(&self) -> Page<E> {
        Page::told(Vec::new(), self.order.clone(), Told::default())
    }

    /// The page of each owner. One statement, or two where the first column of the order may be null;
    /// as many again for each end of the list that is wanted and lies beyond a cursor; and one for the
    /// totals.
    ///
    /// # Errors
    /// Whatever the database reports.
    pub async fn pages(
        &self,
        db: &impl ConnectionTrait,
        owners: &[String],
        wanted: Wanted,
    ) -> Result<HashMap<String, Page<E>>, DbErr> {
        let Window { travel, size, .. } = self.window;
        // One row more than asked for tells whether there are more.
        let span = self.window.span();
        let mut lists = self.read(db, owners, span, travel, size + 1).await?;
        let behind = self.window.behind().filter(|_| wanted.next);
        let behind = self.any(db, owners, behind).await?;
        let ahead = self.window.ahead().filter(|_| wanted.previous);
        let ahead = self.any(db, owners, ahead).await?;
        let totals = if wanted.total {
            self.totals(db, owners).await?
        } else {
            HashMap::new()
        };
        let page = |owner: &String| {
            let mut rows = lists.remove(owner).unwrap_or_default();
            let more = rows.len() as u64 > size;
            rows.truncate(rows.len() - usize::from(more));
            if travel == Travel::Backward {
                rows.reverse();
            }
            let told = Told {
                next: (more && travel == Travel::Forward) || behind.contains(owner),
                previous: (more && travel == Travel::Backward) || ahead.contains(owner),
                total: totals.get(owner).copied().unwrap_or(0),
            };
            (owner.clone(), Page::told(rows, self.order.clone(), told))
        };
        Ok(owners.iter().map(page).collect())
    }

    /// Those of the owners whose list has a row in the span; no span has none.
    async fn any(
        &self,
        db: &impl ConnectionTrait,
        owners: &[String],
        span: Option<Span<'_>>,
    ) -> Result<HashSet<String>, DbErr> {
        let Some(span) = span else {
            return Ok(HashSet::new());
        };
        let found = self.read(db, owners, span, span.approach(), 1).await?;
        Ok(found.into_keys().collect())
    }

    async fn totals(
        &self,
        db: &impl ConnectionTrait,
        owners: &[String],
    ) -> Result<HashMap<String, u64>, DbErr> {
        let counts = self
            .counted
            .clone()
            .select_only()
            .column(self.owner)
            .expr(Expr::cust("COUNT(*)"))
            .filter(self.owner.is_in(owners.iter().map(String::as_str)))
            .group_by(self.owner)
            .into_tuple::<(String, i64)>()
            .all(db)
            .await?
            .into_iter();
        Ok(counts
            .map(|(owner, count)| (owner, u64::try_from(count).unwrap_or(0)))
            .collect())
    }

    /// The rows of a span of each list in the way of travel, at most so many a list.
    async fn read(
        &self,
        db: &impl ConnectionTrait,
        owners: &[String],
        span: Span<'_>,
        travel: Travel,
        limit: u64,
    ) -> Result<Rows<E::Model>, DbErr> {
        let mut lists = Rows::new();
        let mut short = owners.to_vec();
        for part in Part::of(&self.order.terms, travel) {
            if short.is_empty() {
                break;
            }
            if let Some(rows) = self.part(*part, span, travel) {
                let found =
                    self.query(db.get_database_backend(), rows.limit(limit), &short, travel);
                for row in db.query_all(&found).await? {
                    let list = lists.entry(row.try_get("", OWNER)?).or_default();
                    if (list.len() as u64) < limit {
                        list.push(E::Model::from_query_result(&row, "")?);
                    }
                }
            }
            let length = |owner: &String| lists.get(owner).map_or(0, Vec::len);
            short.retain(|owner| (length(owner) as u64) < limit);
        }
        Ok(lists)
    }

    fn part(&self, part: Part, span: Span<'_>, travel: Travel) -> Option<Select<E>> {
        let rows = self.select.clone();
        let owner = Expr::col((OWNERS, FIRST));
        let rows = rows.filter(self.owner.into_expr().eq(owner));
        match &self.order.terms[..] {
            [id] => {
                let id = Term {
                    column: self.id,
                    direction: id.direction,
                    nullable: false,
                };
                part.select(rows, &[id], span, travel)
            }
            terms => part.select(rows, terms, span, travel),
        }
    }

    /// The statement that gives the limited rows of each owner.
    fn query(
        &self,
        backend: DbBackend,
        rows: Select<E>,
        owners: &[String],
        travel: Travel,
    ) -> SelectStatement {
        let table = E::default();
        let mut query = Query::select();
        query
            .columns(E::Column::iter().map(|column| (table, column)))
            .expr_as(Expr::col((OWNERS, FIRST)), OWNER)
            .from_values(owners.iter().map(String::as_str), OWNERS);
        if backend == DbBackend::Postgres {
            let rows = rows.into_query();
            let name = table.table_name();
            query.join_lateral(JoinType::InnerJoin, rows, name, Expr::cust("TRUE"));
        } else if let Some(id) = self.order.terms.last() {
            let ids = rows.select_only().column(self.id).into_query();
            query.join(JoinType::InnerJoin, table, id.column.in_subquery(ids));
        }
        sort(&mut query, &self.order.terms, travel);
        query
    }
}
