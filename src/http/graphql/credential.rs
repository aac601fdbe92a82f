//! The credential of a request.

use axum::http::{HeaderMap, header};

use crate::account::authenticate;
use crate::actor::Actor;
use crate::app::App;
use crate::error::{Error, Result};

/// Who is asking; none when the credential is bad.
///
/// # Errors
/// When it could not be looked up.
pub(in crate::http) async fn actor(app: &App, headers: &HeaderMap) -> Result<Option<Actor>> {
    let Ok(bearer) = bearer(headers) else {
        return Ok(None);
    };
    let Some(bearer) = bearer else {
        return Ok(Some(Actor::Anonymous));
    };
    match authenticate(app, bearer).await {
        Ok(actor) => Ok(Some(actor)),
        Err(Error::Unauthenticated) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The header is there, and is no bearer token.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::http) struct NotBearer;

/// The bearer token (RFC 6750), or none without the header.
pub(in crate::http) fn bearer(headers: &HeaderMap) -> Result<Option<&str>, NotBearer> {
    let mut values = headers.get_all(header::AUTHORIZATION).into_iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let text = value.to_str().map_err(|_| NotBearer)?;
    if values.next().is_some() {
        return Err(NotBearer);
    }
    bearer_in(text).map(Some)
}

/// The bearer token in what stands in the header.
pub(in crate::http) fn bearer_in(text: &str) -> Result<&str, NotBearer> {
    let (scheme, token) = text.trim().split_once(' ').ok_or(NotBearer)?;
    let token = token.trim();
    if !scheme.eq_ignore_ascii_case("bearer") || token.is_empty() || token.contains(' ') {
        return Err(NotBearer);
    }
    Ok(token)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_one_bearer_token_is_a_credential() {
        let headers = |values: &[&str]| {
            let pair =
                |value: &&str| (header::AUTHORIZATION, HeaderValue::from_str(value).unwrap());
            let mut headers = HeaderMap::new();
            values.iter().map(pair).for_each(|(name, value)| {
                headers.append(name, value);
            });
            headers
        };
        assert_eq!(bearer(&headers(&[])), Ok(None));
        assert_eq!(bearer(&headers(&["Bearer abc"])), Ok(Some("abc")));
        assert_eq!(bearer(&headers(&["bEARER  abc "])), Ok(Some("abc")));
        for bad in [
            ["", ""].as_slice(),
            &["Bearer"],
            &["Bearer "],
            &["abc"],
            &["Basic abc"],
            &["Bearer a b"],
            &["Bearer a", "Bearer a"],
        ] {
            assert_eq!(bearer(&headers(bad)), Err(NotBearer), "{bad:?}");
        }
    }
}
