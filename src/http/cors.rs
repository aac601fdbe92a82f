//! Cross-origin requests: an exact list of origins, no wildcard.
//!
//! Our own, since tower-http's layer says `Access-Control-Allow-Credentials` to refused origins too
//! and takes every OPTIONS for a preflight.

use std::collections::HashSet;

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::config::Listen;

/// Headers a browser may send besides the simple ones.
const ALLOWED_HEADERS: HeaderValue = HeaderValue::from_static(
    "apollo-require-preflight, authorization, content-type, graphql-require-preflight, idempotency-key, \
     traceparent, x-apollo-operation-name, x-request-id",
);
/// Headers a browser may show to its page.
const EXPOSED_HEADERS: HeaderValue = HeaderValue::from_static("retry-after, x-request-id");

/// Whose page a request is from. Travels with the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageOrigin {
    /// No page says so: a program, or a request within one site that browsers name no origin for.
    None,
    /// One that may call us.
    Allowed,
    /// Another.
    Foreign,
}

/// The origins that browsers may call from.
#[derive(Clone, Debug)]
pub(super) struct Origins(std::sync::Arc<HashSet<String>>);

impl Origins {
    /// Those of the settings, the storefront's, and our own.
    pub(super) fn new(listen: &Listen) -> Self {
        let ours = [&listen.storefront_url, &listen.public_url].map(|url| origin(url));
        let given = listen.allowed_origins.iter().map(|url| origin(url));
        Self(std::sync::Arc::new(given.chain(ours).collect()))
    }

    fn allowed<'a>(&self, headers: &'a HeaderMap) -> Option<&'a HeaderValue> {
        let origin = headers.get(header::ORIGIN)?;
        let listed = origin.to_str().is_ok_and(|text| self.0.contains(text));
        listed.then_some(origin)
    }
}

/// The origin of a URL as browsers write it: lower case, without the scheme's own port.
fn origin(url: &str) -> String {
    let url = url.to_ascii_lowercase();
    let (scheme, rest) = url.split_once("://").unwrap_or(("", &url));
    let host = rest.split('/').next().unwrap_or_default();
    let own_port = if scheme == "https" { ":443" } else { ":80" };
    format!("{scheme}://{}", host.strip_suffix(own_port).unwrap_or(host))
}

/// Answers preflights, and tells browsers of allowed origins that their page may read the answer.
pub(super) async fn middleware(
    State(origins): State<Origins>,
    mut request: Request,
    next: Next,
) -> Response {
    let allowed = origins.allowed(request.headers()).cloned();
    let from = match request.headers().contains_key(header::ORIGIN) {
        false => PageOrigin::None,
        true if allowed.is_some() => PageOrigin::Allowed,
        true => PageOrigin::Foreign,
    };
    request.extensions_mut().insert(from);
    let preflight = request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ORIGIN)
        && request
            .headers()
            .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if preflight {
        StatusCode::NO_CONTENT.into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = allowed {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
            HeaderValue::from_static("true"),
        );
        if preflight {
            headers.insert(
                header::ACCESS_CONTROL_ALLOW_METHODS,
                HeaderValue::from_static("GET, POST"),
            );
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS);
            headers.insert(
                header::ACCESS_CONTROL_MAX_AGE,
                HeaderValue::from_static("7200"),
            );
        } else {
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED_HEADERS);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn an_origin_is_as_browsers_write_it() {
        for (url, expected) in [
            ("https://Shop.Example", "https://shop.example"),
            ("https://shop.example:443/store", "https://shop.example"),
            ("http://localhost:3000/", "http://localhost:3000"),
            ("http://localhost:80", "http://localhost"),
            ("http://localhost:443", "http://localhost:443"),
        ] {
            assert_eq!(origin(url), expected);
        }
    }
}
