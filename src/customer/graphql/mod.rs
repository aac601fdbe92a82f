//! Customers in the API.

mod bulk;
mod filter;
mod inputs;
mod loaders;
mod mutations;
mod queries;
mod types;
mod visible;

pub use bulk::CustomerBulkMutation;
pub use filter::{CustomerFilter, CustomerOrder, CustomerOrderField};
pub use inputs::{CreateCustomerInput, UpdateCustomerInput, flag, metadata, phone, text};
pub use loaders::CustomerLoaders;
pub use mutations::{CustomerMutation, CustomerPayload, CustomersPayload, NodesInput, strings};
pub use queries::CustomerQuery;
pub use types::Customer;
pub use visible::visible;
