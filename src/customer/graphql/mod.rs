//! Customers in the GraphQL API.

mod filter;

pub use filter::{CustomerFilter, CustomerOrder, CustomerOrderField};
