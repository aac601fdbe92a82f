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
#[cfg(test)]
mod tests;
mod token;

pub use again::refreshed;
pub use authenticate::authenticate;
pub use hasher::{Hasher, Verdict};
pub use keys::Keys;
pub use login::login;
pub use logout::logout;
pub use refresh::refresh;
pub use register::{Registration, register};
pub use standing::Standing;
