//! What is counted so that it can be slowed down.

use sea_orm::entity::prelude::*;

use crate::Timestamp;

/// One counter: of an account's failed logins, of a network's, of its registrations.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "throttle")]
pub struct Model {
    /// A keyed hash of what is counted, so that the table names nobody.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: Vec<u8>,
    /// The key of the account that it is about, so that an erased one leaves none behind; none where it
    /// is about a network alone.
    pub account: Option<Vec<u8>>,
    /// How many, until `counts_until`.
    pub count: i32,
    /// What `not_before` was when the last one was counted: one that came in before it was not to be
    /// answered.
    pub held_until: Timestamp,
    /// The next try is looked at from here on.
    pub not_before: Timestamp,
    /// When the count starts anew.
    pub counts_until: Timestamp,
    /// When the row is of no more use. That of an account and a network tells until then that the one
    /// has logged in from the other.
    pub kept_until: Timestamp,
}

impl ActiveModelBehavior for ActiveModel {}
