//! Rows of endpoints and deliveries.

pub(super) mod delivery;
pub(super) mod endpoint;
pub(super) mod queue;
pub(super) mod state;
