//! Rows that are read by their keys, or those of what they belong to.

use std::sync::OnceLock;

use entity::{Cells, Shown};
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
    fn text<D: Keyed, T: Shown>(&self, keys: &[Value], backend: DbBackend) -> Option<&str> {
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
            T::select(&mut query);
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
            let keys = filled(keys);
            match read(self, by, &keys).await {
                Some(found) => found,
                None => {
                    (by.select)(keys, self.get_database_backend())
                        .all(self)
                        .await
                }
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
            let keys = filled(keys);
            if let Some(found) = read(self, by, &keys).await {
                return found;
            }
            let rows = (by.select)(keys, self.get_database_backend())
                .all(self)
                .await?;
            let pairs = rows
                .into_iter()
                .filter_map(|(one, other)| Some((one, other?)));
            Ok(pairs.collect())
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

/// What a statement shows for these keys, read beside the pool where that can be; none where it has no
/// text.
async fn read<D: Keyed, S, T>(
    db: &D,
    by: &ByKeys<S>,
    keys: &[Value],
) -> Option<Result<Vec<T>, DbErr>>
where
    S: QueryTrait<QueryStatement = SelectStatement>,
    T: Shown,
{
    let backend = db.get_database_backend();
    let sql = by.text::<D, T>(keys, backend)?;
    let direct = db
        .beside()
        .and_then(|direct| direct.read(sql, keys, |row| T::from_cells(|index| cell(row, index))));
    if let Some(found) = direct {
        return Some(Ok(found));
    }
    let statement = Statement::from_sql_and_values(backend, sql, keys.to_vec());
    let rows = db.query_all_raw(statement).await;
    Some(rows.and_then(|rows| rows.iter().map(T::from_row).collect()))
}

#[cfg(test)]
#[path = "keyed_tests.rs"]
mod tests;
