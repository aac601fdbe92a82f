//! Rows that are read by their keys, or those of what they belong to.

use std::sync::OnceLock;

use entity::{Cells, Short, Shown};
use sea_orm::sea_query::extension::postgres::PgFunc;
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{
    ColumnTrait, DbBackend, DbErr, EntityTrait, QueryTrait, Select, SelectTwo, Statement, Value,
    Values,
};

use super::conn::{Conn, Unit};

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
    fn text<D: Keyed, T: Shown>(&self, Keys(keys, backend): &Keys) -> Option<&str> {
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
            T::select(&mut query, false);
            let Statement { sql, values, .. } = backend.build(&query);
            values
                .is_some_and(|Values(all)| all == *keys)
                .then_some(sql)
        });
        text.as_deref()
    }
}

/// Reads rows of which the caller knows that they are few: those of given keys.
pub trait Keyed: Short + Sized {
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
            let keys = Keys::new(keys, self.get_database_backend());
            match read(self, by, &keys).await {
                Some(found) => found,
                None => (by.select)(keys).all(self).await,
            }
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
            let keys = Keys::new(keys, self.get_database_backend());
            if let Some(found) = read(self, by, &keys).await {
                return found;
            }
            let rows = (by.select)(keys).all(self).await?.into_iter();
            let pairs = rows.filter_map(|(one, other)| Some((one, other?)));
            Ok(pairs.collect())
        }
    }
}

impl Keyed for Conn {
    const WHOLE: bool = false;
}

impl Keyed for Unit {
    const WHOLE: bool = true;
}

impl Short for Unit {}

/// What a statement shows for these keys; none where it has no text.
async fn read<D: Keyed, S, T>(db: &D, by: &ByKeys<S>, keys: &Keys) -> Option<Result<Vec<T>, DbErr>>
where
    S: QueryTrait<QueryStatement = SelectStatement>,
    T: Shown,
{
    let sql = by.text::<D, T>(keys)?;
    let Keys(keys, backend) = keys;
    if let Some(found) = db.short(sql, keys, false).await {
        return Some(Ok(found));
    }
    let statement = Statement::from_sql_and_values(*backend, sql, keys.clone());
    let rows = db.query_all_raw(statement).await;
    Some(rows.and_then(|rows| rows.iter().map(|row| T::from_row(row, false)).collect()))
}

#[cfg(test)]
#[path = "keyed_tests.rs"]
mod tests;
