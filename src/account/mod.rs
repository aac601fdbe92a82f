//! Accounts: passwords, logins, sessions, tokens, and the keys behind them.

pub mod api_key;
mod authenticate;
mod digest;
pub mod graphql;
mod hasher;
pub mod identity;
pub mod keys;
mod login;
mod logout;
pub mod oidc;
mod phc;
mod proof;
mod refresh;
mod refresh_token;
mod register;
pub mod session;
mod store;
#[cfg(test)]
mod tests;
mod token;
mod unlink;

pub use authenticate::{authenticate, authenticate_customer};
pub use hasher::{Hasher, Verdict};
pub use keys::Keys;
pub use login::login;
pub use logout::logout;
pub use refresh::refresh;
pub use register::{Registration, register};
pub use unlink::unlink_identity;
