//! Webhooks: addresses that events are sent to, and what is on its way there.

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
            "DROP TABLE webhook_delivery; DROP TABLE webhook_endpoint;",
        )
        .await
    }
}

/// An event that is pruned takes its deliveries along, and none can be queued of one that is gone. The
/// indexes are for that, and for one event being queued once; for the log of an endpoint; for what is due
/// there; and for whose turn it is.
const TABLES: &str = "
CREATE TABLE webhook_endpoint (
    {id},
    url TEXT NOT NULL,
    event_types {json} NOT NULL,
    description TEXT,
    created_at BIGINT NOT NULL,
    disabled {text},
    secret {bytes} NOT NULL,
    secret_since BIGINT NOT NULL,
    old_secret {bytes},
    old_secret_until BIGINT,
    at_xact BIGINT NOT NULL,
    at_position BIGINT NOT NULL,
    failing_since BIGINT,
    not_before BIGINT
);
CREATE TABLE webhook_delivery (
    {id},
    endpoint_id {text} NOT NULL REFERENCES webhook_endpoint (id) ON DELETE CASCADE,
    event_id {text} NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    subject {text} NOT NULL,
    at_xact BIGINT NOT NULL,
    at_position BIGINT NOT NULL,
    state {text} NOT NULL,
    attempts INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    response_status INTEGER,
    last_error TEXT,
    last_attempt_at BIGINT,
    next_attempt_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX webhook_delivery_event_key ON webhook_delivery (event_id, endpoint_id);
CREATE INDEX webhook_delivery_log_idx ON webhook_delivery (endpoint_id, id);
CREATE INDEX webhook_delivery_due_idx ON webhook_delivery (endpoint_id, next_attempt_at)
    WHERE state = 'pending' AND next_attempt_at IS NOT NULL;
CREATE INDEX webhook_delivery_turn_idx ON webhook_delivery (endpoint_id, subject, at_xact, at_position)
    WHERE state = 'pending';
CREATE INDEX webhook_delivery_done_idx ON webhook_delivery (created_at) WHERE state <> 'pending';
";
