//! What the two databases spell differently.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// Runs SQL after filling in its placeholders:
///
/// | placeholder | `SQLite` | PostgreSQL |
/// |---|---|---|
/// | `{text}` | `TEXT`, bytewise by nature | `TEXT COLLATE "C"`, bytewise |
/// | `{json}` | `TEXT` | `JSONB` |
/// | `{bytes}` | `BLOB` | `BYTEA` |
/// | `{id}` | an integer `row_no` that survives `VACUUM`, and a unique `id` | `id` as primary key |
pub(crate) async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let sqlite = is_sqlite(manager);
    let pick = |a: &'static str, b: &'static str| if sqlite { a } else { b };
    let sql = sql
        .replace(
            "{id}",
            pick(
                "row_no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE",
                "id TEXT COLLATE \"C\" PRIMARY KEY",
            ),
        )
        .replace("{text}", pick("TEXT", "TEXT COLLATE \"C\""))
        .replace("{json}", pick("TEXT", "JSONB"))
        .replace("{bytes}", pick("BLOB", "BYTEA"));
    manager.get_connection().execute_unprepared(&sql).await?;
    Ok(())
}

/// Whether the database is `SQLite`.
pub(crate) fn is_sqlite(manager: &SchemaManager<'_>) -> bool {
    manager.get_database_backend() == DbBackend::Sqlite
}
