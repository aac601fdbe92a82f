//! Customers in the database.

mod filter;

pub use filter::order;
