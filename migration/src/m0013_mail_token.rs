//! Tokens and codes that mails carry.

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
        run(
            manager,
            "DROP INDEX auth_identity_unclaimed_idx; DROP TABLE mail_token;",
        )
        .await
    }
}

/// A customer has one of each purpose: a newer one takes its place. Those of nobody, which a request
/// for an unknown address leaves, are beside each other. A code that is shown is looked for by the
/// address, be that known or not. A login that no customer has claimed is
/// looked for by its age.
const TABLE: &str = "
CREATE TABLE mail_token (
    id {text} PRIMARY KEY NOT NULL,
    purpose {text} NOT NULL,
    customer_id {text} REFERENCES customer (id),
    email {text},
    address_hash {bytes} NOT NULL,
    secret_hash {bytes} NOT NULL,
    attempts INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX mail_token_customer_key ON mail_token (customer_id, purpose);
CREATE INDEX mail_token_secret_idx ON mail_token (secret_hash);
CREATE INDEX mail_token_address_idx ON mail_token (address_hash, purpose);
CREATE INDEX mail_token_expires_idx ON mail_token (expires_at);
CREATE INDEX auth_identity_unclaimed_idx ON auth_identity (created_at) WHERE customer_id IS NULL;
";
