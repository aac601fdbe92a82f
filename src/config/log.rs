//! The settings of the log.

use clap::{Args, ValueEnum};

/// How lines of the log look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// One JSON object a line.
    Json,
}

/// What is logged, and how.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Logs")]
pub struct Log {
    /// Filter of what is logged, as of the tracing crate
    #[arg(
        id = "log",
        long = "log",
        env = "PATRONAGE_LOG",
        default_value = "info"
    )]
    pub filter: String,
    /// pretty or json
    #[arg(long, env = "PATRONAGE_LOG_FORMAT", default_value = "pretty")]
    pub log_format: LogFormat,
}

impl Log {
    /// Whether the filter can be read.
    ///
    /// # Errors
    /// One line that says which setting to change.
    pub(super) fn check(&self) -> Result<(), String> {
        tracing_subscriber::EnvFilter::builder()
            .parse(&self.filter)
            .map(drop)
            .map_err(|error| format!("PATRONAGE_LOG: {error}"))
    }
}
