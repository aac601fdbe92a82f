//! Accounts: passwords, logins, sessions, tokens, and the keys behind them.

mod again;
pub mod api_key;
mod authenticate;
mod digest;
pub mod graphql;
mod hasher;
pub mod identity;
pub mod keys;
mod login;
mod logout;
mod phc;
mod refresh;
mod refresh_token;
mod register;
pub mod session;
mod standing;
mod store;
mod stored_hash;
#[cfg(test)]
mod tests;
mod token;

pub use again::refreshed;
pub use authenticate::authenticate;
pub use hasher::{Hasher, Verdict};
pub use identity::EMAILPASS;
pub use keys::Keys;
pub use login::login;
pub use logout::logout;
pub use refresh::refresh;
pub use register::{Registration, register};
pub use standing::Standing;
pub use stored_hash::check_hash;
