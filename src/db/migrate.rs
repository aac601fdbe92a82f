//! Bringing the schema up to date.

use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, TransactionTrait};

use super::Db;
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
    tx.commit().await
}

/// Undoes the last step.
///
/// # Errors
/// When it fails; then nothing is undone.
pub async fn down(db: &Db) -> Result<(), DbErr> {
    let tx = begin(db).await?;
    Migrator::down(&tx, Some(1)).await?;
    tx.commit().await
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

/// A transaction that only one replica can be in: by the lock of `SQLite`'s writer, or by PostgreSQL's
/// advisory one.
async fn begin(db: &Db) -> Result<DatabaseTransaction, DbErr> {
    let tx = db.write().begin_with_options(immediate()).await?;
    if db.backend() == DbBackend::Postgres {
        tx.execute_unprepared("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
            .await?;
        tx.execute_unprepared(LOCK).await?;
    }
    Ok(tx)
}
