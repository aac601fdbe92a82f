//! The floor on `SQLite`: sqlx, with the settings of Patronage's readers (`src/db/connect.rs`).

use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, ConnectOptions, Row, SqlitePool};

use super::json::{self, Columns, Parts};
use super::sqlite_writer::Writer;
use crate::Result;

/// As many as Patronage opens on two cores.
const CONNECTIONS: u32 = 8;

/// JSON built by the database.
const ONE: &str = "
SELECT json_object('id', id, 'email', email, 'firstName', first_name, 'lastName', last_name,
           'companyName', company_name, 'phone', phone,
           'hasAccount', json(iif(has_account, 'true', 'false'))),
       created_at,
       (SELECT group_concat(item, ',') FROM (
           SELECT json_object('id', a.id, 'addressName', a.address_name, 'address1', a.address1,
                      'city', a.city, 'countryCode', a.country_code, 'province', a.province,
                      'postalCode', a.postal_code,
                      'isDefaultShipping', json(iif(a.is_default_shipping, 'true', 'false')),
                      'isDefaultBilling', json(iif(a.is_default_billing, 'true', 'false'))) item
           FROM customer_address a WHERE a.customer_id = c.id AND a.deleted_at IS NULL
           ORDER BY a.created_at, a.id)),
       (SELECT group_concat(item, ',') FROM (
           SELECT json_object('id', g.id, 'name', g.name) item
           FROM customer_group_customer m JOIN customer_group g ON g.id = m.customer_group_id
           WHERE m.customer_id = c.id AND g.deleted_at IS NULL ORDER BY g.name_fold, g.id))
FROM customer c WHERE id = ? AND deleted_at IS NULL";

const CUSTOMERS: &str = "
SELECT id, email, first_name, last_name, company_name, phone, has_account, created_at
FROM customer WHERE deleted_at IS NULL ORDER BY id LIMIT ?";

/// Followed by a list of ids and the rest.
const ADDRESSES: [&str; 2] = [
    "SELECT customer_id, id, address_name, address1, city, country_code, province, postal_code,
            is_default_shipping, is_default_billing
     FROM customer_address WHERE customer_id IN (",
    ") AND deleted_at IS NULL ORDER BY customer_id, created_at, id",
];

/// Followed by a list of ids and the rest.
const GROUPS: [&str; 2] = [
    "SELECT m.customer_id, g.id, g.name
     FROM customer_group_customer m JOIN customer_group g ON g.id = m.customer_group_id
     WHERE m.customer_id IN (",
    ") AND g.deleted_at IS NULL ORDER BY m.customer_id, g.name_fold, g.id",
];

/// Readers, and a writer.
pub(super) struct Source {
    readers: SqlitePool,
    /// Where it writes.
    pub(super) writer: Writer,
}

impl Source {
    pub(super) async fn open(file: &str) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(5))
            .pragma("temp_store", "MEMORY")
            .pragma("cache_size", "-16384")
            .pragma("mmap_size", "268435456")
            .statement_cache_capacity(256)
            .row_buffer_size(4096)
            .disable_statement_logging();
        let writer = Writer::open(options.clone()).await?;
        let readers = SqlitePoolOptions::new()
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .max_connections(CONNECTIONS)
            .connect_with(options.pragma("query_only", "ON"))
            .await?;
        Ok(Self { readers, writer })
    }

    pub(super) async fn customer(&self, id: &str) -> Result<Vec<u8>> {
        let row = sqlx::query(ONE)
            .bind(id)
            .fetch_optional(&self.readers)
            .await?;
        let parts = row.as_ref().map(parts).transpose()?;
        json::customer(parts.as_ref())
    }

    pub(super) async fn customers(&self, first: u16) -> Result<Vec<u8>> {
        let mut reader = self.readers.acquire().await?;
        let customers = sqlx::query(CUSTOMERS)
            .bind(first)
            .fetch_all(&mut *reader)
            .await?;
        let mut related = Vec::with_capacity(2);
        for [before, after] in [ADDRESSES, GROUPS] {
            let marks = vec!["?"; customers.len()].join(",");
            let text = format!("{before}{marks}{after}");
            // Nothing but question marks went into it.
            let mut query = sqlx::query(AssertSqlSafe(text));
            for row in &customers {
                query = query.bind(row.try_get_unchecked::<&str, _>(0)?);
            }
            related.push(query.fetch_all(&mut *reader).await?);
        }
        match related.as_slice() {
            [addresses, groups] => json::page(&customers, addresses, groups),
            _ => Err("two statements have two results".into()),
        }
    }

    pub(super) async fn number(&self, statement: &'static str) -> Result<i64> {
        let number = sqlx::query_scalar(statement);
        Ok(number.fetch_one(&self.readers).await?)
    }

    pub(super) async fn texts(&self, statement: &'static str) -> Result<Vec<String>> {
        let texts = sqlx::query_scalar(statement)
            .fetch_all(&self.readers)
            .await?;
        Ok(texts)
    }
}

fn parts(row: &SqliteRow) -> Result<Parts<'_>> {
    Ok(Parts {
        scalars: row.try_get_unchecked(0)?,
        created_at: row.try_get_unchecked(1)?,
        addresses: row.try_get_unchecked(2)?,
        groups: row.try_get_unchecked(3)?,
    })
}

impl Columns for SqliteRow {
    fn text(&self, column: usize) -> Result<Option<&str>> {
        Ok(self.try_get_unchecked(column)?)
    }

    fn flag(&self, column: usize) -> Result<bool> {
        Ok(self.try_get_unchecked(column)?)
    }

    fn integer(&self, column: usize) -> Result<i64> {
        Ok(self.try_get_unchecked(column)?)
    }
}
