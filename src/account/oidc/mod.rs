//! Outside identities: ID tokens of OpenID providers (OpenID Connect Core 1.0) by which customers log
//! in, and tokens of a trusted issuer by which staff call.

mod fetch;
mod issuers;
mod jwt;
mod keys;
mod link;
mod login;
mod staff;
mod subject;

pub use issuers::Issuers;
pub use link::link;
pub use login::{Entrant, count, enter};
pub use subject::{IdToken, Subject};
