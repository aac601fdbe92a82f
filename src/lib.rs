//! Patronage: customers, addresses, groups and accounts over GraphQL.
//!
//! A request flows one way: [`http`], [`graphql`], then a slice's `graphql`, `service` and `store`.

pub mod account;
pub mod actor;
pub mod address;
pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod customer;
pub mod db;
pub mod error;
pub mod event;
pub mod graphql;
pub mod group;
pub mod http;
pub mod idempotency;
pub mod lifecycle;
pub mod mail;
pub mod page;
pub mod telemetry;
#[cfg(test)]
mod testing;
pub mod value;
pub mod webhook;
pub mod worker;
