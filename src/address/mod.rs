//! Addresses of customers.

pub mod graphql;
pub mod store;
