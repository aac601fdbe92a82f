//! Settings: flags, then the environment, then `patronage.toml`, then defaults.

use std::net::SocketAddr;
use std::time::Duration;

use clap::{Args, ValueEnum};

mod accounts;
mod database;
mod documents;
mod events;
pub mod file;
mod issuers;
mod log;
mod mail;
mod parse;
mod protection;
mod streams;
mod traces;

pub use accounts::{Accounts, Argon2Cost};
pub(crate) use database::is_postgres;
pub use database::{Database, Synchronous};
pub use documents::Documents;
pub use events::Events;
pub use issuers::{KeySource, Provider, Providers, StaffIssuer};
pub use log::{Log, LogFormat};
pub use mail::Mail;
pub use parse::duration;
pub use protection::{Protection, Toggle};
pub use streams::Streams;
pub use traces::Traces;

/// Everything `serve` can be told, by section.
#[derive(Args, Clone, Debug)]
pub struct Settings {
    /// Where the service listens.
    #[command(flatten)]
    pub listen: Listen,
    /// The database.
    #[command(flatten)]
    pub database: Database,
    /// Lifetimes of tokens and strength of passwords.
    #[command(flatten)]
    pub accounts: Accounts,
    /// Protection from those who guess and ask too much.
    #[command(flatten)]
    pub protection: Protection,
    /// Mail to customers.
    #[command(flatten)]
    pub mail: Mail,
    /// Bounds of one request.
    #[command(flatten)]
    pub limits: Limits,
    /// Documents that are kept, and those that may run.
    #[command(flatten)]
    pub documents: Documents,
    /// WebSockets and streams of events.
    #[command(flatten)]
    pub streams: Streams,
    /// Events, and where they are sent.
    #[command(flatten)]
    pub events: Events,
    /// What is logged.
    #[command(flatten)]
    pub log: Log,
    /// Where traces go.
    #[command(flatten)]
    pub traces: Traces,
}

impl Settings {
    /// What only shows between settings.
    ///
    /// # Errors
    /// One line that says which setting to change.
    pub fn check(&self) -> Result<(), String> {
        self.faults().into_iter().next().map_or(Ok(()), Err)
    }

    /// Everything that only shows between settings, each a line that says which setting to change.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let (listen, accounts) = (&self.listen, &self.accounts);
        let checks = [
            listen.check(),
            self.database.check(),
            self.protection.check(listen),
            self.log.check(),
            issuers::check(
                listen,
                accounts.oidc_providers.as_ref(),
                accounts.staff_issuer.as_ref(),
            ),
        ];
        checks.into_iter().filter_map(Result::err).collect()
    }
}

/// On, off, or as the surroundings suggest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// On in development, else off.
    Auto,
    /// On.
    On,
    /// Off.
    Off,
}

impl Switch {
    /// Whether it is on, where `auto` says what the surroundings suggest.
    #[must_use]
    pub const fn is_on(self, auto: bool) -> bool {
        match self {
            Self::Auto => auto,
            Self::On => true,
            Self::Off => false,
        }
    }
}

/// Where the service listens, and who may call it from a browser.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Service")]
pub struct Listen {
    /// Address and port to listen on
    #[arg(long, env = "PATRONAGE_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Address and port of a second listener, for /metrics and health, that only operators reach
    #[arg(long, env = "PATRONAGE_OPS_LISTEN")]
    pub ops_listen: Option<SocketAddr>,
    /// Where callers reach the service; the issuer of its tokens. http means development
    #[arg(long, env = "PATRONAGE_PUBLIC_URL", default_value = "http://localhost:8080", value_parser = parse::base_url)]
    pub public_url: String,
    /// Base of links to the storefront, and an allowed origin
    #[arg(long, env = "PATRONAGE_STOREFRONT_URL", default_value = "http://localhost:3000", value_parser = parse::base_url)]
    pub storefront_url: String,
    /// Exact origins that browsers may call from, comma-separated
    #[arg(long, env = "PATRONAGE_ALLOWED_ORIGINS", value_delimiter = ',', value_parser = parse::origin)]
    pub allowed_origins: Vec<String>,
    /// Accept an http public URL while listening beyond loopback
    #[arg(long, env = "PATRONAGE_INSECURE_HTTP", default_value_t = false, num_args = 0..=1, default_missing_value = "true")]
    pub insecure_http: bool,
    /// Introspection for anyone; auto: in development. Staff may always introspect
    #[arg(long, env = "PATRONAGE_INTROSPECTION", default_value = "auto")]
    pub introspection: Switch,
    /// GraphiQL at / and /graphiql; auto: in development
    #[arg(long, env = "PATRONAGE_GRAPHIQL", default_value = "auto")]
    pub graphiql: Switch,
    /// How long readiness fails before a stopping server closes its listener
    #[arg(long, env = "PATRONAGE_DRAIN_DELAY", default_value = "0s", value_parser = parse::duration)]
    pub drain_delay: Duration,
}

impl Listen {
    /// Whether this is development: reached by http.
    #[must_use]
    pub fn development(&self) -> bool {
        self.public_url.starts_with("http://")
    }

    fn check(&self) -> Result<(), String> {
        if self.development() && !self.listen.ip().is_loopback() && !self.insecure_http {
            return Err(
                "PATRONAGE_LISTEN is beyond loopback while PATRONAGE_PUBLIC_URL is http: \
                        give an https URL, or set PATRONAGE_INSECURE_HTTP=true"
                    .to_owned(),
            );
        }
        Ok(())
    }
}

/// Bounds of one request.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Limits")]
pub struct Limits {
    /// Size of a request's body; staff may send 16 times as much
    #[arg(long, env = "PATRONAGE_MAX_BODY", default_value = "256KiB", value_parser = parse::size)]
    pub max_body: usize,
    /// Nesting of fields
    #[arg(long, env = "PATRONAGE_MAX_DEPTH", default_value_t = 12)]
    pub max_depth: usize,
    /// Aliases in a document
    #[arg(long, env = "PATRONAGE_MAX_ALIASES", default_value_t = 30)]
    pub max_aliases: usize,
    /// Cost of an operation: an object costs 1, a list multiplies
    #[arg(long, env = "PATRONAGE_MAX_COST", default_value_t = 5000)]
    pub max_cost: u64,
    /// Time an operation may take
    #[arg(long, env = "PATRONAGE_REQUEST_TIMEOUT", default_value = "10s", value_parser = parse::duration)]
    pub request_timeout: Duration,
    /// How long an Idempotency-Key stands for the outcome of its first request
    #[arg(long, env = "PATRONAGE_IDEMPOTENCY_TTL", default_value = "24h", value_parser = parse::duration)]
    pub idempotency_ttl: Duration,
    /// Live addresses of one customer
    #[arg(long, env = "PATRONAGE_MAX_ADDRESSES", default_value_t = 100)]
    pub max_addresses: u64,
}
