//! From what came of a request to status, headers and bytes.

use async_graphql::ServerError;
use async_graphql_axum::GraphQLResponse;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;

use super::Media;
use crate::graphql::encoded;
use crate::graphql::errors::{ErrorCode, coded};
use crate::graphql::execute::Outcome;
use crate::http::observed::Observed;

/// Bytes of an answer at most (security.md 47).
const MAX_ANSWER: usize = 4 * 1024 * 1024;

/// An answer in the making: its media type.
#[derive(Clone, Copy, Debug)]
pub(in crate::http) struct Answer(pub(in crate::http) Media);

/// A response without `data`, since nothing was executed.
#[derive(Serialize)]
struct RequestError<'a> {
    errors: &'a [ServerError],
}

/// An answer as JSON, for a stream.
pub(in crate::http) fn encode(executed: &async_graphql::Response) -> String {
    let json = written(executed).unwrap_or_else(|instead| json!(instead).to_string().into());
    String::from_utf8(json).unwrap_or_default()
}

/// The answer as JSON, or what is answered instead.
fn written(executed: &async_graphql::Response) -> Result<Vec<u8>, Box<async_graphql::Response>> {
    match encoded(executed) {
        Ok(json) if json.len() <= MAX_ANSWER => Ok(json),
        Ok(_) => Err(too_large().into()),
        Err(error) => {
            tracing::error!(%error, "an answer cannot be written");
            let error = coded(ErrorCode::Internal, "Something went wrong on our side.");
            Err(async_graphql::Response::from_errors(vec![error]).into())
        }
    }
}

fn too_large() -> async_graphql::Response {
    let message = "The answer is larger than 4 MiB; ask for less at once.";
    async_graphql::Response::from_errors(vec![coded(ErrorCode::QueryTooComplex, message)])
}

impl Answer {
    /// The answer to what came of a request.
    pub(super) fn outcome(self, outcome: &Outcome) -> Response {
        match outcome.refused {
            Some(code) => self.errors(self.status(code), code, &outcome.response.errors),
            None => self.executed(&outcome.response),
        }
    }

    /// A refusal before the document was looked at.
    pub(in crate::http) fn refused(self, code: ErrorCode, message: &str) -> Response {
        self.error(self.status(code), code, &coded(code, message))
    }

    /// An error with a status of its own.
    pub(in crate::http) fn error(
        self,
        status: StatusCode,
        code: ErrorCode,
        error: &ServerError,
    ) -> Response {
        self.errors(status, code, std::slice::from_ref(error))
    }

    fn errors(self, status: StatusCode, code: ErrorCode, errors: &[ServerError]) -> Response {
        let mut response = self.body(status, serde_json::to_vec(&RequestError { errors }));
        response.extensions_mut().insert(Observed::refused(code));
        let headers = response.headers_mut();
        match code {
            ErrorCode::Unauthenticated => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            // By GET a query would do; any other method never does.
            ErrorCode::MethodNotAllowed => {
                headers.insert(header::ALLOW, HeaderValue::from_static("POST"));
            }
            ErrorCode::Unavailable => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            }
            _ => {}
        }
        response
    }

    fn executed(self, executed: &async_graphql::Response) -> Response {
        let mut response = match written(executed) {
            Ok(json) => json.into_response(),
            Err(instead) => GraphQLResponse::from(*instead).into_response(),
        };
        // The crate knows one media type; which one it is was negotiated.
        let content_type = HeaderValue::from_static(self.0.content_type());
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, content_type);
        response
    }

    fn body(self, status: StatusCode, body: serde_json::Result<Vec<u8>>) -> Response {
        match body {
            Ok(body) => (
                status,
                [(header::CONTENT_TYPE, self.0.content_type())],
                body,
            )
                .into_response(),
            Err(error) => {
                tracing::error!(%error, "an answer cannot be written");
                super::super::problem::problem(StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    }

    /// The status of a request that was not executed (clarification 10).
    fn status(self, code: ErrorCode) -> StatusCode {
        use ErrorCode as E;
        match code {
            // A well-formed request is answered 200 under application/json, as its older clients expect.
            E::GraphqlParseFailed
            | E::GraphqlValidationFailed
            | E::QueryTooComplex
            | E::PersistedQueryNotFound
            | E::PersistedQueryNotSupported
            | E::DocumentNotTrusted
                if self.0 == Media::Json =>
            {
                StatusCode::OK
            }
            E::Unauthenticated => StatusCode::UNAUTHORIZED,
            E::Forbidden => StatusCode::FORBIDDEN,
            E::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            E::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            E::Timeout => StatusCode::REQUEST_TIMEOUT,
            E::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            E::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            E::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            E::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            E::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}
