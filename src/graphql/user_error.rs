//! Expected refusals, as payloads tell them.

use async_graphql::{Context, Enum, ID, SimpleObject};
use futures_util::FutureExt;

use super::app;
use crate::error::{self, Error};
use crate::idempotency::{Outcome, Ticket, once};

/// An expected refusal. Unexpected failures and missing rights are top-level errors instead, with
/// `extensions.code`.
#[derive(SimpleObject)]
pub struct UserError {
    /// What kind of refusal.
    code: UserErrorCode,
    /// One sentence a developer can act on. Never holds the refused value.
    message: String,
    /// Path of the argument at fault, e.g. `["input", "addresses", "0", "countryCode"]`. Null when no
    /// single one is.
    field: Option<Vec<String>>,
}

/// Kinds of refusal. New ones may be added.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::error::Code")]
pub enum UserErrorCode {
    /// Something that must be given was not, or was null.
    Required,
    /// The value is not of the form asked for.
    Invalid,
    /// The value is longer or larger than allowed.
    TooLong,
    /// No such thing, or not one the caller may know of.
    NotFound,
    /// An account with this e-mail exists.
    EmailTaken,
    /// A live group has this name, ignoring case.
    NameTaken,
    /// The id, or the external id, is in use.
    IdTaken,
    /// The way to log in belongs to someone already.
    IdentityTaken,
    /// The way to log in has a customer already.
    AlreadyRegistered,
    /// E-mail and password, or code, do not match.
    InvalidCredentials,
    /// The token is malformed, spent, expired or unknown.
    InvalidToken,
    /// The password is too short or too easy to guess.
    PasswordRejected,
    /// The mailbox has to be proved before this.
    EmailNotVerified,
    /// The object has changed since the caller read it.
    VersionConflict,
    /// There are as many as there may be.
    LimitReached,
    /// The only way to log in cannot be taken away.
    LastIdentity,
    /// The caller may not do this, or not set this field.
    NotAllowed,
}

impl From<error::UserError> for UserError {
    fn from(error: error::UserError) -> Self {
        Self {
            code: error.code.into(),
            message: error.message.into_owned(),
            field: error.field,
        }
    }
}

/// What came of a mutation, parted into what a payload holds: the outcome, unless it was refused or is
/// gone since, and the refusals.
pub type Settled<T> = (Option<T>, Vec<UserError>);

/// Runs what a mutation is to do, once for its idempotency key if it has one, and parts what comes of it.
/// Rights are checked before: a replay is for those alone who may still do it.
///
/// # Errors
/// Everything that is not an expected refusal.
pub fn settle<'a, T: Outcome + 'a>(
    ctx: &'a Context<'_>,
    run: impl Future<Output = Result<T, Error>> + Send + 'a,
) -> impl Future<Output = Result<Settled<T>, Error>> + Send + 'a {
    settle_by(ctx, run, |ids| T::find(app(ctx), ids))
}

/// As [`settle`], for what is found again by something that the request holds.
///
/// # Errors
/// Everything that is not an expected refusal.
pub fn settle_by<'a, T: Outcome + 'a, A>(
    ctx: &'a Context<'_>,
    run: impl Future<Output = Result<T, Error>> + Send + 'a,
    again: impl FnOnce(T::Ids) -> A + Send + 'a,
) -> impl Future<Output = Result<Settled<T>, Error>> + Send + 'a
where
    A: Future<Output = Result<Option<T>, Error>> + Send + 'a,
{
    // Boxed before anything holds it: a service is some 20 KiB of state.
    let run = run.boxed();
    async move {
        let result = match ctx.data_opt::<Ticket>() {
            Some(ticket) => {
                let again = |ids| again(ids).boxed();
                once(app(ctx), ticket.next(), run, again).boxed().await
            }
            None => run.await.map(Some),
        };
        match result {
            Ok(outcome) => Ok((outcome, Vec::new())),
            Err(Error::Refused(errors)) => Ok((None, errors.into_iter().map(Into::into).collect())),
            Err(failure) => Err(failure),
        }
    }
}

/// The outcome of a deletion, which does what it can.
#[derive(SimpleObject)]
pub struct DeletePayload {
    /// What was deleted.
    deleted_ids: Vec<ID>,
    /// Why others were not, e.g. one `NOT_FOUND` for each id that is unknown.
    user_errors: Vec<UserError>,
}

impl DeletePayload {
    /// The payload of what was deleted and what was not.
    pub fn of<T: Into<String>>(
        (outcome, mut user_errors): Settled<(Vec<T>, Vec<error::UserError>)>,
    ) -> Self {
        let (deleted, missing) = outcome.unwrap_or_default();
        user_errors.extend(missing.into_iter().map(Into::into));
        Self {
            deleted_ids: deleted.into_iter().map(|id| ID(id.into())).collect(),
            user_errors,
        }
    }
}
