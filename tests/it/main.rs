//! The integration tests. One binary, so that one throw-away PostgreSQL and one migrated template of
//! each database serve all of them.

mod account;
mod cli;
mod contract;
mod edge;
mod frame;
mod harness;
mod house;
mod wrong_input;
