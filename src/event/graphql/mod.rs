//! Events in the API.

mod connection;
mod filter;
mod loaders;
mod queries;
mod subscription;
mod types;

pub use connection::{EventConnection, history};
pub use filter::EventFilter;
pub use loaders::EventLoaders;
pub use queries::EventQuery;
pub use subscription::EventSubscription;
pub use types::{Event, visible};
