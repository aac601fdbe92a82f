//! What can be chosen.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::Databases;

/// What to measure, and for how long.
#[derive(Args, Clone, Debug)]
pub(crate) struct TargetOptions {
    /// Which database to measure on
    #[arg(long, default_value = "both")]
    pub(super) database: Databases,
    /// Parts to measure, comma-separated [default: all]
    #[arg(long, value_delimiter = ',')]
    pub(super) only: Vec<Part>,
    /// Customers to seed
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1_000..=10_000_000))]
    pub(super) customers: u32,
    /// Customers of the small database that the large one is compared with
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(5_000..=10_000_000))]
    pub(super) small: u32,
    /// Customers of the large database
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(5_000..=10_000_000))]
    pub(super) large: u32,
    /// Length of one measurement, in seconds
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=60))]
    pub(super) seconds: u64,
    /// Measurements of each, of which the median counts
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=50))]
    pub(super) rounds: u16,
    /// How long to work before memory is looked at
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=60))]
    pub(super) minutes: u64,
    /// A built Patronage to measure, instead of the one in this folder
    #[arg(long, value_name = "FILE")]
    pub(super) program: Option<PathBuf>,
    /// A file whose block between `<!-- targets:begin -->` and `<!-- targets:end -->` takes the table
    #[arg(long, value_name = "FILE")]
    pub(super) write: Option<PathBuf>,
}

/// Rows that are measured together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Part {
    /// One customer and a page of 50, against the floor
    Floor,
    /// `me`, against one customer by id
    Me,
    /// Aliases, fragments, @include and _entities, against the plain form
    Forms,
    /// p50 at 1 connection
    Latency,
    /// First answer after start
    Start,
    /// Goodput at twice the capacity
    Overload,
    /// Registrations, against hashes alone
    Registrations,
    /// Creates and address updates, against the floor
    Writes,
    /// Memory after minutes of mixed work
    Memory,
    /// A large database, against a small one
    Growth,
}
