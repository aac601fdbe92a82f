//! The outbox: what happened, in the order of commits.

use sea_orm::entity::prelude::*;

use crate::{CustomerId, EventId, GroupId, Timestamp};

/// One event, written in the transaction of its change.
///
/// On PostgreSQL the table also has the writing transaction (`xact`), filled by default: a reader goes
/// by `xact` and `position`, below the oldest running transaction, since positions alone are given out
/// before commits. On SQLite the single writer makes `position` the order of commits.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    /// Given by the database.
    #[sea_orm(primary_key)]
    pub position: i64,
    /// `evt_…`
    pub id: EventId,
    /// E.g. `customer.created`.
    #[sea_orm(column_name = "type")]
    pub kind: String,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// Who did it; none for the system.
    pub actor: Option<String>,
    /// The customer it is about.
    pub customer_id: Option<CustomerId>,
    /// The group it is about.
    pub customer_group_id: Option<GroupId>,
    /// Ids and names of changed fields.
    #[sea_orm(column_type = "JsonBinary")]
    pub data: Json,
}

impl ActiveModelBehavior for ActiveModel {}
