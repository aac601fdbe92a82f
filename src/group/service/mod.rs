//! What can be done with groups.

mod change;
mod create;
mod members;
mod owner;
mod remove;

pub use change::{GroupChanges, update};
pub use create::{NewGroup, create};
pub use members::{NamedPair, add, check_groups, join, remove};
pub use owner::{erase, hand_over};
pub use remove::{delete, restore};
