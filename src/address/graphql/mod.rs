//! Addresses in the API.

mod changes;
mod filter;
mod inputs;
mod loaders;
mod mutations;
mod queries;
mod types;
mod visible;

pub use changes::UpdateCustomerAddressInput;
pub use filter::{CustomerAddressFilter, CustomerAddressOrder, CustomerAddressOrderField};
pub use inputs::{CreateCustomerAddressInput, CustomerAddressDataInput};
pub use loaders::AddressLoaders;
pub use mutations::{AddressMutation, CustomerAddressPayload};
pub use queries::AddressQuery;
pub use types::{Country, CustomerAddress};
pub use visible::visible;
