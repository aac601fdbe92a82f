//! What `patronage doctor` asks the database.

use std::path::PathBuf;

use entity::{Timestamp, signing_key};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, EntityTrait, Statement, TryGetable};

use super::Db;

/// What makes searches fast on PostgreSQL, statement by statement, as far as it is missing.
const POSTGRES_SEARCH: [(&str, &str); 3] = [
    (
        "customer_search_idx",
        "CREATE INDEX IF NOT EXISTS customer_search_idx ON customer USING gin (search gin_trgm_ops);",
    ),
    (
        "customer_address_search_idx",
        "CREATE INDEX IF NOT EXISTS customer_address_search_idx ON customer_address USING gin (search gin_trgm_ops);",
    ),
    (
        "customer_group_search_idx",
        "CREATE INDEX IF NOT EXISTS customer_group_search_idx ON customer_group USING gin (search gin_trgm_ops);",
    ),
];

/// The parts of the search index that a PostgreSQL database lacks, each as the SQL that makes it; the
/// extension's comes first. Empty when all is there.
///
/// # Errors
/// When the database fails.
pub async fn missing_search_on_postgres(db: &Db) -> Result<Vec<&'static str>, DbErr> {
    let mut missing = Vec::new();
    let installed = "SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm') AS value";
    if !value::<bool>(db, installed).await? {
        missing.push("CREATE EXTENSION IF NOT EXISTS pg_trgm;");
    }
    for (name, sql) in POSTGRES_SEARCH {
        let valid = format!(
            "SELECT EXISTS (SELECT 1 FROM pg_index WHERE indexrelid = to_regclass('{name}') AND indisvalid) AS value"
        );
        if !value::<bool>(db, &valid).await? {
            missing.push(sql);
        }
    }
    Ok(missing)
}

/// How many of the twelve tables and triggers of the search index a `SQLite` database lacks.
///
/// # Errors
/// When the database fails.
pub async fn missing_search_on_sqlite(db: &Db) -> Result<i64, DbErr> {
    let there = "SELECT count(*) AS value FROM sqlite_schema
        WHERE (type = 'table' AND name IN ('customer_search', 'customer_address_search', 'customer_group_search'))
           OR (type = 'trigger' AND tbl_name IN ('customer', 'customer_address', 'customer_group')
               AND name IN (tbl_name || '_search_insert', tbl_name || '_search_delete', tbl_name || '_search_update'))";
    Ok(12 - value::<i64>(db, there).await?)
}

/// The purpose of every signing key, and from when it signs.
///
/// # Errors
/// When the database fails.
pub async fn signing_keys(db: &Db) -> Result<Vec<(String, Timestamp)>, DbErr> {
    let keys = signing_key::Entity::find().all(db.write()).await?;
    Ok(keys
        .into_iter()
        .map(|key| (key.purpose, key.signs_from))
        .collect())
}

/// The time by the clock of PostgreSQL.
///
/// # Errors
/// When the database fails.
pub async fn clock(db: &Db) -> Result<Timestamp, DbErr> {
    let now = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS value";
    Ok(Timestamp(value(db, now).await?))
}

/// Whether `SQLite` lets readers go on while it writes.
///
/// # Errors
/// When the database fails.
pub async fn is_wal(db: &Db) -> Result<bool, DbErr> {
    let mode: String = column(db, "PRAGMA journal_mode", "journal_mode").await?;
    Ok(mode == "wal")
}

/// The first thing that `SQLite` finds damaged in its file; none when it is sound.
///
/// # Errors
/// When the database fails.
pub async fn damage(db: &Db) -> Result<Option<String>, DbErr> {
    let found: String = column(db, "PRAGMA quick_check(1)", "quick_check").await?;
    Ok((found != "ok").then_some(found))
}

/// The file of `SQLite`; none in memory.
///
/// # Errors
/// When the database fails.
pub async fn file(db: &Db) -> Result<Option<PathBuf>, DbErr> {
    let file: String = value(
        db,
        "SELECT file AS value FROM pragma_database_list WHERE name = 'main'",
    )
    .await?;
    Ok((!file.is_empty()).then(|| file.into()))
}

async fn value<T: TryGetable>(db: &Db, sql: &str) -> Result<T, DbErr> {
    column(db, sql, "value").await
}

async fn column<T: TryGetable>(db: &Db, sql: &str, column: &str) -> Result<T, DbErr> {
    let backend: DbBackend = db.backend();
    let row = db
        .write()
        .query_one_raw(Statement::from_string(backend, sql))
        .await?
        .ok_or_else(|| DbErr::RecordNotFound(sql.to_owned()))?;
    row.try_get("", column)
}
