//! The one place that decides what of an error leaves.
//!
//! Resolvers use `?` on [`crate::error::Error`]; the framework keeps it as the source of its own
//! error, and [`Mask`] reads it there. What has no such source is not ours to show.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::{PathSegment, Response, ServerError};

use super::{ErrorCode, coded, internal};
use crate::actor::RequestId;
use crate::error::Error;

/// Errors in one answer at most (security.md 47).
const MAX_ERRORS: usize = 20;

/// What leaves of the errors of one request.
pub struct Mask<'a> {
    /// The request, named by internal errors.
    pub request_id: &'a RequestId,
    /// Whether messages may suggest names of the schema.
    pub suggestions: bool,
}

impl Mask<'_> {
    /// Makes the errors of a response fit to leave: coded, masked, one for each field and code whatever the
    /// row, at most 20.
    pub fn executed(&self, response: &mut Response) {
        let mut seen = HashSet::new();
        response.errors = std::mem::take(&mut response.errors)
            .into_iter()
            .map(resolver_error)
            .filter(|(code, error)| seen.insert((*code, fields(&error.path))))
            .map(|(code, error)| self.logged(code, error))
            .take(MAX_ERRORS)
            .collect();
    }

    /// What a subscription was refused for, which began nothing: the code of the first error, and all.
    #[must_use]
    pub fn refused(&self, mut response: Response) -> (ErrorCode, Response) {
        let first = response.errors.first().cloned().map(resolver_error);
        self.executed(&mut response);
        (
            first.map_or(ErrorCode::Internal, |(code, _)| code),
            response,
        )
    }

    /// Codes what the framework's validation found.
    #[must_use]
    pub fn validation(&self, errors: Vec<ServerError>) -> Vec<ServerError> {
        let coded = errors.into_iter().take(MAX_ERRORS).map(|error| {
            let known = error
                .message
                .split(" Did you mean ")
                .next()
                .unwrap_or_default();
            let message = if self.suggestions {
                &error.message
            } else {
                known
            };
            ServerError {
                locations: error.locations,
                ..coded(ErrorCode::GraphqlValidationFailed, message)
            }
        });
        coded.collect()
    }

    fn logged(&self, code: ErrorCode, error: ServerError) -> ServerError {
        if code != ErrorCode::Internal {
            return error;
        }
        let cause = match service_error(&error) {
            Some(source) => chain(source),
            None => error.message,
        };
        ServerError {
            path: error.path,
            locations: error.locations,
            ..internal(&cause, self.request_id)
        }
    }
}

/// The error of a resolver with what may be shown; an internal one keeps its source for the log.
fn resolver_error(error: ServerError) -> (ErrorCode, ServerError) {
    let (code, message) = match service_error(&error) {
        Some(Error::Unauthenticated) => (ErrorCode::Unauthenticated, "A login is needed.".into()),
        Some(Error::Forbidden) => (
            ErrorCode::Forbidden,
            "The login does not carry the right for this.".into(),
        ),
        Some(Error::BadInput(message)) => (ErrorCode::BadUserInput, message.clone()),
        Some(Error::KeyReused) => (
            ErrorCode::IdempotencyConflict,
            "The idempotency key came with another request before.".into(),
        ),
        Some(Error::RateLimited(wait)) => return limited(*wait, error),
        Some(Error::Unavailable) => (
            ErrorCode::Unavailable,
            "Not available right now; try again.".into(),
        ),
        Some(Error::TooSlow) => (
            ErrorCode::Unavailable,
            "Events came faster than they were read; go on with `after`.".into(),
        ),
        // A refusal belongs into the payload; one that got here is a fault of ours.
        Some(Error::Refused(_) | Error::Overtaken | Error::Internal(_)) => {
            (ErrorCode::Internal, String::new().into())
        }
        None => match coercion(&error) {
            Some(message) => (ErrorCode::BadUserInput, message.into()),
            None => (ErrorCode::Internal, String::new().into()),
        },
    };
    if code == ErrorCode::Internal {
        return (code, error);
    }
    (
        code,
        ServerError {
            path: error.path,
            locations: error.locations,
            ..coded(code, &message)
        },
    )
}

/// Too many tries, and after how many whole seconds another one is looked at.
fn limited(wait: Duration, error: ServerError) -> (ErrorCode, ServerError) {
    let seconds = wait.as_millis().div_ceil(1000).max(1);
    let seconds = u64::try_from(seconds).unwrap_or(u64::MAX);
    let code = ErrorCode::RateLimited;
    let mut told = coded(
        code,
        "Too many tries; try again after `retryAfter` seconds.",
    );
    told.extensions
        .get_or_insert_default()
        .set("retryAfter", seconds);
    (
        code,
        ServerError {
            path: error.path,
            locations: error.locations,
            ..told
        },
    )
}

/// The service's error behind a resolver's, also where a loader shares it among rows.
fn service_error(error: &ServerError) -> Option<&Error> {
    error
        .source::<Error>()
        .or_else(|| error.source::<Arc<Error>>().map(AsRef::as_ref))
}

/// The message of an argument that a scalar's parser refused, without the value that it quotes.
///
/// The framework gives such an error no type of its own. It says `Expected input type "T", found V.` or
/// `Failed to parse "T": ..`, and has no source, which errors of resolvers by `?` have.
fn coercion(error: &ServerError) -> Option<String> {
    if error.source.is_some() {
        return None;
    }
    let rest = ["Expected input type \"", "Failed to parse \""]
        .iter()
        .find_map(|p| error.message.strip_prefix(p))?;
    let (name, _) = rest.split_once('"')?;
    Some(format!("Expected a value of type {name}."))
}

/// An error and its sources, each once.
fn chain(error: &Error) -> String {
    let first: &dyn std::error::Error = error;
    let errors = std::iter::successors(Some(first), |error| error.source());
    errors
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}

/// The fields of a path; rows of a list are not told apart (clarification 19).
fn fields(path: &[PathSegment]) -> Vec<String> {
    let names = path.iter().filter_map(|segment| match segment {
        PathSegment::Field(name) => Some(name.clone()),
        PathSegment::Index(_) => None,
    });
    names.collect()
}

#[cfg(test)]
mod tests;
