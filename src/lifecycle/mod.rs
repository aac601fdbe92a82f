//! What crosses slices: customers with what belongs to them. Calls the slices' services; none of them
//! calls it.

mod create;
mod delete;
mod restore;
mod update;

pub use create::{NewMember, create};
pub use delete::{delete, delete_own};
pub use restore::restore;
pub use update::update;
