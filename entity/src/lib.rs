//! Rows of the database: columns, relations, named scopes and typed ids. No rules, no GraphQL.
//!
//! Text that is sorted, filtered or searched is kept a second time in a folded form, so that SQLite
//! and PostgreSQL answer alike: both compare those columns bytewise. [`Folded::fold`] writes them.

pub mod api_key;
pub mod auth_identity;
mod cell;
pub mod customer;
pub mod customer_address;
pub mod customer_group;
pub mod customer_group_customer;
pub mod event;
mod fold;
mod id;
pub mod idempotency;
pub mod mail;
pub mod mail_token;
mod secret;
pub mod session;
pub mod signing_key;
pub mod throttle;
mod timestamp;
pub mod webhook_delivery;
pub mod webhook_endpoint;

pub use cell::{Cell, Cells, FromCell, Short, Shown, all, binary, short};
pub use fold::{Folded, fold, search_key, search_word};
pub use id::*;
pub use secret::{SecretBytes, SecretText};
pub use timestamp::Timestamp;
