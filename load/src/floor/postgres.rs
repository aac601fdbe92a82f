//! The floor on PostgreSQL: tokio-postgres, statements prepared once on each connection.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, Row, Statement};

use super::json::{self, Columns, Parts};
use super::postgres_writer::Writers;
use crate::Result;

/// As many as Patronage opens on two cores.
const CONNECTIONS: usize = 8;

/// JSON built by the database. `row_to_json` writes no blanks, as little as Patronage does.
const ONE: &str = r#"
SELECT (SELECT row_to_json(s)::text FROM (SELECT c.id, c.email, c.first_name AS "firstName",
           c.last_name AS "lastName", c.company_name AS "companyName", c.phone,
           c.has_account AS "hasAccount") s),
       c.created_at,
       (SELECT string_agg(row_to_json(a)::text, ',') FROM (
           SELECT id, address_name AS "addressName", address1, city,
                  country_code AS "countryCode", province, postal_code AS "postalCode",
                  is_default_shipping AS "isDefaultShipping",
                  is_default_billing AS "isDefaultBilling"
           FROM customer_address WHERE customer_id = c.id AND deleted_at IS NULL
           ORDER BY created_at, customer_address.id) a),
       (SELECT string_agg(row_to_json(g)::text, ',') FROM (
           SELECT g.id, g.name
           FROM customer_group_customer m JOIN customer_group g ON g.id = m.customer_group_id
           WHERE m.customer_id = c.id AND g.deleted_at IS NULL
           ORDER BY g.name_fold, g.id) g)
FROM customer c WHERE c.id = $1 AND c.deleted_at IS NULL"#;

const CUSTOMERS: &str = "
SELECT id, email, first_name, last_name, company_name, phone, has_account, created_at
FROM customer WHERE deleted_at IS NULL ORDER BY id LIMIT $1";

const ADDRESSES: &str = "
SELECT customer_id, id, address_name, address1, city, country_code, province, postal_code,
       is_default_shipping, is_default_billing
FROM customer_address WHERE customer_id = ANY($1) AND deleted_at IS NULL
ORDER BY customer_id, created_at, id";

const GROUPS: &str = "
SELECT m.customer_id, g.id, g.name
FROM customer_group_customer m JOIN customer_group g ON g.id = m.customer_group_id
WHERE m.customer_id = ANY($1) AND g.deleted_at IS NULL
ORDER BY m.customer_id, g.name_fold, g.id";

/// Connections that are used by turns; each takes several statements at once and answers in order.
pub(super) struct Source {
    connections: Vec<Connection>,
    turn: AtomicUsize,
    /// Where it writes.
    pub(super) writers: Writers,
}

struct Connection {
    client: Client,
    one: Statement,
    customers: Statement,
    addresses: Statement,
    groups: Statement,
}

impl Source {
    pub(super) async fn open(key_words: &str) -> Result<Self> {
        let mut connections = Vec::new();
        for _ in 0..CONNECTIONS {
            let (client, connection) = tokio_postgres::connect(key_words, NoTls).await?;
            tokio::spawn(connection);
            connections.push(Connection {
                one: client.prepare(ONE).await?,
                customers: client.prepare(CUSTOMERS).await?,
                addresses: client.prepare(ADDRESSES).await?,
                groups: client.prepare(GROUPS).await?,
                client,
            });
        }
        Ok(Self {
            connections,
            turn: AtomicUsize::new(0),
            writers: Writers::open(key_words, CONNECTIONS).await?,
        })
    }

    fn next(&self) -> Result<&Connection> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let connection = self.connections.get(turn % self.connections.len());
        Ok(connection.ok_or("no connection")?)
    }

    pub(super) async fn customer(&self, id: &str) -> Result<Vec<u8>> {
        let Connection { client, one, .. } = self.next()?;
        let row = client.query_opt(one, &[&id]).await?;
        let parts = row.as_ref().map(parts).transpose()?;
        json::customer(parts.as_ref())
    }

    pub(super) async fn customers(&self, first: u16) -> Result<Vec<u8>> {
        let connection = self.next()?;
        let client = &connection.client;
        let first = i64::from(first);
        let customers = client.query(&connection.customers, &[&first]).await?;
        let ids = customers
            .iter()
            .map(|row| row.try_get(0))
            .collect::<std::result::Result<Vec<&str>, _>>()?;
        let of: [&(dyn ToSql + Sync); 1] = [&ids];
        // Both are sent before the first is answered.
        let (addresses, groups) = tokio::try_join!(
            client.query(&connection.addresses, &of),
            client.query(&connection.groups, &of),
        )?;
        json::page(&customers, &addresses, &groups)
    }

    pub(super) async fn number(&self, statement: &str) -> Result<i64> {
        let row = self.next()?.client.query_one(statement, &[]).await?;
        Ok(row.try_get(0)?)
    }

    pub(super) async fn texts(&self, statement: &str) -> Result<Vec<String>> {
        let rows = self.next()?.client.query(statement, &[]).await?;
        let texts = rows.iter().map(|row| Ok(row.try_get(0)?));
        texts.collect()
    }
}

fn parts(row: &Row) -> Result<Parts<'_>> {
    Ok(Parts {
        scalars: row.try_get(0)?,
        created_at: row.try_get(1)?,
        addresses: row.try_get(2)?,
        groups: row.try_get(3)?,
    })
}

impl Columns for Row {
    fn text(&self, column: usize) -> Result<Option<&str>> {
        Ok(self.try_get(column)?)
    }

    fn flag(&self, column: usize) -> Result<bool> {
        Ok(self.try_get(column)?)
    }

    fn integer(&self, column: usize) -> Result<i64> {
        Ok(self.try_get(column)?)
    }
}
