//! Customers: guests and accounts.

pub mod graphql;
pub mod service;
pub mod store;
