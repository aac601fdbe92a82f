//! The schema's steps, append-only, one file a step, the same for both databases.
//!
//! Steps are written in SQL with a few placeholders for what the databases spell differently
//! ([`dialect`]): partial indexes, collations and triggers are what matters here, and a query builder
//! hides exactly those.

use sea_orm_migration::prelude::*;

pub use sea_orm_migration::{MigrationStatus, MigratorTrait};

mod dialect;
mod m0001_customers;
mod m0002_accounts;
mod m0003_events;
mod m0004_search;
mod m0005_erasure;
mod m0006_event_indexes;
mod m0007_idempotency;
mod m0010_order_indexes;
mod m0011_throttle;
mod m0012_mail;
mod m0013_mail_token;
mod m0014_mailbox_owner;
mod m0015_webhook;

/// All steps, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_customers::Migration),
            Box::new(m0002_accounts::Migration),
            Box::new(m0003_events::Migration),
            Box::new(m0004_search::Migration),
            Box::new(m0005_erasure::Migration),
            Box::new(m0006_event_indexes::Migration),
            Box::new(m0007_idempotency::Migration),
            Box::new(m0010_order_indexes::Migration),
            Box::new(m0011_throttle::Migration),
            Box::new(m0012_mail::Migration),
            Box::new(m0013_mail_token::Migration),
            Box::new(m0014_mailbox_owner::Migration),
            Box::new(m0015_webhook::Migration),
        ]
    }
}
