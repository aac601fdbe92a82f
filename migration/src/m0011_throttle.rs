//! Failures and requests that are counted, so that they can be slowed down.

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
        run(manager, "DROP TABLE throttle;").await
    }
}

const TABLE: &str = "
CREATE TABLE throttle (
    key {bytes} PRIMARY KEY NOT NULL,
    account {bytes},
    count INTEGER NOT NULL,
    held_until BIGINT NOT NULL,
    not_before BIGINT NOT NULL,
    counts_until BIGINT NOT NULL,
    kept_until BIGINT NOT NULL
);
CREATE INDEX throttle_kept_idx ON throttle (kept_until);
CREATE INDEX throttle_account_idx ON throttle (account) WHERE account IS NOT NULL;
";
