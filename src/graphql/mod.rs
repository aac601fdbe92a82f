//! Plumbing of the GraphQL API: the gate every document passes, the executor every transport uses,
//! and what of an error may leave.

pub mod errors;
pub mod execute;
pub mod gate;
