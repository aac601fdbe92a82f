//! Measures Patronage against a floor: a server that answers the same without GraphQL, as fast as can
//! be written by hand. `docs/performance.md` says how to repeat it and what came out. Besides, whether
//! times tell who has an account, and what becomes of more than can be done.

mod client;
mod cluster;
mod database;
mod exchange;
mod facts;
mod floor;
mod measure;
mod overload;
mod process;
mod random;
mod report;
mod run;
mod servers;
mod shape;
mod stats;
mod table;
mod targets;
mod timing;
mod turns;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{SignalKind, signal};

use self::database::Kind;

/// The allocator of Patronage, so that the floor has no worse one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What goes wrong is told, once, and ends the run.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Measures Patronage against a floor that answers the same without GraphQL.
///
/// Seeds throw-away databases, starts both servers on loopback, checks every answer, and stops
/// everything again. Takes about a minute and a half for each database, and seeding.
#[derive(Parser)]
#[command(name = "load", args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    options: Options,
}

#[derive(Subcommand)]
enum Command {
    /// The floor, which the script starts by itself
    #[command(hide = true)]
    Floor(floor::Backend),
    /// Measures everything that is to be reached, and prints one table of it
    Targets(targets::TargetOptions),
    /// Compares the times of answers for known and for unknown addresses
    Timing(timing::TimingOptions),
    /// Offers twice as much as can be done
    Overload(overload::OverloadOptions),
}

/// What to measure, and for how long.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// Which database to measure on
    #[arg(long, default_value = "both")]
    database: Databases,
    /// Customers to seed
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1_000..=10_000_000))]
    customers: u32,
    /// Connections, each with one request under way
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=256))]
    connections: u16,
    /// Length of one measurement, in seconds
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=60))]
    seconds: u64,
    /// Measurements of each shape and server, of which the median counts
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=50))]
    rounds: u16,
    /// A file whose block between `<!-- load:begin -->` and `<!-- load:end -->` takes the table
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Databases {
    Sqlite,
    Postgres,
    Both,
}

impl Databases {
    /// Each of them, in the order in which they are measured.
    const fn each(self) -> &'static [Kind] {
        match self {
            Self::Sqlite => &[Kind::Sqlite],
            Self::Postgres => &[Kind::Postgres],
            Self::Both => &[Kind::Sqlite, Kind::Postgres],
        }
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        Some(Command::Floor(backend)) => runtime(&mut Builder::new_multi_thread())
            .and_then(|runtime| runtime.block_on(floor::serve(backend))),
        // One thread for all connections of the client: it shall take as little as it can from the
        // servers, which are on the same cores.
        Some(Command::Timing(options)) => runtime(&mut Builder::new_current_thread())
            .and_then(|runtime| runtime.block_on(script(timing::all(&options)))),
        Some(Command::Targets(options)) => runtime(&mut Builder::new_current_thread())
            .and_then(|runtime| runtime.block_on(script(targets::all(&options)))),
        Some(Command::Overload(options)) => runtime(&mut Builder::new_current_thread())
            .and_then(|runtime| runtime.block_on(script(overload::all(&options)))),
        None => runtime(&mut Builder::new_current_thread())
            .and_then(|runtime| runtime.block_on(script(run::all(&cli.options)))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("load: {error}");
            ExitCode::FAILURE
        }
    }
}

fn runtime(builder: &mut Builder) -> Result<Runtime> {
    Ok(builder.enable_all().build()?)
}

/// Runs to its end or to a signal; either way everything that was started is dropped, which stops it.
async fn script(work: impl Future<Output = Result<()>>) -> Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        outcome = work => outcome,
        _ = terminate.recv() => Err("stopped".into()),
        _ = interrupt.recv() => Err("stopped".into()),
    }
}
