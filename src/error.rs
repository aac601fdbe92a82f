//! What may leave a service: a refusal the caller can act on, or a failure.
//!
//! A refusal ([`UserError`]) is an expected outcome and travels in the payload's `userErrors`. A
//! failure ([`Error`]) is a top-level GraphQL error; what is behind [`Error::Internal`] is logged,
//! never shown.

mod checks;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

pub use checks::Checks;
use serde::{Deserialize, Serialize};

/// Why an input was refused. Each value is one of the API's `UserErrorCode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Code {
    /// Something that must be given was not, or was null.
    Required,
    /// The value is not of the form asked for.
    Invalid,
    /// The value is longer or larger than allowed.
    TooLong,
    /// No such thing, or not one the caller may know of.
    NotFound,
    /// An account has this e-mail.
    EmailTaken,
    /// A live group has this name.
    NameTaken,
    /// A row has this id, or this external id.
    IdTaken,
    /// A login has this provider and subject.
    IdentityTaken,
    /// The login has a customer already.
    AlreadyRegistered,
    /// E-mail and password (or code) do not match.
    InvalidCredentials,
    /// The token is malformed, spent, expired or unknown.
    InvalidToken,
    /// The password is too easy to guess.
    PasswordRejected,
    /// The mailbox has to be proved first.
    EmailNotVerified,
    /// The row has moved on since the caller read it.
    VersionConflict,
    /// A limit on how many there may be.
    LimitReached,
    /// The only way to log in cannot be taken away.
    LastIdentity,
    /// The caller may not do this, or not set this field.
    NotAllowed,
}

impl Code {
    /// The name that the API gives it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Required => "REQUIRED",
            Self::Invalid => "INVALID",
            Self::TooLong => "TOO_LONG",
            Self::NotFound => "NOT_FOUND",
            Self::EmailTaken => "EMAIL_TAKEN",
            Self::NameTaken => "NAME_TAKEN",
            Self::IdTaken => "ID_TAKEN",
            Self::IdentityTaken => "IDENTITY_TAKEN",
            Self::AlreadyRegistered => "ALREADY_REGISTERED",
            Self::InvalidCredentials => "INVALID_CREDENTIALS",
            Self::InvalidToken => "INVALID_TOKEN",
            Self::PasswordRejected => "PASSWORD_REJECTED",
            Self::EmailNotVerified => "EMAIL_NOT_VERIFIED",
            Self::VersionConflict => "VERSION_CONFLICT",
            Self::LimitReached => "LIMIT_REACHED",
            Self::LastIdentity => "LAST_IDENTITY",
            Self::NotAllowed => "NOT_ALLOWED",
        }
    }
}

/// A fault of one value, before it is known which argument held it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The kind of fault.
    pub code: Code,
    /// One sentence a developer can act on, without the refused value.
    pub message: Cow<'static, str>,
}

impl Fault {
    /// A fault with its message.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    /// [`Code::Invalid`] with its message.
    pub fn invalid(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Invalid, message)
    }

    /// The user error of this fault at an argument.
    #[must_use]
    pub fn at<S: Into<String>>(self, path: impl IntoIterator<Item = S>) -> UserError {
        UserError {
            code: self.code,
            message: self.message,
            field: Some(path.into_iter().map(Into::into).collect()),
        }
    }

    /// The user error of this fault where no single argument is to blame.
    #[must_use]
    pub fn of_no_field(self) -> UserError {
        UserError {
            code: self.code,
            message: self.message,
            field: None,
        }
    }
}

/// An expected refusal, as the caller sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserError {
    /// The kind of fault.
    pub code: Code,
    /// One sentence a developer can act on.
    pub message: Cow<'static, str>,
    /// Path of the argument at fault, e.g. `["input", "addresses", "0", "countryCode"]`.
    pub field: Option<Vec<String>>,
}

/// Why an operation did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Expected refusals, all of them at once.
    #[error("refused")]
    Refused(Vec<UserError>),
    /// The caller has to log in.
    #[error("a login is needed")]
    Unauthenticated,
    /// The caller is known, and may not.
    #[error("the login does not carry the right for this")]
    Forbidden,
    /// An argument of a query that makes no sense; the message is shown.
    #[error("{0}")]
    BadInput(Cow<'static, str>),
    /// The idempotency key came with another request before.
    #[error("the idempotency key is that of another request")]
    KeyReused,
    /// The same request under the same idempotency key was faster, and nothing was changed. Never leaves
    /// [`once`](crate::idempotency::once), which answers with the other's outcome.
    #[error("a twin under the same idempotency key was faster")]
    Overtaken,
    /// Too many tries; another is looked at after this long.
    #[error("too many tries")]
    RateLimited(Duration),
    /// The database or a worker has no room right now; worth trying again.
    #[error("not available right now")]
    Unavailable,
    /// A subscriber left too many events behind; worth going on from the last one it got.
    #[error("the subscriber was too slow")]
    TooSlow,
    /// Anything else; shown as `INTERNAL`, its source logged.
    #[error("internal error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The result of a service.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// A single refusal at an argument.
    pub fn refused<S: Into<String>>(
        code: Code,
        message: impl Into<Cow<'static, str>>,
        path: impl IntoIterator<Item = S>,
    ) -> Self {
        Self::Refused(vec![Fault::new(code, message).at(path)])
    }

    /// For one of those who asked together, and all have this one.
    #[must_use]
    pub fn of_all(error: &Arc<Self>) -> Self {
        match **error {
            Self::Unavailable => Self::Unavailable,
            _ => Self::Internal(Box::new(Arc::clone(error))),
        }
    }

    /// An unexpected condition, told by its message (for the log alone).
    pub fn internal(message: impl Into<String>) -> Self {
        Self::Internal(message.into().into())
    }
}

impl From<UserError> for Error {
    fn from(error: UserError) -> Self {
        Self::Refused(vec![error])
    }
}

/// What became of a write whose uniqueness had been checked. When the database refused it all the same,
/// another call has taken something in between: checking again tells what, and of which entry.
///
/// # Errors
/// Those of the write and of the check; [`Error::Unavailable`] when what was taken is free again.
pub async fn taken_meanwhile<T, C>(
    written: Result<T>,
    check: impl Future<Output = Result<C>>,
) -> Result<T> {
    if let Err(Error::Refused(_)) = written {
        check.await?;
        return Err(Error::Unavailable);
    }
    written
}
