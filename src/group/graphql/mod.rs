//! Groups in the GraphQL API.

mod filter;

pub use filter::{CustomerGroupFilter, CustomerGroupOrder, CustomerGroupOrderField};
