//! What can be done with groups.

mod change;
mod members;
mod remove;

pub use change::{GroupChanges, NewGroup, create, update};
pub use members::{MAX_GROUPS, NamedPair, add, check_groups, join, remove};
pub use remove::{delete, restore};
