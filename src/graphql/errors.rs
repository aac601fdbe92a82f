//! What of an error may leave: the closed list of codes, and the one place that masks.
//!
//! Resolvers use `?` on [`crate::error::Error`]; the framework keeps it as the source of its own
//! error, and [`Mask`] reads it there. What has no such source is not ours to show.

use std::collections::HashSet;
use std::sync::Arc;

use async_graphql::{PathSegment, Response, ServerError, Value};

use crate::actor::RequestId;
use crate::error::Error;

/// Errors in one answer at most (security.md 47).
const MAX_ERRORS: usize = 20;
/// Characters of a message at most.
const MAX_MESSAGE: usize = 200;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        /// The code of a top-level error, in `extensions.code`. The list is closed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorCode {
            $($(#[$doc])* $name,)+
        }

        impl ErrorCode {
            /// The code as callers see it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

codes! {
    /// The caller has to log in, or came with a bad credential.
    Unauthenticated = "UNAUTHENTICATED",
    /// The caller may not do this.
    Forbidden = "FORBIDDEN",
    /// Too many tries; `retryAfter` tells the seconds.
    RateLimited = "RATE_LIMITED",
    /// An argument of a query makes no sense.
    BadUserInput = "BAD_USER_INPUT",
    /// The document, or its answer, is beyond a limit.
    QueryTooComplex = "QUERY_TOO_COMPLEX",
    /// No document of this hash is known.
    PersistedQueryNotFound = "PERSISTED_QUERY_NOT_FOUND",
    /// Documents cannot be named by hash here.
    PersistedQueryNotSupported = "PERSISTED_QUERY_NOT_SUPPORTED",
    /// The key came with another request before.
    IdempotencyConflict = "IDEMPOTENCY_CONFLICT",
    /// The request took too long.
    Timeout = "TIMEOUT",
    /// The service has no room right now; worth trying again.
    Unavailable = "UNAVAILABLE",
    /// Something unexpected; `requestId` leads to the log.
    Internal = "INTERNAL",
    /// The document is not GraphQL.
    GraphqlParseFailed = "GRAPHQL_PARSE_FAILED",
    /// The document or its variables do not fit the schema.
    GraphqlValidationFailed = "GRAPHQL_VALIDATION_FAILED",
    /// The request is not well formed.
    BadRequest = "BAD_REQUEST",
    /// Not by this HTTP method.
    MethodNotAllowed = "METHOD_NOT_ALLOWED",
    /// None of the media types the caller accepts.
    NotAcceptable = "NOT_ACCEPTABLE",
    /// The body is larger than allowed.
    PayloadTooLarge = "PAYLOAD_TOO_LARGE",
    /// The body is not `application/json` in UTF-8.
    UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE",
    /// Only documents of the manifest run here.
    DocumentNotTrusted = "DOCUMENT_NOT_TRUSTED",
}

/// An error with a code, its message cut to 200 characters.
#[must_use]
pub fn coded(code: ErrorCode, message: &str) -> ServerError {
    let mut error = ServerError::new(cut(message), None);
    set_code(&mut error, code);
    error
}

/// The error of an unexpected failure: its cause goes to the log, once, and the request's id to the caller.
#[must_use]
pub fn internal(cause: &dyn std::fmt::Display, request_id: &RequestId) -> ServerError {
    tracing::error!(request.id = request_id.as_str(), error = %cause, "internal error");
    let mut error = coded(ErrorCode::Internal, "Something went wrong on our side.");
    set_request_id(&mut error, request_id);
    error
}

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
            .map(|error| self.resolver_error(error))
            .filter(|(code, error)| seen.insert((*code, fields(&error.path))))
            .map(|(code, error)| self.logged(code, error))
            .take(MAX_ERRORS)
            .collect();
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

    /// The error of a resolver with what may be shown; an internal one keeps its source for the log.
    fn resolver_error(&self, error: ServerError) -> (ErrorCode, ServerError) {
        let (code, message) = match service_error(&error) {
            Some(Error::Unauthenticated) => {
                (ErrorCode::Unauthenticated, "A login is needed.".into())
            }
            Some(Error::Forbidden) => (
                ErrorCode::Forbidden,
                "The login does not carry the right for this.".into(),
            ),
            Some(Error::BadInput(message)) => (ErrorCode::BadUserInput, message.clone()),
            Some(Error::Unavailable) => (
                ErrorCode::Unavailable,
                "Not available right now; try again.".into(),
            ),
            // A refusal belongs into the payload; one that got here is a fault of ours.
            Some(Error::Refused(_) | Error::Internal(_)) => {
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

fn cut(message: &str) -> String {
    message.chars().take(MAX_MESSAGE).collect()
}

fn set_code(error: &mut ServerError, code: ErrorCode) {
    error
        .extensions
        .get_or_insert_default()
        .set("code", code.as_str());
}

fn set_request_id(error: &mut ServerError, request_id: &RequestId) {
    error
        .extensions
        .get_or_insert_default()
        .set("requestId", Value::String(request_id.as_str().to_owned()));
}

#[cfg(test)]
mod tests {
    use async_graphql::{Pos, Response};

    use super::*;
    use crate::error::Code;

    fn masked(errors: Vec<async_graphql::Error>) -> serde_json::Value {
        let request_id = RequestId::parse("r1").unwrap();
        let at = |(n, error): (usize, async_graphql::Error)| {
            let path = vec![
                PathSegment::Field("a".into()),
                PathSegment::Index(n),
                PathSegment::Field("b".into()),
            ];
            error
                .into_server_error(Pos { line: 1, column: 2 })
                .with_path(path)
        };
        let mut response = Response::from_errors(errors.into_iter().enumerate().map(at).collect());
        Mask {
            request_id: &request_id,
            suggestions: false,
        }
        .executed(&mut response);
        serde_json::to_value(response.errors).unwrap()
    }

    fn one(error: impl Into<async_graphql::Error>) -> (String, String) {
        let errors = masked(vec![error.into()]);
        assert_eq!(errors.as_array().map(Vec::len), Some(1));
        let text = |pointer: &str| {
            errors
                .pointer(pointer)
                .and_then(|v| v.as_str())
                .unwrap_or_default()
                .to_owned()
        };
        (text("/0/extensions/code"), text("/0/message"))
    }

    #[test]
    fn typed_errors_keep_their_code_and_message() {
        assert_eq!(one(Error::Unauthenticated).0, "UNAUTHENTICATED");
        assert_eq!(one(Arc::new(Error::Forbidden)).0, "FORBIDDEN");
        assert_eq!(
            one(Error::BadInput("first is negative".into())),
            ("BAD_USER_INPUT".into(), "first is negative".into())
        );
        assert_eq!(one(Error::Unavailable).0, "UNAVAILABLE");
    }

    #[test]
    fn anything_else_is_masked() {
        let secret = "postgres://user:password@host";
        for error in [
            Error::internal(secret).into(),
            Error::refused(Code::Invalid, secret, ["input"]).into(),
            async_graphql::Error::new(secret),
            std::io::Error::other(secret).into(),
        ] {
            let errors = masked(vec![error]).to_string();
            assert!(
                errors.contains(r#""code":"INTERNAL""#) && errors.contains(r#""requestId":"r1""#),
                "{errors}"
            );
            assert!(!errors.contains("password"), "{errors}");
        }
    }

    #[test]
    fn a_refused_value_is_not_quoted() {
        let error = async_graphql::Error::new("Expected input type \"Int\", found \"secret\".");
        assert_eq!(
            one(error),
            (
                "BAD_USER_INPUT".into(),
                "Expected a value of type Int.".into()
            )
        );
        let from_a_resolver: async_graphql::Error =
            "Failed to parse \"x\": secret".to_owned().into();
        assert_eq!(one(from_a_resolver).0, "INTERNAL");
    }

    #[test]
    fn one_error_for_each_field_and_code() {
        let rows = || (0..50).map(|_| Error::Forbidden.into());
        assert_eq!(masked(rows().collect()).as_array().map(Vec::len), Some(1));
        let and_another = rows().chain([Error::Unavailable.into()]).collect();
        assert_eq!(masked(and_another).as_array().map(Vec::len), Some(2));
    }

    #[test]
    fn errors_are_few_and_short_and_suggest_nothing() {
        let request_id = RequestId::parse("r1").unwrap();
        let errors = |suggestions| {
            let long = ServerError::new(format!("{}é", "x".repeat(300)), None);
            let hint = ServerError::new("Unknown field \"a\". Did you mean \"secret\"?", None);
            let many = std::iter::once(hint)
                .chain(std::iter::repeat_n(long, 30))
                .collect();
            Mask {
                request_id: &request_id,
                suggestions,
            }
            .validation(many)
        };
        assert_eq!(errors(false).len(), 20);
        assert_eq!(errors(false)[0].message, "Unknown field \"a\".");
        assert!(errors(true)[0].message.ends_with("\"secret\"?"));
        assert!(
            errors(true)
                .iter()
                .all(|error| error.message.chars().count() <= 200)
        );
    }
}
