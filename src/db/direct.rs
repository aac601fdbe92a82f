//! `SQLite`, read where it is asked and not by a thread of sqlx's: to wake that takes longer than to read
//! a few rows by their keys, and it copies each value of them. Only for reads that are short for
//! sure, since the thread of the runtime waits for them.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use entity::{Cell, Shown};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, Row, params_from_iter};
use sea_orm::Value;
use sqlx::sqlite::SqliteConnectOptions;

use super::connect::{PRAGMAS, STATEMENTS};
use super::observed::Counting;

/// How long a reader waits for a lock, which in the write-ahead log it hardly meets; what then fails is
/// read by the pool, with its own patience.
const PATIENCE: Duration = Duration::from_millis(5);

/// Connections for reads by key: as many as threads have ever read at once.
pub struct Direct {
    file: PathBuf,
    idle: Mutex<Vec<Connection>>,
    counting: Counting,
}

impl Direct {
    /// Connections to the file that these options name; none where it is in memory, and so nobody
    /// else's.
    pub(super) fn new(options: &SqliteConnectOptions, counting: &Counting) -> Option<Self> {
        let file = options.get_filename();
        file.is_file().then(|| Self {
            file: file.to_owned(),
            idle: Mutex::default(),
            counting: counting.clone(),
        })
    }

    /// The rows of a statement; none where it is to be asked of the pool, for whatever reason.
    pub(super) fn read<T: Shown>(
        &self,
        sql: &str,
        values: &[Value],
        hidden: bool,
    ) -> Option<Vec<T>> {
        let values: Option<Vec<_>> = values.iter().map(bound).collect();
        let (values, began) = (values?, Instant::now());
        match self.run(sql, values, hidden) {
            Ok(rows) => {
                self.counting.ran(sql, began.elapsed(), false);
                rows
            }
            Err(error) => {
                tracing::debug!(%error, "a read goes to the pool instead");
                None
            }
        }
    }

    fn run<T: Shown>(
        &self,
        sql: &str,
        values: Vec<ToSqlOutput<'_>>,
        hidden: bool,
    ) -> rusqlite::Result<Option<Vec<T>>> {
        let idle = self.idle().pop();
        let connection = idle.map_or_else(|| self.open(), Ok)?;
        let found = {
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query(params_from_iter(values))?;
            let mut found = Vec::new();
            let mut is_known = true;
            while let Some(row) = rows.next()? {
                match T::from_cells(|index| cell(row, index), hidden) {
                    Some(row) => found.push(row),
                    None => is_known = false,
                }
            }
            is_known.then_some(found)
        };
        // One that failed is closed instead.
        self.idle().push(connection);
        Ok(found)
    }

    fn open(&self) -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.file, flags)?;
        connection.busy_timeout(PATIENCE)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        for (name, value) in [("query_only", "ON")].into_iter().chain(PRAGMAS) {
            connection.execute_batch(&format!("PRAGMA {name} = {value}"))?;
        }
        Ok(connection)
    }

    /// Closes every connection.
    pub(super) fn close(&self) {
        self.idle().clear();
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The value at a place of a row.
fn cell<'a>(row: &'a Row<'_>, index: usize) -> Cell<'a> {
    match row.get_ref(index) {
        Ok(ValueRef::Integer(number)) => Cell::Integer(number),
        Ok(ValueRef::Text(text)) => std::str::from_utf8(text).map_or(Cell::Blob(text), Cell::Text),
        Ok(ValueRef::Blob(bytes)) => Cell::Blob(bytes),
        // Nothing of ours is a float; what is missing is no value either.
        Ok(ValueRef::Null | ValueRef::Real(_)) | Err(_) => Cell::Null,
    }
}

/// A parameter; none for a kind that keys, cursors and limits do not have.
fn bound(value: &Value) -> Option<ToSqlOutput<'_>> {
    let value = match value {
        Value::BigInt(Some(number)) => ValueRef::Integer(*number),
        Value::BigUnsigned(Some(number)) => ValueRef::Integer((*number).try_into().ok()?),
        Value::String(Some(text)) => ValueRef::Text(text.as_bytes()),
        Value::Bytes(Some(bytes)) => ValueRef::Blob(bytes),
        _ => return None,
    };
    Some(ToSqlOutput::Borrowed(value))
}
