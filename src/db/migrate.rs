//! Bringing the schema up to date.

use migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, SqlxPostgresConnector, TransactionTrait,
};

use super::Db;
use super::conn::Conn;
use super::tx::immediate;

/// Any constant will do, as long as every replica takes the same.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7367616765)";

/// How many steps are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending(pub usize);

/// Applies the missing steps, all or none, one replica at a time.
///
/// # Errors
/// When a step fails, or when the database has steps that this binary does not know.
pub async fn apply(db: &Db) -> Result<(), DbErr> {
    if pending(db).await?.0 == 0 {
        return Ok(());
    }
    let tx = begin(db).await?;
    Migrator::up(&tx, None).await?;
    commit(db, tx).await
}

/// Undoes the last step.
///
/// # Errors
/// When it fails; then nothing is undone.
pub async fn down(db: &Db) -> Result<(), DbErr> {
    let tx = begin(db).await?;
    Migrator::down(&tx, Some(1)).await?;
    commit(db, tx).await
}

/// How many steps are missing, without changing anything.
///
/// # Errors
/// When the database has steps that this binary does not know.
pub async fn pending(db: &Db) -> Result<Pending, DbErr> {
    let missing = Migrator::get_pending_migrations_read_only(db.read()).await?;
    Ok(Pending(missing.len()))
}

/// Each step with whether it is applied.
///
/// # Errors
/// When the database has steps that this binary does not know.
pub async fn status(db: &Db) -> Result<Vec<(String, bool)>, DbErr> {
    let steps = Migrator::get_migration_with_status_read_only(db.write()).await?;
    Ok(steps
        .iter()
        .map(|step| {
            let applied = step.status() == migration::MigrationStatus::Applied;
            (step.name().to_owned(), applied)
        })
        .collect())
}

/// Takes away what a transaction has prepared. The migrator gives its statements names, which behind a
/// pooler would be found by whoever gets the connection next.
const FORGET: &str = "DEALLOCATE ALL";

/// A transaction that only one process can be in: by the lock of `SQLite`'s writer, or by PostgreSQL's
/// advisory one.
async fn begin(db: &Db) -> Result<DatabaseTransaction, DbErr> {
    let tx = match db.write() {
        Conn::Unnamed(pool) => {
            let pool = SqlxPostgresConnector::from_sqlx_postgres_pool(pool.pool().clone());
            let tx = pool.begin().await?;
            tx.execute_unprepared(FORGET).await?;
            tx
        }
        Conn::Prepared(pool, _) => pool.begin_with_options(immediate()).await?,
        Conn::Nearby(_) => return Err(DbErr::Custom("a replica takes no migration".to_owned())),
    };
    if db.backend() == DbBackend::Postgres {
        tx.execute_unprepared("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
            .await?;
        tx.execute_unprepared(LOCK).await?;
    }
    Ok(tx)
}

async fn commit(db: &Db, tx: DatabaseTransaction) -> Result<(), DbErr> {
    if matches!(db.write(), Conn::Unnamed(_)) {
        tx.execute_unprepared(FORGET).await?;
    }
    tx.commit().await
}
