//! Rows that are read by their keys, or those of what they belong to.

use std::sync::OnceLock;

use entity::{Cells, narrowed, pair_of, row_of};
use sea_orm::sea_query::SelectStatement;
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryTrait, Select, SelectTwo, Statement,
    Value, Values,
};

use super::conn::{Conn, Unit};
use super::direct::{Direct, cell};

/// Rows of two entities, each with what belongs to it.
pub(super) type Pairs<E, F> = Vec<(<E as EntityTrait>::Model, <F as EntityTrait>::Model)>;

/// Numbers of keys that a statement is written for: powers of two, up to 32,768.
const SIZES: usize = 16;

/// A statement that reads rows by keys, as text. It is made once for each number of keys: to make it
/// takes as long as to run it.
pub struct ByKeys<S> {
    select: fn(Vec<Value>, DbBackend) -> S,
    sqlite: [OnceLock<Option<String>>; SIZES],
    postgres: [OnceLock<Option<String>>; SIZES],
}

impl<S: QueryTrait<QueryStatement = SelectStatement>> ByKeys<S> {
    /// The statement that this selects, whose only parameters are the keys, in their order.
    pub const fn new(select: fn(Vec<Value>, DbBackend) -> S) -> Self {
        Self {
            select,
            sqlite: [const { OnceLock::new() }; SIZES],
            postgres: [const { OnceLock::new() }; SIZES],
        }
    }

    /// The text for so many keys; none where there are none or too many, or other parameters, or where rows
    /// are read whole.
    fn text<D: Keyed>(
        &self,
        keys: &[Value],
        backend: DbBackend,
        narrow: fn(&mut SelectStatement),
    ) -> Option<&str> {
        if D::WHOLE {
            return None;
        }
        let texts = match backend {
            DbBackend::Postgres => &self.postgres,
            _ => &self.sqlite,
        };
        let text = texts.get(usize::try_from(keys.len().checked_ilog2()?).ok()?)?;
        let text = text.get_or_init(|| {
            let mut query = (self.select)(keys.to_vec(), backend).into_query();
            query.clear_selects();
            narrow(&mut query);
            let Statement { sql, values, .. } = backend.build(&query);
            values.is_some_and(|Values(all)| all == keys).then_some(sql)
        });
        text.as_deref()
    }
}

/// The keys, and the last one as often as makes their number one that statements are written for.
fn filled<K: Clone + Into<Value>>(keys: &[K]) -> Vec<Value> {
    let mut filled: Vec<Value> = keys.iter().cloned().map(Into::into).collect();
    if let Some(last) = filled.last().cloned() {
        filled.resize(filled.len().next_power_of_two(), last);
    }
    filled
}

/// Reads rows of which the caller knows that they are few: those of given keys.
pub trait Keyed: ConnectionTrait + Sized {
    /// Whether rows are read with all their columns: those that are written back need them.
    const WHOLE: bool;

    /// The rows of one entity, see [`Cells`].
    fn rows<E, K>(
        &self,
        by: &ByKeys<Select<E>>,
        keys: &[K],
    ) -> impl Future<Output = Result<Vec<E::Model>, DbErr>> + Send
    where
        E: EntityTrait,
        E::Model: Cells<Entity = E> + Send,
        K: Clone + Into<Value> + Sync,
    {
        async move {
            let (keys, backend) = (filled(keys), self.get_database_backend());
            let Some(sql) = by.text::<Self>(&keys, backend, one::<E::Model>) else {
                return (by.select)(keys, backend).all(self).await;
            };
            let direct = self.beside().and_then(|direct| {
                direct.read(sql, &keys, |row| {
                    E::Model::from_cells(|index| cell(row, index), false)
                })
            });
            if let Some(rows) = direct {
                return Ok(rows);
            }
            let statement = Statement::from_sql_and_values(backend, sql, keys);
            let rows = self.query_all_raw(statement).await?;
            rows.iter().map(|row| row_of(row, false)).collect()
        }
    }

    /// The rows of two entities that belong together.
    fn pairs<E, F, K>(
        &self,
        by: &ByKeys<SelectTwo<E, F>>,
        keys: &[K],
    ) -> impl Future<Output = Result<Pairs<E, F>, DbErr>> + Send
    where
        E: EntityTrait,
        F: EntityTrait,
        E::Model: Cells<Entity = E> + Send,
        F::Model: Cells<Entity = F> + Send,
        K: Clone + Into<Value> + Sync,
    {
        async move {
            let (keys, backend) = (filled(keys), self.get_database_backend());
            let Some(sql) = by.text::<Self>(&keys, backend, two::<E::Model, F::Model>) else {
                let rows = (by.select)(keys, backend).all(self).await?.into_iter();
                let pairs = rows.filter_map(|(one, other)| Some((one, other?)));
                return Ok(pairs.collect());
            };
            let direct = self.beside().and_then(|direct| {
                let first = E::Model::SHOWN.len();
                direct.read(sql, &keys, |row| {
                    let one = E::Model::from_cells(|index| cell(row, index), false)?;
                    let other = F::Model::from_cells(|index| cell(row, first + index), false)?;
                    Some((one, other))
                })
            });
            if let Some(rows) = direct {
                return Ok(rows);
            }
            let statement = Statement::from_sql_and_values(backend, sql, keys);
            let rows = self.query_all_raw(statement).await?;
            rows.iter().map(pair_of).collect()
        }
    }

    /// What reads without the pool, where there is such.
    fn beside(&self) -> Option<&Direct>;
}

impl Keyed for Conn {
    const WHOLE: bool = false;

    fn beside(&self) -> Option<&Direct> {
        self.direct()
    }
}

impl Keyed for Unit {
    const WHOLE: bool = true;

    fn beside(&self) -> Option<&Direct> {
        None
    }
}

fn one<M: Cells>(query: &mut SelectStatement) {
    narrowed::<M>(query, false);
}

fn two<M: Cells, N: Cells>(query: &mut SelectStatement) {
    narrowed::<M>(query, false);
    narrowed::<N>(query, false);
}

#[cfg(test)]
#[path = "keyed_tests.rs"]
mod tests;
