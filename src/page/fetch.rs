//! Reading a page of a list.

use std::sync::Arc;

use entity::{Cells, Short};
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QuerySelect, Select};

use super::args::{Travel, Window};
use super::keyset::{Part, Span};
use super::order::Order;

/// A page of a list. What else can be asked of it costs a statement each, when it is asked.
#[derive(Clone, Debug)]
pub struct Page<E: EntityTrait> {
    /// The rows, in the order of the list.
    pub rows: Vec<Arc<E::Model>>,
    order: Order<E>,
    rest: Rest<E>,
}

/// What else can be asked of a page.
#[derive(Clone, Debug)]
enum Rest<E: EntityTrait> {
    /// The database tells, when it is asked.
    Open(Box<Open<E>>),
    /// It was asked for together with the page.
    Told(Told),
}

#[derive(Clone, Debug)]
struct Open<E: EntityTrait> {
    /// Whether the window had more rows than fit, on the side the page travels to.
    more: bool,
    select: Select<E>,
    window: Window,
}

/// What a page knows besides its rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) next: bool,
    pub(super) previous: bool,
    pub(super) total: u64,
}

/// Reads the page of a list that a window asks for.
///
/// `select` gives the rows of the list, each once and in no order. One statement, or two where the
/// first column of the order may be null.
///
/// # Errors
/// Whatever the database reports.
pub async fn page<E: EntityTrait>(
    db: &impl Short,
    select: Select<E>,
    order: Order<E>,
    window: Window,
) -> Result<Page<E>, DbErr>
where
    E::Model: Cells<Entity = E>,
{
    // One row more than asked for tells whether there are more.
    let limit = window.size + 1;
    let mut rows = if window.offset == 0 {
        read(db, &select, &order, &window, limit).await?
    } else {
        skipped(db, &select, &order, window.offset, limit).await?
    };
    let more = rows.len() as u64 == limit;
    if more {
        rows.pop();
    }
    if window.travel == Travel::Backward {
        rows.reverse();
    }
    Ok(Page {
        rows: rows.into_iter().map(Arc::new).collect(),
        order,
        rest: Rest::Open(Box::new(Open {
            more,
            select,
            window,
        })),
    })
}

impl<E: EntityTrait> Page<E> {
    /// A page of rows in the order of the list, and all there is to ask of it.
    pub(super) fn told(rows: Vec<E::Model>, order: Order<E>, told: Told) -> Self {
        Self {
            rows: rows.into_iter().map(Arc::new).collect(),
            order,
            rest: Rest::Told(told),
        }
    }

    /// The cursor of a row of this page.
    #[must_use]
    pub fn cursor(&self, row: &E::Model) -> String {
        self.order.cursor(row)
    }

    /// Whether the list has rows behind this page.
    ///
    /// # Errors
    /// Whatever the database reports.
    pub async fn has_next(&self, db: &impl ConnectionTrait) -> Result<bool, DbErr> {
        let Open { more, window, .. } = match &self.rest {
            Rest::Told(told) => return Ok(told.next),
            Rest::Open(open) => &**open,
        };
        if window.travel == Travel::Forward && *more {
            return Ok(true);
        }
        self.any(db, window.behind()).await
    }

    /// Whether the list has rows ahead of this page.
    ///
    /// # Errors
    /// Whatever the database reports.
    pub async fn has_previous(&self, db: &impl ConnectionTrait) -> Result<bool, DbErr> {
        let Open { more, window, .. } = match &self.rest {
            Rest::Told(told) => return Ok(told.previous),
            Rest::Open(open) => &**open,
        };
        if window.travel == Travel::Backward && *more {
            return Ok(true);
        }
        if window.offset > 0 {
            let passed_over = self.rows.is_empty().then(Span::default);
            return Ok(!self.rows.is_empty() || self.any(db, passed_over).await?);
        }
        self.any(db, window.ahead()).await
    }

    /// How many rows the whole list has.
    ///
    /// # Errors
    /// Whatever the database reports.
    pub async fn total(&self, db: &impl ConnectionTrait) -> Result<u64, DbErr> {
        let select = match &self.rest {
            Rest::Told(told) => return Ok(told.total),
            Rest::Open(open) => open.select.clone(),
        };
        let count = select.select_only().expr(Expr::cust("COUNT(*)"));
        let count: Option<i64> = count.into_tuple().one(db).await?;
        Ok(count
            .and_then(|count| u64::try_from(count).ok())
            .unwrap_or(0))
    }

    /// Whether the list has a row in a span; no span has none.
    async fn any(&self, db: &impl ConnectionTrait, span: Option<Span<'_>>) -> Result<bool, DbErr> {
        let (Some(span), Rest::Open(open)) = (span, &self.rest) else {
            return Ok(false);
        };
        let (terms, travel) = (&self.order.terms, span.approach());
        for part in Part::of(terms, travel) {
            if let Some(part) = part.select(open.select.clone(), terms, span, travel) {
                let one = part.select_only().expr(Expr::cust("1")).limit(1);
                if one.into_tuple::<i32>().one(db).await?.is_some() {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

/// The rows of a window in its way of travel, at most so many.
async fn read<E: EntityTrait>(
    db: &impl Short,
    select: &Select<E>,
    order: &Order<E>,
    window: &Window,
    limit: u64,
) -> Result<Vec<E::Model>, DbErr>
where
    E::Model: Cells<Entity = E>,
{
    let (span, travel) = (window.span(), window.travel);
    let mut rows = Vec::new();
    for part in Part::of(&order.terms, travel) {
        let missing = limit.saturating_sub(rows.len() as u64);
        if missing == 0 {
            break;
        }
        if let Some(part) = part.select(select.clone(), &order.terms, span, travel) {
            let part = part.limit(missing);
            let hidden = order.needs_hidden();
            rows.extend(if window.is_short {
                entity::short(db, &part, hidden).await?
            } else {
                entity::all(db, &part, hidden).await?
            });
        }
    }
    Ok(rows)
}

/// The rows of the list behind the first so many, at most so many.
async fn skipped<E: EntityTrait>(
    db: &impl ConnectionTrait,
    select: &Select<E>,
    order: &Order<E>,
    offset: u64,
    limit: u64,
) -> Result<Vec<E::Model>, DbErr>
where
    E::Model: Cells<Entity = E>,
{
    // In one part, since nobody knows how many rows of the first part there are to pass over.
    match Part::All.select(
        select.clone(),
        &order.terms,
        Span::default(),
        Travel::Forward,
    ) {
        Some(all) => {
            let rows = all.offset(offset).limit(limit);
            entity::all(db, &rows, order.needs_hidden()).await
        }
        None => Ok(Vec::new()),
    }
}
