//! The integration tests. One binary, so that one throw-away PostgreSQL and one migrated template of
//! each database serve all of them.

mod cli;
mod contract;
mod docs;
mod frame;
mod harness;
mod house;
