//! What an erasure has to see to besides rows, on `SQLite`: copies of values that the database made.
//!
//! `secure_delete` overwrites what is removed from the file, and the search indexes keep nothing of what
//! is removed from them. Left are the samples of `ANALYZE`, and the log.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use super::{Db, Tx};

/// How long an attempt to empty the log may keep writers out while it waits for readers.
const ATTEMPT: Duration = Duration::from_millis(250);
/// Between attempts.
const PAUSE: Duration = Duration::from_secs(1);
/// How long the caller waits for the attempts, which then go on by themselves.
const PATIENCE: Duration = Duration::from_secs(3);

/// Tables with an index on something personal, of which `ANALYZE` keeps samples.
const FORGET: &str = "DELETE FROM sqlite_stat4 WHERE tbl IN ('customer', 'customer_address', 'auth_identity', 'throttle', 'mail', 'mail_token')";

/// Removes the values that `ANALYZE` took as samples of indexes. The planner goes on with its counts.
///
/// # Errors
/// When the database fails.
pub async fn forget_samples(tx: &Tx) -> Result<(), DbErr> {
    if tx.conn().get_database_backend() != DbBackend::Sqlite {
        return Ok(());
    }
    let there = Statement::from_string(
        DbBackend::Sqlite,
        "SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat4'",
    );
    if tx.conn().query_one_raw(there).await?.is_some() {
        tx.conn().execute_unprepared(FORGET).await?;
    }
    Ok(())
}

/// Moves the log into the file and cuts it to nothing, since it keeps what rows were before. A reader of
/// an older state, as a backup is, has to be waited for; then this returns, and goes on until it is done.
pub async fn empty_log(db: &Db) {
    let Some(pool) = db.write().sqlite_pool() else {
        return;
    };
    // A connection of its own, so that the writer's patience with locks stays what it is.
    let options = pool.connect_options().as_ref().clone();
    let options = options.busy_timeout(ATTEMPT).create_if_missing(false);
    let emptying = tokio::spawn(async move {
        while !is_emptied(&options).await {
            tokio::time::sleep(PAUSE).await;
        }
    });
    if tokio::time::timeout(PATIENCE, emptying).await.is_err() {
        tracing::warn!("the database's log still holds what was erased: a reader keeps it");
    }
}

/// One attempt. Says whether there is nothing left to do, which is so too when the file is gone.
async fn is_emptied(options: &SqliteConnectOptions) -> bool {
    match checkpoint(options).await {
        Ok(busy) => !busy,
        Err(error) => {
            tracing::error!(error = %error, "the database's log could not be emptied");
            true
        }
    }
}

/// Whether somebody was in the way.
async fn checkpoint(options: &SqliteConnectOptions) -> Result<bool, sqlx::Error> {
    let mut connection = options.connect().await?;
    let (busy, _, _): (i64, i64, i64) = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)")
        .fetch_one(&mut connection)
        .await?;
    connection.close().await?;
    Ok(busy != 0)
}
