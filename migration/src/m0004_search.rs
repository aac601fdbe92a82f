//! Substring search by trigrams: FTS5 on SQLite, `pg_trgm` on PostgreSQL.

use sea_orm_migration::prelude::*;

use crate::dialect::{is_sqlite, run};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const TABLES: [&str; 3] = ["customer", "customer_address", "customer_group"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if !is_sqlite(manager) {
            return run(manager, POSTGRES).await;
        }
        for table in TABLES {
            run(manager, &SQLITE.replace("{table}", table)).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            let sql = if is_sqlite(manager) {
                "DROP TRIGGER {table}_search_insert; DROP TRIGGER {table}_search_delete;
                 DROP TRIGGER {table}_search_update; DROP TABLE {table}_search;"
            } else {
                "DROP INDEX IF EXISTS {table}_search_idx;"
            };
            run(manager, &sql.replace("{table}", table)).await?;
        }
        Ok(())
    }
}

/// An index over the `search` column of the table, kept by triggers. The text is folded already.
const SQLITE: &str = "
CREATE VIRTUAL TABLE {table}_search USING fts5(
    search, content='{table}', content_rowid='row_no', tokenize='trigram case_sensitive 1'
);
CREATE TRIGGER {table}_search_insert AFTER INSERT ON {table} BEGIN
    INSERT INTO {table}_search (rowid, search) VALUES (new.row_no, new.search);
END;
CREATE TRIGGER {table}_search_delete AFTER DELETE ON {table} BEGIN
    INSERT INTO {table}_search ({table}_search, rowid, search)
        VALUES ('delete', old.row_no, old.search);
END;
CREATE TRIGGER {table}_search_update AFTER UPDATE OF search ON {table}
    WHEN old.search <> new.search BEGIN
    INSERT INTO {table}_search ({table}_search, rowid, search)
        VALUES ('delete', old.row_no, old.search);
    INSERT INTO {table}_search (rowid, search) VALUES (new.row_no, new.search);
END;
";

/// Where the extension cannot be had, searches scan; `patronage doctor` says so and how to mend it.
const POSTGRES: &str = "
DO $$ BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
EXCEPTION WHEN OTHERS THEN
    RAISE NOTICE 'pg_trgm is not available: searches will scan';
END $$;
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm') THEN
        CREATE INDEX customer_search_idx ON customer USING gin (search gin_trgm_ops);
        CREATE INDEX customer_address_search_idx ON customer_address USING gin (search gin_trgm_ops);
        CREATE INDEX customer_group_search_idx ON customer_group USING gin (search gin_trgm_ops);
    END IF;
END $$;
";
