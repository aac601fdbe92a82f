//! Logins, sessions, keys.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            "DROP TABLE api_key; DROP TABLE signing_key; DROP TABLE session; DROP TABLE auth_identity;",
        )
        .await
    }
}

const TABLES: &str = "
CREATE TABLE auth_identity (
    id {text} PRIMARY KEY NOT NULL,
    provider {text} NOT NULL,
    entity_id {text} NOT NULL,
    customer_id {text} REFERENCES customer (id),
    password_hash TEXT,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    deleted_at BIGINT
);
CREATE UNIQUE INDEX auth_identity_subject_key ON auth_identity (provider, entity_id)
    WHERE deleted_at IS NULL;
CREATE INDEX auth_identity_customer_idx ON auth_identity (customer_id);

CREATE TABLE session (
    id {text} PRIMARY KEY NOT NULL,
    customer_id {text} NOT NULL REFERENCES customer (id),
    identity_id {text} NOT NULL REFERENCES auth_identity (id) ON DELETE CASCADE,
    token_hash {bytes} NOT NULL,
    previous_hash {bytes},
    rotated_at BIGINT,
    rotations INTEGER NOT NULL,
    user_agent TEXT,
    ip_address TEXT,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    idle_expires_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX session_customer_idx ON session (customer_id);
CREATE INDEX session_identity_idx ON session (identity_id);
CREATE INDEX session_idle_expires_idx ON session (idle_expires_at);

CREATE TABLE signing_key (
    id {text} PRIMARY KEY NOT NULL,
    purpose {text} NOT NULL,
    secret {bytes} NOT NULL,
    created_at BIGINT NOT NULL,
    signs_from BIGINT NOT NULL
);

CREATE TABLE api_key (
    id {text} PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    scopes {text} NOT NULL,
    prefix {text} NOT NULL,
    secret_hash {bytes} NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    last_used_at BIGINT,
    revoked_at BIGINT
);
CREATE UNIQUE INDEX api_key_secret_key ON api_key (secret_hash);
";
