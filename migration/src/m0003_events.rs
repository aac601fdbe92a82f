//! The outbox.

use sea_orm_migration::prelude::*;

use crate::dialect::{is_sqlite, run};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Sequence values are given out before commits, so on PostgreSQL a reader goes by the writing
        // transaction first and stays below the oldest one still running. SQLite's single writer
        // gives out row ids in commit order.
        let (position, order) = if is_sqlite(manager) {
            ("INTEGER PRIMARY KEY AUTOINCREMENT", "")
        } else {
            (
                "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xact BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text::bigint)",
                "CREATE INDEX event_order_idx ON event (xact, position);",
            )
        };
        run(
            manager,
            &TABLE
                .replace("{position}", position)
                .replace("{order}", order),
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, "DROP TABLE event;").await
    }
}

const TABLE: &str = "
CREATE TABLE event (
    position {position},
    id {text} NOT NULL,
    type {text} NOT NULL,
    occurred_at BIGINT NOT NULL,
    actor {text},
    customer_id {text},
    customer_group_id {text},
    data {json} NOT NULL
);
CREATE UNIQUE INDEX event_id_key ON event (id);
CREATE INDEX event_customer_idx ON event (customer_id, position);
{order}
";
