//! Reading a page of a list.

use std::sync::Arc;

use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QuerySelect, Select};

use super::args::{Travel, Window};
use super::keyset::{Bound, Part, Span};
use super::order::Order;

/// A page of a list. What else can be asked of it costs a statement each, when it is asked.
#[derive(Clone, Debug)]
pub struct Page<E: EntityTrait> {
    /// The rows, in the order of the list.
    pub rows: Vec<Arc<E::Model>>,
    /// Whether the window had more rows than fit, on the side the page travels to.
    more: bool,
    select: Select<E>,
    order: Order<E>,
    window: Window,
}

/// Reads the page of a list that a window asks for.
///
/// `select` gives the rows of the list, each once and in no order. One statement, or two where the
/// first column of the order may be null.
///
/// # Errors
/// Whatever the database reports.
pub async fn page<E: EntityTrait>(
    db: &impl ConnectionTrait,
    select: Select<E>,
    order: Order<E>,
    window: Window,
) -> Result<Page<E>, DbErr> {
    let span = Span {
        after: exclusive(window.after.as_deref()),
        before: exclusive(window.before.as_deref()),
    };
    // One row more than asked for tells whether there are more.
    let limit = window.size + 1;
    let mut rows = if window.offset == 0 {
        read(db, &select, &order, span, window.travel, limit).await?
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
        more,
        select,
        order,
        window,
    })
}

impl<E: EntityTrait> Page<E> {
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
        if self.window.travel == Travel::Forward && self.more {
            return Ok(true);
        }
        // The page reaches to the end of its window, and what is not in the window lies from here on.
        let from = inclusive(self.window.before.as_deref());
        self.any(
            db,
            from.map(|after| Span {
                after: Some(after),
                before: None,
            }),
        )
        .await
    }

    /// Whether the list has rows ahead of this page.
    ///
    /// # Errors
    /// Whatever the database reports.
    pub async fn has_previous(&self, db: &impl ConnectionTrait) -> Result<bool, DbErr> {
        if self.window.travel == Travel::Backward && self.more {
            return Ok(true);
        }
        if self.window.offset > 0 {
            let passed_over = self.rows.is_empty().then(Span::default);
            return Ok(!self.rows.is_empty() || self.any(db, passed_over).await?);
        }
        let to = inclusive(self.window.after.as_deref());
        self.any(
            db,
            to.map(|before| Span {
                after: None,
                before: Some(before),
            }),
        )
        .await
    }

    /// How many rows the whole list has.
    ///
    /// # Errors
    /// Whatever the database reports.
    pub async fn total(&self, db: &impl ConnectionTrait) -> Result<u64, DbErr> {
        let count = self
            .select
            .clone()
            .select_only()
            .expr(Expr::cust("COUNT(*)"));
        let count: Option<i64> = count.into_tuple().one(db).await?;
        Ok(count
            .and_then(|count| u64::try_from(count).ok())
            .unwrap_or(0))
    }

    /// Whether the list has a row in a span; no span has none.
    async fn any(&self, db: &impl ConnectionTrait, span: Option<Span<'_>>) -> Result<bool, DbErr> {
        let Some(span) = span else { return Ok(false) };
        // From the far end of the list, so that the first row met is in the span if any is.
        let travel = if span.before.is_some() {
            Travel::Forward
        } else {
            Travel::Backward
        };
        Ok(!read(db, &self.select, &self.order, span, travel, 1)
            .await?
            .is_empty())
    }
}

/// The rows of a span in the way of travel, at most so many.
async fn read<E: EntityTrait>(
    db: &impl ConnectionTrait,
    select: &Select<E>,
    order: &Order<E>,
    span: Span<'_>,
    travel: Travel,
    limit: u64,
) -> Result<Vec<E::Model>, DbErr> {
    let mut rows = Vec::new();
    for part in Part::of(&order.terms, travel) {
        let missing = limit.saturating_sub(rows.len() as u64);
        if missing == 0 {
            break;
        }
        if let Some(part) = part.select(select.clone(), &order.terms, span, travel) {
            rows.extend(part.limit(missing).all(db).await?);
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
) -> Result<Vec<E::Model>, DbErr> {
    // In one part, since nobody knows how many rows of the first part there are to pass over.
    match Part::All.select(
        select.clone(),
        &order.terms,
        Span::default(),
        Travel::Forward,
    ) {
        Some(all) => all.offset(offset).limit(limit).all(db).await,
        None => Ok(Vec::new()),
    }
}

fn exclusive(keys: Option<&[super::cursor::Key]>) -> Option<Bound<'_>> {
    keys.map(|keys| Bound {
        keys,
        inclusive: false,
    })
}

fn inclusive(keys: Option<&[super::cursor::Key]>) -> Option<Bound<'_>> {
    keys.map(|keys| Bound {
        keys,
        inclusive: true,
    })
}
