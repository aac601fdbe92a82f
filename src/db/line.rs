//! A connection to PostgreSQL that statements are sent on without waiting for earlier ones.

use std::collections::HashMap;
use std::error::Error;
use std::future::{Ready, ready};
use std::io;
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::BytesMut;
use entity::{Cell, Shown, binary};
use futures_util::TryStreamExt;
use sea_orm::Value;
use tokio_postgres::tls::{MakeTlsConnect, NoTlsStream, TlsConnect};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, Config, Row, Statement};

use super::connect::STATEMENTS;

type Anything = Box<dyn Error + Send + Sync>;

/// The connection, and the statements it has prepared.
pub(super) struct Line {
    client: Client,
    prepared: Mutex<HashMap<String, Statement>>,
}

impl Line {
    /// Makes one. It is closed when it is dropped.
    pub(super) async fn open(config: &Config) -> Result<Self, Anything> {
        let (client, connection) = config.connect(Plain).await?;
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection for reads broke");
            }
        });
        Ok(Self {
            client,
            prepared: Mutex::default(),
        })
    }

    pub(super) fn is_open(&self) -> bool {
        !self.client.is_closed()
    }

    /// The rows of a statement; none where one has a value of another type than its field.
    pub(super) async fn read<T: Shown>(
        &self,
        sql: &str,
        values: &[Value],
        hidden: bool,
    ) -> Result<Option<Vec<T>>, Anything> {
        let statement = self.statement(sql).await?;
        let rows = self.client.query_raw(&statement, values.iter().map(Bound));
        let mut rows = pin!(rows.await?);
        let mut found = Vec::new();
        let mut is_known = true;
        while let Some(row) = rows.try_next().await? {
            match T::from_cells(|index| cell(&row, index), hidden) {
                Some(row) => found.push(row),
                None => is_known = false,
            }
        }
        Ok(is_known.then_some(found))
    }

    async fn statement(&self, sql: &str) -> Result<Statement, Anything> {
        if let Some(statement) = self.prepared().get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql).await?;
        let mut prepared = self.prepared();
        if prepared.len() >= STATEMENTS {
            prepared.clear();
        }
        prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    fn prepared(&self) -> MutexGuard<'_, HashMap<String, Statement>> {
        self.prepared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The value at a place of a row.
fn cell(row: &Row, index: usize) -> Cell<'_> {
    struct Binary<'a>(Cell<'a>);

    impl<'a> FromSql<'a> for Binary<'a> {
        fn from_sql(of: &Type, bytes: &'a [u8]) -> Result<Self, Anything> {
            let cell = binary(of.oid(), bytes).ok_or("no column has such a type")?;
            Ok(Self(cell))
        }

        fn from_sql_null(_: &Type) -> Result<Self, Anything> {
            Ok(Self(Cell::Null))
        }

        fn accepts(_: &Type) -> bool {
            true
        }
    }

    row.try_get(index).map_or(Cell::Null, |Binary(cell)| cell)
}

/// Whether a parameter is of a kind that keys, cursors and limits have.
pub(super) fn can_be_bound(value: &Value) -> bool {
    match value {
        Value::BigInt(Some(_))
        | Value::BigUnsigned(Some(_))
        | Value::Bool(Some(_))
        | Value::String(Some(_))
        | Value::Bytes(Some(_)) => true,
        Value::Array(_, Some(values)) => values.iter().all(can_be_bound),
        _ => false,
    }
}

/// A parameter.
#[derive(Debug)]
struct Bound<'a>(&'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self, of: &Type, out: &mut BytesMut) -> Result<IsNull, Anything> {
        match self.0 {
            Value::BigInt(Some(number)) => whole(*number, of, out),
            Value::BigUnsigned(Some(number)) => whole(i64::try_from(*number)?, of, out),
            Value::Bool(Some(truth)) => truth.to_sql(of, out),
            Value::String(Some(text)) => text.as_str().to_sql(of, out),
            Value::Bytes(Some(bytes)) => bytes.as_slice().to_sql(of, out),
            Value::Array(_, Some(values)) => {
                let values: Vec<_> = values.iter().map(Bound).collect();
                values.to_sql(of, out)
            }
            _ => Err("a parameter of another kind".into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn whole(number: i64, of: &Type, out: &mut BytesMut) -> Result<IsNull, Anything> {
    match *of {
        Type::INT4 => i32::try_from(number)?.to_sql(of, out),
        Type::INT8 => number.to_sql(of, out),
        _ => Err("a number where there is none".into()),
    }
}

/// Connects to servers that encrypt nothing. Where one would, so do the pool's connections, and what is
/// read over them is not to be read in the open here.
struct Plain;

impl<S> MakeTlsConnect<S> for Plain {
    type Stream = NoTlsStream;
    type TlsConnect = Self;
    type Error = io::Error;

    fn make_tls_connect(&mut self, _: &str) -> io::Result<Self> {
        Ok(Self)
    }
}

impl<S> TlsConnect<S> for Plain {
    type Stream = NoTlsStream;
    type Error = io::Error;
    type Future = Ready<io::Result<NoTlsStream>>;

    fn connect(self, _: S) -> Self::Future {
        ready(Err(io::Error::other("the server encrypts")))
    }
}
