//! The command line: one file a command.

mod api_key;
mod completions;
mod demo;
mod doctor;
mod export;
mod form;
mod import;
mod keys;
mod man;
mod migrate;
mod ready;
mod seed;
mod serve;
mod setup;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Args as _, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::config::{Settings, file};
use crate::graphql::documents;
use crate::mail;

/// What the program is called.
const NAME: &str = "patronage";

/// A headless customer service: customers, addresses, groups and accounts over GraphQL.
///
/// Settings come from flags, which every command takes, the environment, then patronage.toml (the same names with underscores).
#[derive(Parser)]
#[command(name = NAME, version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    serve: serve::Options,
}

#[derive(Subcommand)]
enum Command {
    /// Apply pending migrations, then serve (the default)
    Serve(serve::Options),
    /// Migrations by hand
    #[command(subcommand)]
    Migrate(migrate::Action),
    /// Print the schema
    Schema {
        /// As a subgraph of Apollo Federation 2, to be composed with others
        #[arg(long)]
        federation: bool,
    },
    /// API keys for backends
    #[command(subcommand)]
    ApiKey(api_key::Action),
    /// Signing keys of access tokens
    #[command(subcommand)]
    Keys(keys::Action),
    /// Load made-up customers, many at a time; migrates first, and writes no events
    Seed(seed::Options),
    /// Load customers from a file of this or another system
    Import(import::Options),
    /// Write all customers to a file
    Export(export::Options),
    /// Check settings, database, mail and clock, and say what to mend
    Doctor,
    /// Ask a running server whether it takes work, as health checks of containers do
    Ready(ready::Options),
    /// Print what a shell completes commands and settings with
    Completions(completions::Options),
    /// Print the manual page
    Man(man::Options),
}

impl Cli {
    /// What only shows between settings, and between them and the command.
    fn check(&self) -> Result<(), String> {
        if matches!(self.command, Some(Command::Doctor)) {
            // It tells them all, with whatever else there is to mend.
            return Ok(());
        }
        self.settings.check()?;
        mail::check(&self.settings)?;
        documents::check(&self.settings)?;
        match &self.command {
            None => self.serve.check(&self.settings),
            Some(Command::Serve(options)) => options.check(&self.settings),
            Some(Command::Import(options)) => options.check(),
            Some(_) => Ok(()),
        }
    }
}

/// What went wrong, as a line on standard error; the exit status is 1.
type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Parses, runs, and says how it went: 0 done, 1 failed, 2 wrong usage.
pub async fn main() -> ExitCode {
    let command = match file::as_defaults(Cli::command().mut_args(global)) {
        Ok(command) => command,
        Err(error) => return usage(&error),
    };
    let cli = command
        .try_get_matches()
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match cli {
        Ok(cli) => cli,
        Err(error) => match error.kind() {
            ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
                return usage(&one_line(&error));
            }
            _ => error.exit(),
        },
    };
    if let Err(error) = cli.check() {
        return usage(&error);
    }
    setup::logs(&cli.settings.log);
    // Boxed: it has room for every command with all settings.
    match Box::pin(run(cli)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("patronage: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Settings may stand before and after the command.
fn global(arg: clap::Arg) -> clap::Arg {
    let is_setting = Settings::augment_args(clap::Command::new(""))
        .get_arguments()
        .any(|a| a.get_id() == arg.get_id());
    arg.global(is_setting)
}

/// What is wrong with a value, without the hint at `--help` that clap adds in lines of their own.
fn one_line(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let lines = text
        .lines()
        .map(str::trim)
        .take_while(|line| !line.starts_with("For more information"))
        .filter(|line| !line.is_empty());
    let line = lines.collect::<Vec<_>>().join(" ");
    line.strip_prefix("error: ").unwrap_or(&line).to_owned()
}

fn usage(error: &str) -> ExitCode {
    eprintln!("patronage: {error}");
    ExitCode::from(2)
}

async fn run(cli: Cli) -> Outcome {
    match cli.command {
        None => serve::run(cli.settings, cli.serve).await,
        Some(Command::Serve(options)) => serve::run(cli.settings, options).await,
        Some(Command::Migrate(action)) => migrate::run(&cli.settings, &action).await,
        Some(Command::Schema { federation: true }) => {
            print!("{}", *crate::graphql::FEDERATION_SDL);
            Ok(())
        }
        Some(Command::Schema { federation: false }) => {
            print!("{}", *crate::graphql::SDL);
            Ok(())
        }
        Some(Command::ApiKey(action)) => api_key::run(cli.settings, action).await,
        Some(Command::Keys(action)) => keys::run(cli.settings, &action).await,
        Some(Command::Seed(options)) => seed::run(&cli.settings, &options).await,
        Some(Command::Import(options)) => import::run(&cli.settings, &options).await,
        Some(Command::Export(options)) => export::run(&cli.settings, &options).await,
        Some(Command::Doctor) => doctor::run(&cli.settings).await,
        Some(Command::Ready(options)) => ready::run(options, cli.settings.listen.listen).await,
        // Both without the settings of `patronage.toml`, which may hold passwords.
        Some(Command::Completions(options)) => {
            completions::run(&options, Cli::command().mut_args(global))
        }
        Some(Command::Man(options)) => man::run(&options, Cli::command()),
    }
}
