//! Events, and where they are sent.

use std::time::Duration;

use clap::Args;

use super::parse;

/// How long events are kept, and where webhooks may go.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Events")]
pub struct Events {
    /// How long events are kept; one that a webhook has yet to be told of stays longer
    #[arg(long, env = "PATRONAGE_EVENT_RETENTION", default_value = "90d", value_parser = parse::retention)]
    pub event_retention: Duration,
    /// Send webhooks to private networks as well
    #[arg(long, env = "PATRONAGE_WEBHOOK_ALLOW_PRIVATE", default_value_t = false, num_args = 0..=1, default_missing_value = "true")]
    pub webhook_allow_private: bool,
}
