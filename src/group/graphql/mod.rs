//! Groups in the API.

mod filter;
mod inputs;
mod loaders;
mod mutations;
mod queries;
mod types;
mod visible;

pub use filter::{CustomerGroupFilter, CustomerGroupOrder, CustomerGroupOrderField};
pub use loaders::GroupLoaders;
pub use mutations::GroupMutation;
pub use queries::GroupQuery;
pub use types::{CustomerGroup, CustomerGroupCustomer};
pub use visible::{visible, visible_membership};
