//! What is sent to endpoints, and for a while what was.

use sea_orm::entity::prelude::*;

use crate::{DeliveryId, EndpointId, EventId, Timestamp};

/// What has become of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    /// Waits for its next attempt, or for its turn.
    #[sea_orm(string_value = "pending")]
    Pending,
    /// Was taken.
    #[sea_orm(string_value = "succeeded")]
    Succeeded,
    /// Was given up.
    #[sea_orm(string_value = "failed")]
    Failed,
}

/// One event on its way to one endpoint.
///
/// Of the pending ones of an endpoint about the same subject, the first in the order of commits always
/// has a time for its next attempt; those behind it have none before it is done with.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_delivery")]
pub struct Model {
    /// `whd_…`, the `webhook-id` of every attempt.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DeliveryId,
    /// Where it goes.
    pub endpoint_id: EndpointId,
    /// What it tells.
    pub event_id: EventId,
    /// The id of the customer it is about, or else of the group: what it keeps its order with.
    pub subject: String,
    /// The writing transaction of the event; 0 on SQLite.
    pub at_xact: i64,
    /// The position of the event.
    pub at_position: i64,
    /// What has become of it.
    pub state: State,
    /// How often it was tried, the attempt under way included.
    pub attempts: i32,
    /// The same, since it was queued or sent again by hand.
    pub tries: i32,
    /// The status of the last answer.
    pub response_status: Option<i32>,
    /// Why the last attempt failed, in words of ours.
    pub last_error: Option<String>,
    /// When the last attempt began.
    pub last_attempt_at: Option<Timestamp>,
    /// Not to be tried before; while an attempt is under way, the end of the lease of whoever tries.
    pub next_attempt_at: Option<Timestamp>,
    /// When it was queued.
    pub created_at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
