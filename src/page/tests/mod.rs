//! Lists against a real database, held against what plain code makes of the same rows.

mod filters;
mod paging;
pub(crate) mod rows;
mod searching;
