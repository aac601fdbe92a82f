//! Outcomes of mutations under idempotency keys.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLE).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, "DROP TABLE idempotency;").await
    }
}

const TABLE: &str = "
CREATE TABLE idempotency (
    id {text} PRIMARY KEY NOT NULL,
    request TEXT NOT NULL,
    outcome {json} NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX idempotency_expires_idx ON idempotency (expires_at);
";
