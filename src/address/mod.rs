//! Stand-in.

pub mod graphql;
pub mod service;
