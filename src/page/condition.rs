//! Filters of the API to conditions of SQL: what they have in common.
//!
//! A filter either holds for a row or does not. SQL also knows "unknown", where a value is null;
//! `not` therefore negates with `IS NOT TRUE`, so that `not: {x: {eq: 1}}` is `x: {ne: 1}`.

use sea_orm::DbBackend;
use sea_orm::sea_query::{BinOper, Condition, Expr, ExprTrait};

use crate::error::{Error, Result};

/// How deep filters may stand in filters.
pub const MAX_DEPTH: usize = 5;

/// Most conditions of one filter, where a list counts as many as it has entries.
pub const MAX_VALUES: usize = 1_000;

/// Most conditions joined one after the other. SQLite refuses expressions that are 1,000 deep, and a
/// chain is as deep as it is long; longer ones become chains of chains.
const MAX_CHAIN: usize = 32;

/// A filter input of the API.
pub trait Filter: Sized {
    /// Adds what the filter demands of a row.
    ///
    /// # Errors
    /// [`Error::BadInput`] when there is too much of it.
    fn demand(self, of: &mut Conditions<'_>) -> Result<()>;
}

/// The condition that a filter sets on the rows of its entity.
///
/// # Errors
/// [`Error::BadInput`] for a filter deeper than [`MAX_DEPTH`] or larger than [`MAX_VALUES`].
pub fn condition<F: Filter>(filter: F, backend: DbBackend) -> Result<Condition> {
    let mut budget = MAX_VALUES;
    let mut conditions = Conditions {
        backend,
        depth: 0,
        budget: &mut budget,
        all: Vec::new(),
    };
    filter.demand(&mut conditions)?;
    Ok(chain(conditions.all, Condition::all))
}

/// What a filter demands, condition by condition; all of them have to hold.
#[derive(Debug)]
pub struct Conditions<'a> {
    pub(super) backend: DbBackend,
    depth: usize,
    budget: &'a mut usize,
    pub(super) all: Vec<Condition>,
}

impl Conditions<'_> {
    /// The combinations of filters with each other.
    ///
    /// # Errors
    /// As [`Filter::demand`].
    pub fn combined<F: Filter>(
        &mut self,
        and: Option<Vec<F>>,
        or: Option<Vec<F>>,
        not: Option<Box<F>>,
    ) -> Result<()> {
        for filter in and.into_iter().flatten() {
            if let Some(condition) = self.nested(filter)? {
                self.all.push(condition);
            }
        }
        if let Some(or) = or.filter(|or| !or.is_empty()) {
            let any = or
                .into_iter()
                .map(|filter| self.nested(filter))
                .collect::<Result<Vec<_>>>()?;
            // A filter without conditions holds for every row, and so does "that or another".
            if let Some(any) = any.into_iter().collect::<Option<Vec<_>>>() {
                self.all.push(chain(any, Condition::any));
            }
        }
        if let Some(not) = not
            && let Some(condition) = self.nested(*not)?
        {
            let holds = Expr::from(condition);
            self.all.push(
                holds
                    .binary(BinOper::IsNot, Expr::Constant(true.into()))
                    .into(),
            );
        }
        Ok(())
    }

    /// A filter on related rows, of which at least one has to match. `exists` makes the condition
    /// from that of the related row.
    ///
    /// # Errors
    /// As [`Filter::demand`].
    pub fn related<F: Filter>(
        &mut self,
        filter: Option<F>,
        exists: impl FnOnce(Condition) -> Expr,
    ) -> Result<()> {
        let Some(filter) = filter else { return Ok(()) };
        let related = self.nested(filter)?.unwrap_or_else(Condition::all);
        self.all.push(exists(related).into());
        Ok(())
    }

    /// The condition of a filter inside this one; nothing when it sets none.
    fn nested<F: Filter>(&mut self, filter: F) -> Result<Option<Condition>> {
        if self.depth == MAX_DEPTH {
            let message = format!("filters may nest at most {MAX_DEPTH} deep");
            return Err(Error::BadInput(message.into()));
        }
        let before = *self.budget;
        let mut inner = Conditions {
            backend: self.backend,
            depth: self.depth + 1,
            budget: &mut *self.budget,
            all: Vec::new(),
        };
        filter.demand(&mut inner)?;
        let all = inner.all;
        if *self.budget == before {
            // An empty one counts as well, for its entry.
            self.spend(1)?;
        }
        Ok((!all.is_empty()).then(|| chain(all, Condition::all)))
    }

    pub(super) fn spend(&mut self, values: usize) -> Result<()> {
        *self.budget = self.budget.checked_sub(values).ok_or_else(|| {
            let message = format!("a filter may hold at most {MAX_VALUES} values");
            Error::BadInput(message.into())
        })?;
        Ok(())
    }
}

/// Joins conditions, in chains of bounded length.
fn chain(conditions: Vec<Condition>, join: fn() -> Condition) -> Condition {
    let mut conditions = conditions;
    while conditions.len() > MAX_CHAIN {
        conditions = conditions
            .chunks(MAX_CHAIN)
            .map(|chunk| chunk.iter().cloned().fold(join(), Condition::add))
            .collect();
    }
    conditions.into_iter().fold(join(), Condition::add)
}
