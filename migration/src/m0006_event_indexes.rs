//! Indexes for reading the outbox in its order, by group and by type.

use sea_orm_migration::prelude::*;

use crate::dialect::{is_sqlite, run};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let order = if is_sqlite(manager) {
            "position"
        } else {
            "xact, position"
        };
        run(manager, &INDEXES.replace("{order}", order)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            "DROP INDEX event_customer_group_idx; DROP INDEX event_type_idx;",
        )
        .await
    }
}

/// A customer's events are few enough to be sorted; those of a group or of a type are not.
const INDEXES: &str = "
CREATE INDEX event_customer_group_idx ON event (customer_group_id, {order})
    WHERE customer_group_id IS NOT NULL;
CREATE INDEX event_type_idx ON event (type, {order});
";
