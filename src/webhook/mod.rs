//! Webhooks: events, sent as signed requests to addresses that the operator names.
//!
//! Each endpoint keeps its own place in the outbox ([`fan_out`]) and its own queue ([`deliver_next`]), so
//! that one that does not answer delays no other. What is signed and how follows the Standard Webhooks
//! specification (<https://www.standardwebhooks.com>); `docs/adr/0015-webhooks.md` tells the rest.

mod delivery;
pub mod graphql;
mod parts;
mod seal;
mod secret;
pub mod service;
mod store;
mod target;

pub use delivery::{backlog, deliver_next, due, fan_out, needed, start_worker, sweep};
pub use parts::Webhooks;
