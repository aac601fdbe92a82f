//! Rows as the ORM's connections give them.

use sea_orm::sea_query::SelectStatement;
use sea_orm::sqlx::postgres::{PgRow, PgValueRef};
use sea_orm::sqlx::sqlite::{SqliteRow, SqliteValueRef};
use sea_orm::sqlx::{Decode, Row, Sqlite, TypeInfo, ValueRef};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, QueryResult, QueryTrait,
    Select,
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
    let query = narrowed::<E::Model>(select.as_query(), hidden);
    let rows = db
        .query_all_raw(db.get_database_backend().build(&query))
        .await?;
    rows.iter().map(|row| row_of(row, hidden)).collect()
}

/// A connection that may read a few rows at once, without waiting.
pub trait AtOnce: ConnectionTrait {
    /// The rows of a selection of an entity that is short for sure, however many rows there are, read as
    /// [`all`] does; none where they are to be asked for.
    fn at_once<M: Cells>(&self, _select: &SelectStatement, _hidden: bool) -> Option<Vec<M>> {
        None
    }
}

impl AtOnce for DatabaseConnection {}

/// The selection of what is read of an entity alone.
#[must_use]
pub fn narrowed<M: Cells>(select: &SelectStatement, hidden: bool) -> SelectStatement {
    let mut query = select.clone();
    query.clear_selects();
    columns::<M>(&mut query, hidden);
    query
}

/// Adds what is read of an entity.
pub fn columns<M: Cells>(query: &mut SelectStatement, hidden: bool) {
    query.columns(M::SHOWN.iter().map(ColumnTrait::as_column_ref));
    if hidden {
        query.columns(M::HIDDEN.iter().map(ColumnTrait::as_column_ref));
    }
}

/// The row of an entity.
///
/// # Errors
/// [`DbErr::Type`] when a value is of another type than its field.
pub fn row_of<M: Cells>(row: &QueryResult, hidden: bool) -> Result<M, DbErr> {
    let made = Place::of(row).and_then(|row| M::from_cells(|index| row.cell(index), hidden));
    made.ok_or_else(other_type)
}

/// The rows of two entities, what is shown of the one and then of the other.
///
/// # Errors
/// As [`row_of`].
pub fn pair_of<M: Cells, N: Cells>(row: &QueryResult) -> Result<(M, N), DbErr> {
    let row = Place::of(row).ok_or_else(other_type)?;
    let one = M::from_cells(|index| row.cell(index), false);
    let other = N::from_cells(|index| row.cell(M::SHOWN.len() + index), false);
    one.zip(other).ok_or_else(other_type)
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

/// A value in the binary form of PostgreSQL, by the number of its type in `pg_type.dat`.
fn postgres<'r>(value: &PgValueRef<'r>) -> Option<Cell<'r>> {
    if value.is_null() {
        return None;
    }
    let bytes = value.as_bytes().ok()?;
    Some(match value.type_info().oid()?.0 {
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
