//! What crosses slices: customers with what belongs to them. Calls the slices' services; none of them
//! calls it.

mod create;
mod delete;
mod delete_own;
mod end_sessions;
mod erase;
mod export;
pub mod graphql;
pub mod housekeeping;
mod merge;
mod remove_account;
mod restore;
mod update;

pub use create::{NewMember, create};
pub use delete::{Deleted, delete};
pub use delete_own::{Departure, delete_own};
pub use end_sessions::end_sessions;
pub use erase::erase;
pub use export::export;
pub use merge::merge;
pub use remove_account::remove_account;
pub use restore::restore;
pub use update::update;
