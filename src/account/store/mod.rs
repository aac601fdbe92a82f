//! The SQL of accounts, one file a table.

pub(super) mod api_key;
pub(super) mod identity;
pub(super) mod keys;
pub(super) mod session;
#[cfg(test)]
pub(super) mod testing;
pub(super) mod throttle;
