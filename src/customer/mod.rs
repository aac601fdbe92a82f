//! Customers, guest and registered.

pub mod graphql;
pub mod store;
