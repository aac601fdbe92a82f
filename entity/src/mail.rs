//! Mails that wait to be sent, and for a while those that were.

use sea_orm::entity::prelude::*;

use crate::{SecretBytes, Timestamp};

/// What has become of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    /// Waits for its next attempt.
    #[sea_orm(string_value = "queued")]
    Queued,
    /// Was handed to the transport.
    #[sea_orm(string_value = "sent")]
    Sent,
    /// Was given up.
    #[sea_orm(string_value = "failed")]
    Failed,
}

/// One mail. Whom it is for and what it says is sealed, and gone once it is sent or given up.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail")]
pub struct Model {
    /// A ULID, also in the names of mail files.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// E.g. `verify-email`.
    pub kind: String,
    /// The recipient under a key of the server: finds what an address got without telling it.
    pub address_hash: Vec<u8>,
    /// The sealed recipient, name and token; none once the mail is done with.
    pub letter: Option<SecretBytes>,
    /// What has become of it.
    pub state: State,
    /// How often it was tried, the attempt under way included.
    pub attempts: i32,
    /// When it was queued.
    pub created_at: Timestamp,
    /// Not to be tried before; while an attempt is under way, the end of the lease of whoever tries.
    pub next_attempt_at: Timestamp,
    /// Given up from then on.
    pub expires_at: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
