//! The credentials of a request.

use std::sync::Arc;

use axum::http::{HeaderMap, header, request};
use secrecy::{ExposeSecret, SecretString};

use super::cookies::{Brought, Names};
use super::forgery;
use crate::account::{authenticate, authenticate_customer};
use crate::actor::Actor;
use crate::app::App;
use crate::error::{Error, Result};
use crate::graphql::Cookies;

/// Who sent a request for `/graphql`.
pub(super) struct Credentials {
    /// Who is asking; none when the bearer token is bad.
    pub(super) actor: Option<Actor>,
    /// The cookies that count.
    pub(super) cookies: Arc<Cookies>,
}

/// Why nobody knows who sent a request.
pub(super) enum Unknown {
    /// It may be forged; the message says why.
    Forged(&'static str),
    /// The credential could not be looked up.
    Failed(Error),
}

/// Who is asking. A bearer token counts alone where there is one; a bad cookie is dropped and counts as
/// none.
pub(super) async fn credentials(app: &App, parts: &request::Parts) -> Result<Credentials, Unknown> {
    let brought = Names::of(&app.settings.listen).read(&parts.headers);
    if parts.headers.contains_key(header::AUTHORIZATION) || !brought.is_any() {
        let actor = actor(app, &parts.headers).await.map_err(Unknown::Failed)?;
        return Ok(Credentials {
            actor,
            cookies: Arc::default(),
        });
    }
    if let Some(message) = forgery::refusal(&parts.headers, &parts.extensions) {
        return Err(Unknown::Forged(message));
    }
    by_cookie(app, brought).await.map_err(Unknown::Failed)
}

async fn by_cookie(app: &App, brought: Brought) -> Result<Credentials> {
    let cookies = Cookies::brought(brought.refresh);
    let actor = match brought.access {
        None => Actor::Anonymous,
        Some(token) => match authenticate_customer(app, token.expose_secret()).await {
            Ok(actor) => actor,
            Err(Error::Unauthenticated) => {
                cookies.drop_access();
                Actor::Anonymous
            }
            Err(error) => return Err(error),
        },
    };
    Ok(Credentials {
        actor: Some(actor),
        cookies: Arc::new(cookies),
    })
}

/// Why a stream has no token that counts.
pub(in crate::http) enum Untold {
    /// The header `Authorization` is no bearer token.
    NotBearer,
    /// The cookie may have been sent by a page of somebody else; the message says so.
    Forged(&'static str),
    /// The cookie could not be looked up.
    Failed(Error),
}

/// The token that a stream is opened by, if any: the bearer token, or where there is none the access token
/// in a cookie, which counts as none when it is bad (clarification 7).
pub(in crate::http) async fn of_stream(
    app: &App,
    parts: &request::Parts,
) -> Result<Option<SecretString>, Untold> {
    match bearer(&parts.headers) {
        Ok(None) => {}
        Ok(Some(token)) => return Ok(Some(token.into())),
        Err(NotBearer) => return Err(Untold::NotBearer),
    }
    let brought = Names::of(&app.settings.listen).read(&parts.headers);
    let Some(token) = brought.access else {
        return Ok(None);
    };
    if let Some(message) = forgery::refusal_of_stream(&parts.headers, &parts.extensions) {
        return Err(Untold::Forged(message));
    }
    match authenticate_customer(app, token.expose_secret()).await {
        Ok(_) => Ok(Some(token)),
        Err(Error::Unauthenticated) => Ok(None),
        Err(error) => Err(Untold::Failed(error)),
    }
}

/// Who is asking by the header `Authorization`; none when the token is bad.
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
