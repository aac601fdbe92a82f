//! The binary itself, as an operator runs it: each test in a folder of its own, with an environment of
//! its own.

mod binary;
mod database;
mod secrets;
mod serving;
mod settings;
