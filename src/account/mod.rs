//! Accounts: passwords, logins, sessions, tokens, and the keys behind them.

mod again;
pub mod api_key;
mod authenticate;
mod change_password;
mod confirm;
mod devices;
mod digest;
pub mod graphql;
mod hasher;
pub mod identity;
pub mod keys;
mod login;
mod logout;
pub mod mail_token;
mod notice;
pub mod oidc;
mod password;
mod phc;
mod proof;
mod refresh;
mod refresh_token;
mod register;
pub mod session;
mod store;
mod stored_hash;
mod sweep;
#[cfg(test)]
mod tests;
pub mod throttle;
mod token;
mod unlink;

pub use again::refreshed;
pub use authenticate::{authenticate, authenticate_customer};
pub use change_password::change_password;
pub use confirm::{Confirmed, confirm};
pub use devices::{logout_everywhere, revoke};
pub use hasher::{Hasher, Verdict};
pub use identity::EMAILPASS;
pub use keys::Keys;
pub use login::login;
pub use logout::logout;
pub use refresh::refresh;
pub use register::{Registration, register};
pub use stored_hash::check_hash;
pub use sweep::sweep;
pub use unlink::unlink_identity;
