//! WebSockets and streams of events.

use std::time::Duration;

use clap::Args;

use super::parse;

/// WebSockets and streams of events, and how many there may be.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Streams")]
pub struct Streams {
    /// How long a WebSocket may stay without `connection_init`
    #[arg(long, env = "PATRONAGE_SOCKET_INIT_TIMEOUT", default_value = "10s", value_parser = parse::interval)]
    pub socket_init_timeout: Duration,
    /// Size of a message on a WebSocket
    #[arg(long, env = "PATRONAGE_SOCKET_MAX_MESSAGE", default_value = "64KiB", value_parser = parse::size)]
    pub socket_max_message: usize,
    /// Operations at once on a WebSocket
    #[arg(long, env = "PATRONAGE_SOCKET_MAX_OPERATIONS", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..))]
    pub socket_max_operations: u16,
    /// How often a stream gives a sign of life and asks whether its login still stands; at most 15s
    #[arg(long, env = "PATRONAGE_STREAM_HEARTBEAT", default_value = "12s", value_parser = parse::heartbeat)]
    pub stream_heartbeat: Duration,
    /// WebSockets and streams of one customer or key
    #[arg(long, env = "PATRONAGE_STREAMS_PER_LOGIN", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..))]
    pub streams_per_login: u32,
    /// WebSockets and streams from one network: an IPv4 address, an IPv6 /64
    #[arg(long, env = "PATRONAGE_STREAMS_PER_NETWORK", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..))]
    pub streams_per_network: u32,
    /// How often new events are looked for where no word of them comes
    #[arg(long, env = "PATRONAGE_EVENT_POLL", default_value = "1s", value_parser = parse::interval)]
    pub event_poll: Duration,
}
