//! Addresses that events are sent to.

use sea_orm::entity::prelude::*;

use crate::{EndpointId, SecretBytes, Timestamp};

/// Why an endpoint is sent nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Disabled {
    /// Staff said so.
    #[sea_orm(string_value = "by_staff")]
    ByStaff,
    /// It answered 410.
    #[sea_orm(string_value = "gone")]
    Gone,
    /// It took nothing for days.
    #[sea_orm(string_value = "failing")]
    Failing,
}

/// One endpoint, and how far it has come in the outbox.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_endpoint")]
pub struct Model {
    /// `whe_…`
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EndpointId,
    /// Where to send.
    pub url: String,
    /// Patterns of types, a list of texts.
    #[sea_orm(column_type = "JsonBinary")]
    pub event_types: Json,
    /// What it is for.
    pub description: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Why nothing is sent; none while it is enabled.
    pub disabled: Option<Disabled>,
    /// The sealed key that signs.
    pub secret: SecretBytes,
    /// When that was made.
    pub secret_since: Timestamp,
    /// The sealed key before it.
    pub old_secret: Option<SecretBytes>,
    /// Until when that signs as well.
    pub old_secret_until: Option<Timestamp>,
    /// The writing transaction of the last event that was looked at; 0 on SQLite.
    pub at_xact: i64,
    /// The position of that event.
    pub at_position: i64,
    /// When the first attempt failed since one that went well.
    pub failing_since: Option<Timestamp>,
    /// Nothing is to be sent before.
    pub not_before: Option<Timestamp>,
}

impl ActiveModelBehavior for ActiveModel {}
