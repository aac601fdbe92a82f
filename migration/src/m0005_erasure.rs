//! What erasing a customer needs: a mark, the customers merged into it, and a search index that keeps
//! nothing of what was taken out of it.

use sea_orm_migration::prelude::*;

use crate::dialect::{is_sqlite, run};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, COLUMNS).await?;
        if is_sqlite(manager) {
            for table in SEARCHED {
                run(manager, &FORGETTING.replace("{table}", table)).await?;
            }
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if is_sqlite(manager) {
            for table in SEARCHED {
                run(manager, &REMEMBERING.replace("{table}", table)).await?;
            }
        }
        run(
            manager,
            "DROP INDEX customer_merged_into_idx;
             ALTER TABLE customer DROP COLUMN merged_into;
             ALTER TABLE customer DROP COLUMN erased_at;",
        )
        .await
    }
}

const COLUMNS: &str = "
ALTER TABLE customer ADD COLUMN merged_into {text};
ALTER TABLE customer ADD COLUMN erased_at BIGINT;
CREATE INDEX customer_merged_into_idx ON customer (merged_into) WHERE merged_into IS NOT NULL;
";

/// Tables with personal data in their search index.
const SEARCHED: [&str; 2] = ["customer", "customer_address"];

/// By default FTS5 only notes that an entry is gone, and keeps its trigrams, which with their positions
/// are the whole text, until segments happen to be merged. `optimize` merges those there are.
const FORGETTING: &str = "
INSERT INTO {table}_search ({table}_search, rank) VALUES ('secure-delete', 1);
INSERT INTO {table}_search ({table}_search) VALUES ('optimize');
";

/// `rebuild` also writes the index in the form that a version without `secure-delete` reads.
const REMEMBERING: &str = "
INSERT INTO {table}_search ({table}_search, rank) VALUES ('secure-delete', 0);
INSERT INTO {table}_search ({table}_search) VALUES ('rebuild');
";
