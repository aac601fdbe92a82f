//! Answers that a client may keep, and ask about instead of asking for (RFC 9110, 13; RFC 9111).

use aws_lc_rs::digest::{SHA256, digest};
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::graphql::execute::{Ask, Outcome};
use crate::http::problem::problem;

/// By the one who asked alone, and not used again without asking: who asks may have lost the right, or have
/// changed what it is about.
const OURS_TO_CONFIRM: HeaderValue = HeaderValue::from_static("private, no-cache");
/// What of a request decides its answer.
const DECISIVE: HeaderValue = HeaderValue::from_static("Accept, Authorization, Cookie");
/// Bytes of the hash that stand in a tag.
const TAG: usize = 16;

/// Whether the answer to a request may be kept: by GET, of a document that is named and not sent along
/// (clarification 24). What came of it, and whether it sets cookies, is still to be seen.
pub(super) const fn may_be_kept(method: &Method, ask: &Ask) -> bool {
    matches!(*method, Method::GET) && ask.document.is_by_name_alone()
}

/// Whether an answer is sound enough to be kept.
pub(super) fn is_sound(outcome: &Outcome) -> bool {
    outcome.refused.is_none() && outcome.response.errors.is_empty()
}

/// The answer with a tag, or only that it is the one that the client has. One that sets cookies stays as it
/// is.
pub(super) async fn tagged(asked: &HeaderMap, response: Response) -> Response {
    if response.headers().contains_key(header::SET_COOKIE) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return problem(StatusCode::INTERNAL_SERVER_ERROR);
    };
    let Ok(tag) = HeaderValue::from_str(&tag(parts.headers.get(header::CONTENT_TYPE), &body))
    else {
        return problem(StatusCode::INTERNAL_SERVER_ERROR);
    };
    let is_known = knows(asked, &tag);
    parts.headers.insert(header::ETAG, tag);
    parts.headers.insert(header::CACHE_CONTROL, OURS_TO_CONFIRM);
    parts.headers.append(header::VARY, DECISIVE);
    if is_known {
        parts.headers.remove(header::CONTENT_TYPE);
        parts.headers.remove(header::CONTENT_LENGTH);
        parts.status = StatusCode::NOT_MODIFIED;
        return (parts, Body::empty()).into_response();
    }
    (parts, Body::from(body)).into_response()
}

/// A strong tag: other bytes, or another media type, have another.
fn tag(content_type: Option<&HeaderValue>, body: &[u8]) -> String {
    let content_type = content_type.map_or(&b""[..], HeaderValue::as_bytes);
    let hash = digest(&SHA256, &[content_type, b"\0", body].concat());
    let short = hash.as_ref().get(..TAG).unwrap_or_default();
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(short))
}

/// Whether the client has the answer of this tag. A proxy that packs an answer makes its tag a weak one,
/// which counts as well.
fn knows(asked: &HeaderMap, tag: &HeaderValue) -> bool {
    let lines = asked.get_all(header::IF_NONE_MATCH).into_iter();
    let mut tags = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(str::trim);
    tags.any(|known| {
        known == "*" || known.strip_prefix("W/").unwrap_or(known).as_bytes() == tag.as_bytes()
    })
}
