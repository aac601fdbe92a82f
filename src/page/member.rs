//! The members of a filter, by the type of what they look at.

use sea_orm::sea_query::{Condition, Expr};
use sea_orm::{ColumnTrait, DbBackend};

use super::condition::Conditions;
use super::inputs::{DateTimeFilter, IdFilter, MetadataFilter, StringFilter};
use super::{compare, metadata};
use crate::error::Result;

impl Conditions<'_> {
    /// A condition on an id.
    ///
    /// # Errors
    /// As [`Filter::demand`].
    pub fn id(&mut self, column: impl ColumnTrait, filter: Option<IdFilter>) -> Result<()> {
        self.add(filter, |filter, _| compare::id(column, filter))
    }

    /// A condition on a text, given the column of its folded form.
    ///
    /// # Errors
    /// As [`Filter::demand`].
    pub fn text(&mut self, column: impl ColumnTrait, filter: Option<StringFilter>) -> Result<()> {
        self.add(filter, |filter, backend| {
            compare::text(column, filter, backend, false)
        })
    }

    /// As [`Conditions::text`], for a text that the search of its entity looks through, whose index
    /// then also serves `contains` and `endsWith`.
    ///
    /// # Errors
    /// As [`Filter::demand`].
    pub fn searched_text(
        &mut self,
        column: impl ColumnTrait,
        filter: Option<StringFilter>,
    ) -> Result<()> {
        self.add(filter, |filter, backend| {
            compare::text(column, filter, backend, true)
        })
    }

    /// A condition on a time.
    ///
    /// # Errors
    /// As [`Filter::demand`].
    pub fn time(&mut self, column: impl ColumnTrait, filter: Option<DateTimeFilter>) -> Result<()> {
        self.add(filter, |filter, _| compare::time(column, filter))
    }

    /// Conditions on keys of metadata.
    ///
    /// # Errors
    /// As [`Filter::demand`].
    pub fn metadata(
        &mut self,
        column: impl ColumnTrait,
        filters: Option<Vec<MetadataFilter>>,
    ) -> Result<()> {
        for filter in filters.into_iter().flatten() {
            self.add(Some(filter), |filter, backend| {
                metadata::member(column, filter, backend)
            })?;
        }
        Ok(())
    }

    /// A condition on a yes or no.
    ///
    /// # Errors
    /// As [`Filter::demand`].
    pub fn flag(&mut self, column: impl ColumnTrait, wanted: Option<bool>) -> Result<()> {
        self.add(wanted, |wanted, _| Demand::one(column.eq(wanted)))
    }

    /// A condition on whether a column has a value.
    ///
    /// # Errors
    /// As [`Filter::demand`].
    pub fn present(&mut self, column: impl ColumnTrait, wanted: Option<bool>) -> Result<()> {
        self.add(wanted, |wanted, _| {
            Demand::one(if wanted {
                column.is_not_null()
            } else {
                column.is_null()
            })
        })
    }

    fn add<T>(
        &mut self,
        filter: Option<T>,
        demand: impl FnOnce(T, DbBackend) -> Demand,
    ) -> Result<()> {
        let Some(filter) = filter else { return Ok(()) };
        let demand = demand(filter, self.backend);
        self.spend(demand.values)?;
        self.all.extend(demand.all.into_iter().map(Condition::from));
        Ok(())
    }
}

/// What one member of a filter demands, and how many values it was given.
#[derive(Debug, Default)]
pub(super) struct Demand {
    pub(super) all: Vec<Expr>,
    pub(super) values: usize,
}

impl Demand {
    pub(super) fn one(expr: Expr) -> Self {
        let mut demand = Self::default();
        demand.add(1, expr);
        demand
    }

    pub(super) fn add(&mut self, values: usize, expr: Expr) {
        self.values += values;
        self.all.push(expr);
    }
}

/// What no row meets.
pub(super) fn never() -> Expr {
    Expr::Constant(false.into())
}
