//! Groups of customers, and who is in them.

pub mod graphql;
pub mod service;
pub mod store;
