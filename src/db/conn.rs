//! Where statements go, for stores, which need not know.

use async_trait::async_trait;
use entity::{Short, Shown};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, SqlxPostgresConnector, Statement, TransactionOptions, TransactionTrait, Value,
};
use sqlx::{PgPool, SqlitePool};

use super::beside::Beside;
use super::error::is_broken;
use super::observed::Counting;
use super::replica::Nearby;
use super::unnamed::{Unnamed, UnnamedUnit};

/// A pool to run single statements on.
#[derive(Clone)]
pub enum Conn {
    /// Whose connections keep the statements they have prepared, and what reads beside them.
    Prepared(DatabaseConnection, Beside),
    /// Whose connections keep nothing, behind a pooler.
    Unnamed(Unnamed),
    /// A replica's, and behind it the primary's.
    Nearby(Nearby),
}

impl Conn {
    /// Over a pool of PostgreSQL whose connections keep statements, or keep nothing.
    pub(super) fn postgres(pool: PgPool, keeps: bool, counting: Option<&Counting>) -> Self {
        if keeps {
            let connection = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
            Self::prepared(connection, counting)
        } else {
            Self::Unnamed(Unnamed::new(pool, counting.cloned()))
        }
    }

    /// Over a pool of SeaORM.
    pub(super) fn prepared(
        mut connection: DatabaseConnection,
        counting: Option<&Counting>,
    ) -> Self {
        if let Some(counting) = counting.cloned() {
            connection.set_metric_callback(move |info| {
                counting.ran(&info.statement.sql, info.elapsed, info.failed);
            });
        }
        Self::Prepared(connection, Beside::Nothing)
    }

    /// With what reads beside the pool.
    pub(super) fn with(self, beside: Beside) -> Self {
        match self {
            Self::Prepared(pool, _) => Self::Prepared(pool, beside),
            other => other,
        }
    }

    /// Starts a transaction as the database does by itself. Dropping it undoes it.
    ///
    /// # Errors
    /// When no connection can be had, or the database fails.
    pub async fn begin(&self) -> Result<Unit, DbErr> {
        self.begin_with_options(TransactionOptions::default()).await
    }

    /// The same with options, which are for `SQLite`.
    ///
    /// # Errors
    /// When no connection can be had, or the database fails.
    pub async fn begin_with_options(&self, options: TransactionOptions) -> Result<Unit, DbErr> {
        match self {
            Self::Prepared(pool, _) => Ok(Unit::Prepared(pool.begin_with_options(options).await?)),
            Self::Unnamed(pool) => Ok(Unit::Unnamed(pool.begin().await?)),
            Self::Nearby(nearby) => Box::pin(nearby.primary().begin_with_options(options)).await,
        }
    }

    /// The pool of PostgreSQL below; none on `SQLite`.
    pub(super) fn postgres_pool(&self) -> Option<&PgPool> {
        match self {
            Self::Prepared(pool, _) => (pool.get_database_backend() == DbBackend::Postgres)
                .then(|| pool.get_postgres_connection_pool()),
            Self::Unnamed(pool) => Some(pool.pool()),
            Self::Nearby(nearby) => nearby.primary().postgres_pool(),
        }
    }

    /// The pool of `SQLite` below; none on PostgreSQL.
    pub(super) fn sqlite_pool(&self) -> Option<&SqlitePool> {
        match self {
            Self::Prepared(pool, _) => (pool.get_database_backend() == DbBackend::Sqlite)
                .then(|| pool.get_sqlite_connection_pool()),
            Self::Unnamed(_) | Self::Nearby(_) => None,
        }
    }

    /// What reads beside the pool.
    pub(super) const fn beside(&self) -> &Beside {
        match self {
            Self::Prepared(_, beside) => beside,
            _ => &Beside::Nothing,
        }
    }

    /// Waits for running statements and closes every connection of the pool below.
    pub(super) async fn close(&self) {
        self.beside().close();
        if let Some(pool) = self.postgres_pool() {
            pool.close().await;
        }
        if let Some(pool) = self.sqlite_pool() {
            pool.close().await;
        }
    }
}

#[async_trait]
impl ConnectionTrait for Conn {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::Prepared(pool, _) => pool.get_database_backend(),
            Self::Unnamed(_) | Self::Nearby(_) => DbBackend::Postgres,
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match self {
            Self::Prepared(pool, _) => pool.execute_raw(statement).await,
            Self::Unnamed(pool) => pool.execute(statement).await,
            Self::Nearby(nearby) => nearby.primary().execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match self {
            Self::Prepared(pool, _) => pool.execute_unprepared(sql).await,
            Self::Unnamed(pool) => pool.execute_unprepared(sql).await,
            Self::Nearby(nearby) => nearby.primary().execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match self {
            Self::Prepared(pool, Beside::Lanes(_)) => {
                Ok(read_again(pool, statement).await?.into_iter().next())
            }
            Self::Prepared(pool, _) => pool.query_one_raw(statement).await,
            Self::Unnamed(pool) => pool.query_one(statement).await,
            Self::Nearby(nearby) => nearby.query_one(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match self {
            Self::Prepared(pool, Beside::Lanes(_)) => read_again(pool, statement).await,
            Self::Prepared(pool, _) => pool.query_all_raw(statement).await,
            Self::Unnamed(pool) => pool.query_all(statement).await,
            Self::Nearby(nearby) => nearby.query_all(statement).await,
        }
    }
}

/// What a statement that only reads gives. A connection that broke while nobody used it is noticed by its next
/// reader, who asks once more, on another one.
async fn read_again(
    pool: &DatabaseConnection,
    statement: Statement,
) -> Result<Vec<QueryResult>, DbErr> {
    let most = pool.get_postgres_connection_pool().size();
    for _ in 0..most {
        match pool.query_all_raw(statement.clone()).await {
            Err(error) if is_broken(&error) => {}
            found => return found,
        }
    }
    pool.query_all_raw(statement).await
}

impl Short for Conn {
    async fn short<T: Shown>(&self, sql: &str, values: &[Value], hidden: bool) -> Option<Vec<T>> {
        let conn = match self {
            Self::Nearby(nearby) => nearby.replica(),
            conn => conn,
        };
        conn.beside().read(sql, values, hidden).await
    }
}

/// A transaction to run statements in.
pub enum Unit {
    /// On a connection that keeps statements.
    Prepared(DatabaseTransaction),
    /// On one that keeps nothing.
    Unnamed(UnnamedUnit),
}

impl Unit {
    /// Makes all of it last.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn commit(self) -> Result<(), DbErr> {
        match self {
            Self::Prepared(transaction) => transaction.commit().await,
            Self::Unnamed(transaction) => transaction.commit().await,
        }
    }
}

#[async_trait]
impl ConnectionTrait for Unit {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::Prepared(transaction) => transaction.get_database_backend(),
            Self::Unnamed(_) => DbBackend::Postgres,
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match self {
            Self::Prepared(transaction) => transaction.execute_raw(statement).await,
            Self::Unnamed(transaction) => transaction.execute(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match self {
            Self::Prepared(transaction) => transaction.execute_unprepared(sql).await,
            Self::Unnamed(transaction) => transaction.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match self {
            Self::Prepared(transaction) => transaction.query_one_raw(statement).await,
            Self::Unnamed(transaction) => transaction.query_one(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match self {
            Self::Prepared(transaction) => transaction.query_all_raw(statement).await,
            Self::Unnamed(transaction) => transaction.query_all(statement).await,
        }
    }
}
