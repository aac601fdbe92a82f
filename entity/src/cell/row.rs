//! Rows as the ORM's connections give them.

use sea_orm::sea_query::SelectStatement;
use sea_orm::sqlx::postgres::{PgRow, PgValueRef};
use sea_orm::sqlx::sqlite::{SqliteRow, SqliteValueRef};
use sea_orm::sqlx::{Decode, Row, Sqlite, TypeInfo, ValueRef};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryResult, QueryTrait, Select};

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
    let mut query = select.as_query().clone();
    query.clear_selects();
    columns::<E::Model>(&mut query, hidden);
    let rows = db
        .query_all_raw(db.get_database_backend().build(&query))
        .await?;
    rows.iter().map(|row| row_of(row, hidden)).collect()
}

/// What is read of a row: an entity, or two of them that belong together.
pub trait Shown: Sized {
    /// Selects what is shown of it.
    fn select(query: &mut SelectStatement);

    /// Makes it of these values, which come as they were selected; none where one is of another type.
    fn from_cells<'a>(cell: impl Fn(usize) -> Cell<'a>) -> Option<Self>;

    /// Makes it of a row.
    ///
    /// # Errors
    /// [`DbErr::Type`] when a value is of another type than its field.
    fn from_row(row: &QueryResult) -> Result<Self, DbErr> {
        let made = Place::of(row).and_then(|row| Self::from_cells(|index| row.cell(index)));
        made.ok_or_else(other_type)
    }
}

impl<M: Cells> Shown for M {
    fn select(query: &mut SelectStatement) {
        columns::<M>(query, false);
    }

    fn from_cells<'a>(cell: impl Fn(usize) -> Cell<'a>) -> Option<Self> {
        M::from_cells(cell, false)
    }
}

impl<M: Cells, N: Cells> Shown for (M, N) {
    fn select(query: &mut SelectStatement) {
        columns::<M>(query, false);
        columns::<N>(query, false);
    }

    fn from_cells<'a>(cell: impl Fn(usize) -> Cell<'a>) -> Option<Self> {
        let one = M::from_cells(&cell, false)?;
        let other = N::from_cells(|index| cell(M::SHOWN.len() + index), false)?;
        Some((one, other))
    }
}

/// Selects what is read of an entity.
fn columns<M: Cells>(query: &mut SelectStatement, hidden: bool) {
    query.columns(M::SHOWN.iter().map(ColumnTrait::as_column_ref));
    if hidden {
        query.columns(M::HIDDEN.iter().map(ColumnTrait::as_column_ref));
    }
}

fn row_of<M: Cells>(row: &QueryResult, hidden: bool) -> Result<M, DbErr> {
    let made = Place::of(row).and_then(|row| M::from_cells(|index| row.cell(index), hidden));
    made.ok_or_else(other_type)
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
