//! Customers in the API.

mod bulk;
mod filter;
mod inputs;
mod loaders;
mod members;
mod mutations;
mod queries;
mod types;
mod visible;

pub use bulk::CustomerBulkMutation;
pub use filter::{CustomerFilter, CustomerOrder, CustomerOrderField};
pub use inputs::{CreateCustomerInput, UpdateCustomerInput, flag, metadata, phone, text};
pub use loaders::CustomerLoaders;
pub(crate) use members::members;
pub use mutations::{CustomerMutation, CustomerPayload, CustomersPayload, NodesInput, strings};
pub(crate) use queries::CustomerConnection;
pub use queries::CustomerQuery;
pub use types::Customer;
pub use visible::visible;
