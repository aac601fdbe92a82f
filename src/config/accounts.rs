//! The settings of accounts.

use std::time::Duration;

use clap::Args;

use super::{Providers, StaffIssuer, issuers, parse};

/// Lifetimes of tokens and strength of passwords.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Accounts")]
pub struct Accounts {
    /// The audience of access tokens
    #[arg(long, env = "PATRONAGE_AUDIENCE", default_value = "patronage")]
    pub audience: String,
    /// Lifetime of an access token
    #[arg(long, env = "PATRONAGE_ACCESS_TOKEN_TTL", default_value = "10m", value_parser = parse::duration)]
    pub access_token_ttl: Duration,
    /// A session ends when it was not refreshed for this long
    #[arg(long, env = "PATRONAGE_REFRESH_IDLE_TTL", default_value = "14d", value_parser = parse::duration)]
    pub refresh_idle_ttl: Duration,
    /// A session ends after this long in any case
    #[arg(long, env = "PATRONAGE_REFRESH_TTL", default_value = "90d", value_parser = parse::duration)]
    pub refresh_ttl: Duration,
    /// How long a just rotated refresh token gives the same successor again
    #[arg(long, env = "PATRONAGE_REFRESH_GRACE", default_value = "10s", value_parser = parse::duration)]
    pub refresh_grace: Duration,
    /// Lifetime of a token in a mail
    #[arg(long, env = "PATRONAGE_MAIL_TOKEN_TTL", default_value = "60m", value_parser = parse::duration)]
    pub mail_token_ttl: Duration,
    /// Lifetime of a login code in a mail
    #[arg(long, env = "PATRONAGE_LOGIN_CODE_TTL", default_value = "10m", value_parser = parse::duration)]
    pub login_code_ttl: Duration,
    /// Characters a password needs
    #[arg(long, env = "PATRONAGE_PASSWORD_MIN_LENGTH", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub password_min_length: u16,
    /// Score a password needs, 0 to 4, by zxcvbn
    #[arg(long, env = "PATRONAGE_PASSWORD_MIN_SCORE", default_value_t = 2, value_parser = clap::value_parser!(u8).range(0..=4))]
    pub password_min_score: u8,
    /// Argon2id: KiB of memory, passes, lanes; never less than the default
    #[arg(long, env = "PATRONAGE_ARGON2", default_value = "19456,2,1", value_parser = parse::argon2)]
    pub argon2: Argon2Cost,
    /// Threads that hash passwords [default: cores]
    #[arg(long, env = "PATRONAGE_HASH_THREADS", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub hash_threads: Option<u16>,
    /// OpenID providers that customers may log in with, a JSON list (see docs/operations.md)
    #[arg(long, env = "PATRONAGE_OIDC_PROVIDERS", value_parser = issuers::providers, hide_env_values = true)]
    pub oidc_providers: Option<Providers>,
    /// Issuer whose tokens are taken for staff, a JSON object (see docs/operations.md)
    #[arg(long, env = "PATRONAGE_STAFF_ISSUER", value_parser = issuers::staff_issuer, hide_env_values = true)]
    pub staff_issuer: Option<StaffIssuer>,
}

/// The cost of an Argon2id hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argon2Cost {
    /// Memory, KiB.
    pub memory: u32,
    /// Passes.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}
