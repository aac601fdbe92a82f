//! What keeps strangers from guessing and asking too much.

use clap::{Args, ValueEnum};

use super::{Listen, parse};
use crate::value::Network;

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Toggle {
    /// On.
    On,
    /// Off.
    Off,
}

/// Protection from those who guess and ask too much.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Protection")]
pub struct Protection {
    /// Slow down those who fail to log in or register by the hundred; off is for load tests over http
    #[arg(long, env = "PATRONAGE_THROTTLE", default_value = "on")]
    pub throttle: Toggle,
    /// Networks of proxies whose X-Forwarded-For counts, comma-separated
    #[arg(long, env = "PATRONAGE_TRUSTED_PROXIES", value_delimiter = ',', value_parser = parse::network)]
    pub trusted_proxies: Vec<Network>,
    /// Let anyone ask whether an e-mail has an account
    #[arg(long, env = "PATRONAGE_EXPOSE_ACCOUNT_EXISTS", default_value_t = false, num_args = 0..=1, default_missing_value = "true")]
    pub expose_account_exists: bool,
}

impl Protection {
    /// What only shows between settings.
    ///
    /// # Errors
    /// One line that says which setting to change.
    pub(super) fn check(&self, listen: &Listen) -> Result<(), String> {
        if self.throttle == Toggle::Off && !listen.development() {
            let message = "PATRONAGE_THROTTLE=off is for load tests: with an https PATRONAGE_PUBLIC_URL it must be on";
            return Err(message.to_owned());
        }
        Ok(())
    }
}
