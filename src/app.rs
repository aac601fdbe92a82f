//! What every request shares, built in one place, also by tests.

use crate::clock::Clock;
use crate::config::Settings;

/// What every request shares.
pub struct App {
    /// Time, ids and randomness.
    pub clock: Clock,
    /// The settings it was built with.
    pub settings: Settings,
}
