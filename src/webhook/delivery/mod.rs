//! From the outbox to the receivers.

mod attempt;
mod backlog;
mod body;
mod deliver;
mod fan_out;
mod resolver;
mod schedule;
mod sender;
mod sweep;
mod worker;

pub use backlog::backlog;
pub use deliver::{deliver_next, due};
pub use fan_out::fan_out;
pub(super) use sender::Sender;
pub use sweep::{needed, sweep};
pub use worker::start_worker;
