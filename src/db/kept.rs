//! PostgreSQL, read through connections that are kept.
//!
//! Whatever goes back to a pool of sqlx is asked whether it is well: a round trip as long as a read by key.
//! A read that came to its end knows. So reads have a pool of their own, and whoever has read leaves the
//! connection here for the next one. Whoever is dropped in the middle does not, and the pool sees to it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::{DbErr, QueryResult, Statement, Values};
use sea_query_sqlx::SqlxValues;
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, PgPool, Postgres};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::error::{failed, is_lost};
use super::observed::Counting;

/// How long one is kept, so that the pool looks after all of them by turns.
const KEPT: Duration = Duration::from_mins(1);

/// A pool that reads alone take connections of.
pub struct Kept {
    pool: PgPool,
    /// For as many reads as there are connections, in the order in which they came.
    turns: Semaphore,
    patience: Duration,
    idle: Mutex<Vec<Held>>,
    counting: Counting,
}

struct Held {
    connection: PoolConnection<Postgres>,
    since: Instant,
}

impl Kept {
    pub(super) fn new(pool: PgPool, counting: &Counting) -> Self {
        let options = pool.options();
        let most = usize::try_from(options.get_max_connections()).unwrap_or(1);
        Self {
            turns: Semaphore::new(most),
            patience: options.get_acquire_timeout(),
            idle: Mutex::default(),
            counting: counting.clone(),
            pool,
        }
    }

    /// The rows of a statement that reads.
    pub(super) async fn query(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let sql: Arc<str> = statement.sql.into();
        let values = statement.values.unwrap_or(Values(Vec::new()));
        let _turn = self.turn().await?;
        if let Some(held) = self.take() {
            match self.run(held, &sql, values.clone()).await {
                // What broke one of them, a restart above all, broke the others too.
                Err(error) if is_lost(&error) => self.idle().clear(),
                found => return found,
            }
        }
        let connection = self.pool.acquire().await.map_err(failed)?;
        let since = Instant::now();
        self.run(Held { connection, since }, &sql, values).await
    }

    async fn turn(&self) -> Result<SemaphorePermit<'_>, DbErr> {
        if let Ok(turn) = self.turns.try_acquire() {
            return Ok(turn);
        }
        match tokio::time::timeout(self.patience, self.turns.acquire()).await {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(_)) => Err(failed(sqlx::Error::PoolClosed)),
            Err(_) => Err(failed(sqlx::Error::PoolTimedOut)),
        }
    }

    async fn run(
        &self,
        mut held: Held,
        sql: &Arc<str>,
        values: Values,
    ) -> Result<Vec<QueryResult>, DbErr> {
        let began = Instant::now();
        let query = sqlx::query_with(AssertSqlSafe(Arc::clone(sql)), SqlxValues(values));
        let found = query.fetch_all(&mut *held.connection).await;
        self.counting.ran(sql, began.elapsed(), found.is_err());
        let rows = found.map_err(failed)?;
        if held.since.elapsed() < KEPT && !self.turns.is_closed() {
            self.idle().push(held);
        }
        Ok(rows.into_iter().map(Into::into).collect())
    }

    fn take(&self) -> Option<Held> {
        self.idle().pop()
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Held>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Open connections, those of them that nobody uses, and how many there may be.
    pub(super) fn counts(&self) -> (u32, usize, u32) {
        let idle = self.pool.num_idle() + self.idle().len();
        let most = self.pool.options().get_max_connections();
        (self.pool.size(), idle, most)
    }

    /// Waits for reads under way and closes every connection.
    pub(super) async fn close(&self) {
        self.turns.close();
        self.idle().clear();
        self.pool.close().await;
    }
}
