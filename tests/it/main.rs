//! The integration tests. One binary, so that one throw-away PostgreSQL and one migrated template of
//! each database serve all of them.

mod access;
mod account;
mod address;
mod cli;
mod conformance;
mod contract;
mod customer;
mod data_export;
mod docs;
mod edge;
mod event;
mod federation;
mod frame;
mod group;
mod harness;
mod house;
mod idempotency;
mod kept;
mod lifecycle;
mod lists;
mod mail;
mod node;
mod outbox;
mod packaging;
mod replicas;
mod streams;
mod telemetry;
mod webhook;
mod wrong_input;
