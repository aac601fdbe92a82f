//! Places in the order of commits.

use entity::event::{Column, Entity};
use entity::{CustomerId, EventId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, DbBackend, EntityTrait, FromQueryResult, Order as Sort, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use super::replay::SETTLED;
use crate::db::Db;
use crate::error::Result;
use crate::page;

/// The name of the order in cursors.
const ORDER: &str = "events";

/// A place in the order of commits. It stays where it is, whatever is written or deleted. A later place
/// is the greater one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, FromQueryResult)]
pub struct Place {
    /// The writing transaction; 0 on `SQLite`.
    pub(super) xact: i64,
    pub(super) position: i64,
}

impl Place {
    /// The number of the event there.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.position
    }

    /// The place as a reader keeps it: the writing transaction, which is 0 on `SQLite`, and the number.
    #[must_use]
    pub const fn kept(self) -> (i64, i64) {
        (self.xact, self.position)
    }

    /// The place that a reader has kept.
    #[must_use]
    pub const fn of_kept((xact, position): (i64, i64)) -> Self {
        Self { xact, position }
    }

    /// The first place behind this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self {
            xact: self.xact,
            position: self.position.saturating_add(1),
        }
    }

    /// The place as callers are given it.
    #[must_use]
    pub fn cursor(self) -> String {
        page::cursor_of(ORDER, &[self.xact, self.position])
    }

    /// The place that a cursor names.
    ///
    /// # Errors
    /// [`crate::error::Error::BadInput`] naming the argument, for any other text.
    pub fn parse(argument: &str, cursor: &str) -> Result<Self> {
        let [xact, position] = page::place_of(ORDER, argument, cursor)?;
        Ok(Self { xact, position })
    }
}

/// The place behind which all lies that is not to be replayed yet, whatever will be committed.
///
/// # Errors
/// When the database fails.
pub async fn end(db: &Db) -> Result<Place> {
    let mut last = places(db).order_by(Column::Position, Sort::Desc);
    if db.backend() == DbBackend::Postgres {
        last = places(db)
            .filter(Expr::cust(SETTLED))
            .order_by(Expr::cust("xact"), Sort::Desc)
            .order_by(Column::Position, Sort::Desc);
    }
    let last = last.limit(1).into_model::<Place>().one(db.read()).await?;
    Ok(last.unwrap_or_default())
}

/// Where an event stands; none if there is no such event, or if it is about somebody else than the
/// customer who is named.
///
/// # Errors
/// When the database fails.
pub async fn of_event(db: &Db, id: &EventId, about: Option<&CustomerId>) -> Result<Option<Place>> {
    let mut found = places(db).filter(Column::Id.eq(id.clone()));
    if let Some(customer) = about {
        found = found.filter(Column::CustomerId.eq(customer.clone()));
    }
    Ok(found.into_model::<Place>().one(db.read()).await?)
}

pub(super) fn places(db: &Db) -> Select<Entity> {
    let xact = match db.backend() {
        DbBackend::Postgres => "xact",
        _ => "0",
    };
    Entity::find()
        .select_only()
        .column(Column::Position)
        .expr_as(Expr::cust(xact), "xact")
}
