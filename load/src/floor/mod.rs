//! The floor: the same answers without GraphQL, as fast as they can be written by hand. It is a measure
//! and nothing more: it asks nobody for a key.

mod http;
mod json;
mod postgres;
mod postgres_writer;
mod sqlite;
mod sqlite_writer;
mod write;

use std::sync::Arc;

use clap::Args;
use tokio::net::TcpListener;

use self::write::{NewCustomer, NewStreet};
use crate::Result;
use crate::process::LISTENING;

/// Where the customers are; one of both.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Backend {
    /// A file
    #[arg(long)]
    sqlite: Option<String>,
    /// Key words of libpq
    #[arg(long)]
    postgres: Option<String>,
}

/// An open database.
enum Source {
    Sqlite(sqlite::Source),
    Postgres(postgres::Source),
}

/// Serves on a free port of loopback, and says on standard error which.
///
/// # Errors
/// When the database cannot be opened.
pub(crate) async fn serve(backend: Backend) -> Result<()> {
    let source = match (backend.sqlite, backend.postgres) {
        (Some(file), _) => Source::Sqlite(sqlite::Source::open(&file).await?),
        (_, Some(words)) => Source::Postgres(postgres::Source::open(&words).await?),
        (None, None) => return Err("name a database".into()),
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    eprintln!("{LISTENING}{}", listener.local_addr()?);
    http::accept(listener, Arc::new(source)).await
}

impl Source {
    /// `{"data":{"customer":..}}`
    async fn customer(&self, id: &str) -> Result<Vec<u8>> {
        match self {
            Self::Sqlite(source) => source.customer(id).await,
            Self::Postgres(source) => source.customer(id).await,
        }
    }

    /// `{"data":{"customers":{"nodes":[..]}}}`
    async fn customers(&self, first: u16) -> Result<Vec<u8>> {
        match self {
            Self::Sqlite(source) => source.customers(first).await,
            Self::Postgres(source) => source.customers(first).await,
        }
    }

    /// Ids of live customers, one a line, evenly spread over all of them.
    async fn ids(&self, count: usize) -> Result<Vec<u8>> {
        const IDS: &str = "SELECT id FROM customer WHERE deleted_at IS NULL ORDER BY id";
        let ids = match self {
            Self::Sqlite(source) => source.texts(IDS).await?,
            Self::Postgres(source) => source.texts(IDS).await?,
        };
        let step = (ids.len() / count.max(1)).max(1);
        let ids: Vec<_> = ids.into_iter().step_by(step).take(count).collect();
        Ok(ids.join("\n").into_bytes())
    }

    /// Makes a customer: `{"data":{"createCustomer":..}}`
    async fn create(&self, body: &[u8]) -> Result<Vec<u8>> {
        let new: NewCustomer = serde_json::from_slice(body)?;
        match self {
            Self::Sqlite(source) => source.writer.create(&new).await?,
            Self::Postgres(source) => source.writers.create(&new).await?,
        }
        new.answer()
    }

    /// Changes an address: `{"data":{"updateCustomerAddress":..}}`
    async fn change(&self, body: &[u8]) -> Result<Vec<u8>> {
        let new: NewStreet = serde_json::from_slice(body)?;
        match self {
            Self::Sqlite(source) => source.writer.change(&new).await?,
            Self::Postgres(source) => source.writers.change(&new).await?,
        }
        new.answer()
    }

    /// How many events there are.
    async fn events(&self) -> Result<i64> {
        const EVENTS: &str = "SELECT count(*) FROM event";
        match self {
            Self::Sqlite(source) => source.number(EVENTS).await,
            Self::Postgres(source) => source.number(EVENTS).await,
        }
    }
}
