//! The queue of mails.

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
        run(manager, "DROP TABLE mail;").await
    }
}

/// The two indexes are for the worker, which asks what is due, and for the cap, which asks what an
/// address got lately.
const TABLE: &str = "
CREATE TABLE mail (
    id {text} PRIMARY KEY NOT NULL,
    kind {text} NOT NULL,
    address_hash {bytes} NOT NULL,
    letter {bytes},
    state {text} NOT NULL,
    attempts INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    next_attempt_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX mail_due_idx ON mail (next_attempt_at, id) WHERE state = 'queued';
CREATE INDEX mail_address_idx ON mail (address_hash, kind, created_at);
";
