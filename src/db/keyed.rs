//! Rows that are read by their keys, or those of what they belong to.

use std::sync::OnceLock;

use entity::{AtOnce, Cells, columns, narrowed, pair_of, row_of};
use sea_orm::sea_query::extension::postgres::PgFunc;
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement, SqliteQueryBuilder};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryTrait, Select, SelectTwo,
    Statement, Value, Values,
};

use super::conn::{Conn, Unit};
use super::direct::{Direct, cell};

/// Rows of two entities, each with what belongs to it.
pub(super) type Pairs<E, F> = Vec<(<E as EntityTrait>::Model, <F as EntityTrait>::Model)>;

/// Numbers of keys that a statement of SQLite is written for: powers of two, up to 32,768.
const SIZES: usize = 16;

/// The keys of a statement. SQLite has a parameter for each, and the last key as often as makes their
/// number one that statements are written for. PostgreSQL has one for all, so that it plans once and not
/// for each number of them.
pub struct Keys(Vec<Value>, DbBackend);

impl Keys {
    fn new<K: Clone + Into<Value>>(keys: &[K], backend: DbBackend) -> Self {
        let mut keys: Vec<Value> = keys.iter().cloned().map(Into::into).collect();
        let Some(last) = keys.last().cloned() else {
            return Self(keys, backend);
        };
        if backend == DbBackend::Postgres {
            keys = vec![Value::Array(last.array_type(), Some(Box::new(keys)))];
        } else {
            keys.resize(keys.len().next_power_of_two(), last);
        }
        Self(keys, backend)
    }

    /// Which database they are for.
    #[must_use]
    pub const fn backend(&self) -> DbBackend {
        self.1
    }

    /// That a column has one of them.
    #[must_use]
    pub fn name(self, column: impl ColumnTrait) -> Expr {
        match (self.1, self.0.first()) {
            (DbBackend::Postgres, Some(all)) => {
                column.into_expr().eq(PgFunc::any(Expr::value(all.clone())))
            }
            _ => column.is_in(self.0),
        }
    }
}

/// A statement that reads rows by keys, as text. It is made once: to make it takes as long as to run it.
pub struct ByKeys<S> {
    select: fn(Keys) -> S,
    texts: [OnceLock<Option<String>>; SIZES],
    text: OnceLock<Option<String>>,
}

impl<S: QueryTrait<QueryStatement = SelectStatement>> ByKeys<S> {
    /// The statement that this selects, whose only parameters are the keys.
    pub const fn new(select: fn(Keys) -> S) -> Self {
        Self {
            select,
            texts: [const { OnceLock::new() }; SIZES],
            text: OnceLock::new(),
        }
    }

    /// The text for so many keys; none where there are none or too many, or other parameters, or where rows
    /// are read whole.
    fn text<D: Keyed>(
        &self,
        Keys(keys, backend): &Keys,
        narrow: fn(&mut SelectStatement),
    ) -> Option<&str> {
        if D::WHOLE {
            return None;
        }
        let size = usize::try_from(keys.len().checked_ilog2()?).ok()?;
        let text = match backend {
            DbBackend::Postgres => &self.text,
            _ => self.texts.get(size)?,
        };
        let text = text.get_or_init(|| {
            let mut query = (self.select)(Keys(keys.clone(), *backend)).into_query();
            query.clear_selects();
            narrow(&mut query);
            let Statement { sql, values, .. } = backend.build(&query);
            values
                .is_some_and(|Values(all)| all == *keys)
                .then_some(sql)
        });
        text.as_deref()
    }
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
            let backend = self.get_database_backend();
            let keys = Keys::new(keys, backend);
            let Some(sql) = by.text::<Self>(&keys, one::<E::Model>) else {
                return (by.select)(keys).all(self).await;
            };
            let Keys(keys, _) = keys;
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
            let backend = self.get_database_backend();
            let keys = Keys::new(keys, backend);
            let Some(sql) = by.text::<Self>(&keys, two::<E::Model, F::Model>) else {
                let rows = (by.select)(keys).all(self).await?.into_iter();
                let pairs = rows.filter_map(|(one, other)| Some((one, other?)));
                return Ok(pairs.collect());
            };
            let Keys(keys, _) = keys;
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

impl AtOnce for Conn {
    fn at_once<M: Cells>(&self, select: &SelectStatement, hidden: bool) -> Option<Vec<M>> {
        let direct = self.direct()?;
        let (sql, Values(values)) = narrowed::<M>(select, hidden).build(SqliteQueryBuilder);
        direct.read(&sql, &values, |row| {
            M::from_cells(|index| cell(row, index), hidden)
        })
    }
}

fn one<M: Cells>(query: &mut SelectStatement) {
    columns::<M>(query, false);
}

fn two<M: Cells, N: Cells>(query: &mut SelectStatement) {
    columns::<M>(query, false);
    columns::<N>(query, false);
}

#[cfg(test)]
#[path = "keyed_tests.rs"]
mod tests;
