//! Addresses in the GraphQL API.

mod filter;

pub use filter::{CustomerAddressFilter, CustomerAddressOrder, CustomerAddressOrderField};
