//! PostgreSQL behind a pooler in transaction mode, as PgBouncer is, which may give each transaction
//! another connection of the server.
//!
//! sqlx sends a statement in two parts, each with an answer of its own: Parse and Describe, then Bind and
//! Execute. Outside of a transaction a pooler may give the parts to two connections, the second of which
//! knows nothing of the first. So each statement here is within a transaction, and bears no name, under
//! which a connection would keep it. What a session would be told by the options of its start, each
//! transaction is told when it begins.

use std::sync::Arc;
use std::time::Instant;

use sea_orm::{DbErr, ExecResult, QueryResult, Statement, Values};
use sea_query_sqlx::SqlxValues;
use sqlx::postgres::PgQueryResult;
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, PgPool, Postgres, Transaction};
use tokio::sync::Mutex;

use super::connect::LIMITS;
use super::error::failed;
use super::observed::Counting;

/// A pool whose connections keep nothing from one transaction to the next.
#[derive(Clone)]
pub struct Unnamed {
    pool: PgPool,
    counting: Option<Counting>,
    begin: Arc<str>,
}

impl Unnamed {
    pub(super) fn new(pool: PgPool, counting: Option<Counting>) -> Self {
        let limits = LIMITS.map(|(name, limit)| format!("; SET LOCAL {name} = '{limit}'"));
        Self {
            pool,
            counting,
            begin: format!("BEGIN{}", limits.concat()).into(),
        }
    }

    pub(super) const fn pool(&self) -> &PgPool {
        &self.pool
    }

    pub(super) async fn begin(&self) -> Result<UnnamedUnit, DbErr> {
        let (pool, begin) = (self.pool.clone(), Arc::clone(&self.begin));
        // A task of its own: whoever is dropped within BEGIN leaves the connection in a transaction
        // that nobody ends (sqlx #4393). What this gives undoes itself, also when nobody takes it.
        let begun = tokio::spawn(async move { pool.begin_with(AssertSqlSafe(&*begin)).await });
        let transaction = begun
            .await
            .map_err(|error| DbErr::Custom(error.to_string()))?;
        Ok(UnnamedUnit {
            inner: Mutex::new(transaction.map_err(failed)?),
            counting: self.counting.clone(),
        })
    }

    pub(super) async fn execute(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let unit = self.begin().await?;
        let done = unit.execute(statement).await?;
        unit.commit().await?;
        Ok(done)
    }

    /// As one message, which is one transaction unless it says otherwise.
    pub(super) async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql));
        Ok(sql.execute(&self.pool).await.map_err(failed)?.into())
    }

    pub(super) async fn query_one(
        &self,
        statement: Statement,
    ) -> Result<Option<QueryResult>, DbErr> {
        let unit = self.begin().await?;
        let found = unit.query_one(statement).await?;
        unit.commit().await?;
        Ok(found)
    }

    pub(super) async fn query_all(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let unit = self.begin().await?;
        let found = unit.query_all(statement).await?;
        unit.commit().await?;
        Ok(found)
    }
}

/// A transaction of such a pool.
pub struct UnnamedUnit {
    inner: Mutex<Transaction<'static, Postgres>>,
    counting: Option<Counting>,
}

impl UnnamedUnit {
    pub(super) async fn commit(self) -> Result<(), DbErr> {
        self.inner.into_inner().commit().await.map_err(failed)
    }

    pub(super) async fn execute(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let mut inner = self.inner.lock().await;
        let (sql, query) = unnamed(statement);
        let done = self.counted(&sql, query.execute(&mut **inner)).await;
        Ok(done?.into())
    }

    pub(super) async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let mut inner = self.inner.lock().await;
        let done: PgQueryResult = sqlx::raw_sql(AssertSqlSafe(sql))
            .execute(&mut **inner)
            .await
            .map_err(failed)?;
        Ok(done.into())
    }

    pub(super) async fn query_one(
        &self,
        statement: Statement,
    ) -> Result<Option<QueryResult>, DbErr> {
        let mut inner = self.inner.lock().await;
        let (sql, query) = unnamed(statement);
        let found = self.counted(&sql, query.fetch_optional(&mut **inner)).await;
        Ok(found?.map(Into::into))
    }

    pub(super) async fn query_all(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let mut inner = self.inner.lock().await;
        let (sql, query) = unnamed(statement);
        let found = self.counted(&sql, query.fetch_all(&mut **inner)).await;
        Ok(found?.into_iter().map(Into::into).collect())
    }

    async fn counted<T>(
        &self,
        sql: &str,
        run: impl Future<Output = sqlx::Result<T>>,
    ) -> Result<T, DbErr> {
        let began = Instant::now();
        let outcome = run.await;
        if let Some(counting) = &self.counting {
            counting.ran(sql, began.elapsed(), outcome.is_err());
        }
        outcome.map_err(failed)
    }
}

/// The statement's text, and what sends it under no name.
fn unnamed(statement: Statement) -> (Arc<str>, Query<'static, Postgres, SqlxValues>) {
    let sql: Arc<str> = statement.sql.into();
    let values = statement.values.unwrap_or(Values(Vec::new()));
    let query = sqlx::query_with(AssertSqlSafe(Arc::clone(&sql)), SqlxValues(values));
    (sql, query.persistent(false))
}
