//! Lists against a real database, held against what plain code makes of the same rows.

mod bounds;
mod each;
mod filters;
mod memory;
mod metadata;
pub(crate) mod orders;
mod paging;
pub(crate) mod plans;
pub(crate) mod rows;
mod searching;
