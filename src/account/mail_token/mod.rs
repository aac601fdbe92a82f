//! Tokens and codes that mails carry: to prove a mailbox, to choose a password, to move the account to
//! another mailbox, to log in.
//!
//! They are kept as hashes, work once and for one purpose, and go when a newer one is mailed, when the
//! password or the e-mail changes, and with the account. A request for an address that has no account
//! does the same work for nobody, so that who asks can tell neither by the answer nor by its time.

mod kept;
mod make;
mod request;
mod send;
mod shown;

pub use entity::mail_token::Purpose;

pub use kept::{emails, held, void};
pub use request::{
    request_email_change, request_email_verification, request_login_code, request_password_reset,
};
pub use shown::{Shown, code, find, invalid, no_match};

pub(super) use send::send;
