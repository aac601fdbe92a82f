//! What of an error may leave: the closed list of codes, and the one place that masks.

mod mask;

use std::any::Any;

use async_graphql::{ServerError, Value};

use crate::actor::RequestId;
use crate::telemetry::trace_id;

pub use mask::Mask;

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

            /// The code of an error that has one.
            #[must_use]
            pub fn of(error: &ServerError) -> Option<Self> {
                let Some(Value::String(code)) = error.extensions.as_ref()?.get("code") else {
                    return None;
                };
                match code.as_str() {
                    $($text => Some(Self::$name),)+
                    _ => None,
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
    tracing::error!(request.id = request_id.as_str(), trace_id = trace_id(), error = %cause, "internal error");
    let mut error = coded(ErrorCode::Internal, "Something went wrong on our side.");
    set_request_id(&mut error, request_id);
    error
}

/// The same of a panic.
#[must_use]
pub fn panicked(panic: &(dyn Any + Send), request_id: &RequestId) -> ServerError {
    let owned = || panic.downcast_ref::<String>().map(String::as_str);
    let message = panic.downcast_ref::<&str>().copied().or_else(owned);
    let cause = format!("panic: {}", message.unwrap_or("of no message"));
    internal(&cause, request_id)
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
