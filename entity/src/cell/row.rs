//! Rows as the ORM's connections give them.

use sea_orm::sea_query::SelectStatement;
use sea_orm::sqlx::postgres::{PgRow, PgValueRef};
use sea_orm::sqlx::sqlite::{SqliteRow, SqliteValueRef};
use sea_orm::sqlx::{Decode, Row, Sqlite, TypeInfo, ValueRef};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, QueryResult, QueryTrait,
    Select, Statement, Value, Values,
};

use super::{Cell, Cells};

/// The rows of a selection, in its order, without what is hidden unless that is asked for.
///
/// # Errors
/// Whatever the database reports.
pub async fn all<E>(
    db: &impl ConnectionTrait,
    select: &Select<E>,
    hidden: bool,
) -> Result<Vec<E::Model>, DbErr>
where
    E: EntityTrait,
    E::Model: Cells<Entity = E>,
{
    read(db, narrowed(db, select, hidden), hidden).await
}

/// The same of a selection that is short for sure, however many rows there are.
///
/// # Errors
/// Whatever the database reports.
pub async fn short<E>(
    db: &impl Short,
    select: &Select<E>,
    hidden: bool,
) -> Result<Vec<E::Model>, DbErr>
where
    E: EntityTrait,
    E::Model: Cells<Entity = E>,
{
    let statement = narrowed(db, select, hidden);
    let values = statement.values.as_ref();
    let values = values.map_or(&[][..], |Values(values)| values);
    match db.short(&statement.sql, values, hidden).await {
        Some(rows) => Ok(rows),
        None => read(db, statement, hidden).await,
    }
}

/// A connection that may have a shorter way for what is short.
pub trait Short: ConnectionTrait {
    /// The rows of a statement whose length does not depend on how many rows there are; none where they
    /// are to be asked for in the ordinary way.
    fn short<T: Shown>(
        &self,
        _sql: &str,
        _values: &[Value],
        _hidden: bool,
    ) -> impl Future<Output = Option<Vec<T>>> + Send {
        std::future::ready(None)
    }
}

impl Short for DatabaseConnection {}

/// What is read of a row: an entity, or two of them that belong together. Without what is hidden, unless
/// that is asked for.
pub trait Shown: Send + Sized {
    /// Selects it.
    fn select(query: &mut SelectStatement, hidden: bool);

    /// Makes it of these values, which come as they were selected; none where one is of another type.
    fn from_cells<'a>(cell: impl Fn(usize) -> Cell<'a>, hidden: bool) -> Option<Self>;

    /// Makes it of a row.
    ///
    /// # Errors
    /// [`DbErr::Type`] when a value is of another type than its field.
    fn from_row(row: &QueryResult, hidden: bool) -> Result<Self, DbErr> {
        let made = Place::of(row).and_then(|row| Self::from_cells(|index| row.cell(index), hidden));
        made.ok_or_else(other_type)
    }
}

impl<M: Cells> Shown for M {
    fn select(query: &mut SelectStatement, hidden: bool) {
        query.columns(M::SHOWN.iter().map(ColumnTrait::as_column_ref));
        if hidden {
            query.columns(M::HIDDEN.iter().map(ColumnTrait::as_column_ref));
        }
    }

    fn from_cells<'a>(cell: impl Fn(usize) -> Cell<'a>, hidden: bool) -> Option<Self> {
        Cells::from_cells(cell, hidden)
    }
}

impl<M: Cells, N: Cells> Shown for (M, N) {
    fn select(query: &mut SelectStatement, hidden: bool) {
        M::select(query, hidden);
        N::select(query, hidden);
    }

    fn from_cells<'a>(cell: impl Fn(usize) -> Cell<'a>, hidden: bool) -> Option<Self> {
        let first = M::SHOWN.len() + if hidden { M::HIDDEN.len() } else { 0 };
        let one = Cells::from_cells(&cell, hidden)?;
        let other = Cells::from_cells(|index| cell(first + index), hidden)?;
        Some((one, other))
    }
}

fn narrowed<E>(db: &impl ConnectionTrait, select: &Select<E>, hidden: bool) -> Statement
where
    E: EntityTrait,
    E::Model: Cells<Entity = E>,
{
    let mut query = select.as_query().clone();
    query.clear_selects();
    E::Model::select(&mut query, hidden);
    db.get_database_backend().build(&query)
}

async fn read<T: Shown>(
    db: &impl ConnectionTrait,
    statement: Statement,
    hidden: bool,
) -> Result<Vec<T>, DbErr> {
    let rows = db.query_all_raw(statement).await?;
    rows.iter().map(|row| T::from_row(row, hidden)).collect()
}

fn other_type() -> DbErr {
    DbErr::Type("a value is of another type than its field".into())
}

/// A row of one of the databases.
#[derive(Clone, Copy)]
enum Place<'r> {
    Postgres(&'r PgRow),
    Sqlite(&'r SqliteRow),
}

impl<'r> Place<'r> {
    fn of(row: &'r QueryResult) -> Option<Self> {
        let postgres = row.try_as_pg_row().map(Self::Postgres);
        postgres.or_else(|| row.try_as_sqlite_row().map(Self::Sqlite))
    }

    fn cell(self, index: usize) -> Cell<'r> {
        let cell = match self {
            Self::Postgres(row) => row
                .try_get_raw(index)
                .ok()
                .and_then(|value| postgres(&value)),
            Self::Sqlite(row) => row.try_get_raw(index).ok().and_then(sqlite),
        };
        cell.unwrap_or(Cell::Null)
    }
}

fn postgres<'r>(value: &PgValueRef<'r>) -> Option<Cell<'r>> {
    if value.is_null() {
        return None;
    }
    binary(value.type_info().oid()?.0, value.as_bytes().ok()?)
}

/// A value in the binary form of PostgreSQL, by the number of its type in `pg_type.dat`; none for a type
/// that no column has.
#[must_use]
pub fn binary(of: u32, bytes: &[u8]) -> Option<Cell<'_>> {
    Some(match of {
        16 => Cell::Integer(bytes.first().copied()?.into()),
        17 => Cell::Blob(bytes),
        20 => Cell::Integer(i64::from_be_bytes(bytes.try_into().ok()?)),
        23 => Cell::Integer(i32::from_be_bytes(bytes.try_into().ok()?).into()),
        25 | 1043 => Cell::Text(std::str::from_utf8(bytes).ok()?),
        // JSON after the number of its format, which is 1.
        3802 => Cell::Blob(bytes.strip_prefix(&[1])?),
        _ => return None,
    })
}

fn sqlite(value: SqliteValueRef<'_>) -> Option<Cell<'_>> {
    // The type of what is missing is that of its column.
    if value.is_null() {
        return None;
    }
    let of = value.type_info();
    Some(match of.name() {
        "INTEGER" => Cell::Integer(Decode::<Sqlite>::decode(value).ok()?),
        "TEXT" => Cell::Text(Decode::<Sqlite>::decode(value).ok()?),
        "BLOB" => Cell::Blob(Decode::<Sqlite>::decode(value).ok()?),
        _ => return None,
    })
}
