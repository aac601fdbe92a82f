//! Whose proof of a mailbox it was.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, COLUMN).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            "ALTER TABLE customer DROP COLUMN mailbox_owned_at;",
        )
        .await
    }
}

/// Until now proofs came from imports, from ID tokens and from staff, and were taken for the owner's.
const COLUMN: &str = "
ALTER TABLE customer ADD COLUMN mailbox_owned_at BIGINT;
UPDATE customer SET mailbox_owned_at = email_verified_at WHERE email_verified_at IS NOT NULL;
";
