//! Customers in the API.

mod filter;
mod inputs;
mod loaders;
mod mutations;
mod queries;
mod types;
mod visible;

pub use filter::{CustomerFilter, CustomerOrder, CustomerOrderField};
pub use inputs::{CreateCustomerInput, UpdateCustomerInput, flag, metadata, phone, text};
pub use loaders::CustomerLoaders;
pub use mutations::{
    CustomerMutation, CustomerPayload, CustomersPayload, NodeInput, NodesInput, strings,
};
pub use queries::CustomerQuery;
pub use types::Customer;
pub use visible::visible;
