//! Groups in the API.

pub mod filter;
mod inputs;
mod loaders;
mod mutations;
mod queries;
mod types;
mod visible;

pub use loaders::GroupLoaders;
pub use mutations::GroupMutation;
pub use queries::GroupQuery;
pub use types::{CustomerGroup, CustomerGroupCustomer};
pub use visible::{visible, visible_membership};
