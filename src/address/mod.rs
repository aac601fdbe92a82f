//! Addresses of customers.

pub mod graphql;
pub mod service;
pub mod store;
