//! Tokens of outside issuers: what every one of them must be (RFC 7519, RFC 8725).

use entity::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, decode_header};
use serde_json::{Map, Value};

use super::keys::IssuerKeys;
use crate::account::token::LEEWAY;
use crate::error::{Error, Result};

/// The algorithms that are taken. What of them counts for a token depends on the key.
const ALGORITHMS: [Algorithm; 4] = [
    Algorithm::RS256,
    Algorithm::PS256,
    Algorithm::ES256,
    Algorithm::EdDSA,
];
/// Characters of a subject at most (OpenID Connect Core, 2).
const MAX_SUBJECT: usize = 255;

/// What a token says.
pub(super) type Claims = Map<String, Value>;

/// What a token must be.
pub(super) struct Expected<'a> {
    /// Its `iss`, exactly.
    pub(super) issuer: &'a str,
    /// One of these must be in its `aud`.
    pub(super) audiences: &'a [String],
    /// Its `typ`, in lower case, where it has one: so that no other kind of token of the issuer is
    /// taken for it (RFC 8725, 3.11).
    pub(super) types: &'a [&'a str],
}

/// What a token says, if the issuer signed it, it is for us, and now is its time.
///
/// Keys are those of the settings alone: `jku`, `jwk`, `x5u` and the like are not looked at.
///
/// # Errors
/// [`Error::Unauthenticated`] for any other token; [`Error::Unavailable`] when the issuer's keys are not
/// to be had.
pub(super) async fn verify(
    keys: &IssuerKeys,
    expected: &Expected<'_>,
    token: &str,
    now: Timestamp,
) -> Result<Claims> {
    let header = decode_header(token).map_err(|_| Error::Unauthenticated)?;
    if !is_right(&header, expected) {
        return Err(Error::Unauthenticated);
    }
    let keys = keys.fitting(header.kid.as_deref(), header.alg).await?;
    let claims = keys
        .iter()
        .find_map(|key| signed(token, key, header.alg))
        .ok_or(Error::Unauthenticated)?;
    let right = issuer_is_right(&claims, expected)
        && audience_is_right(&claims, expected)
        && time_is_right(&claims, now)
        && subject(&claims).is_some();
    right.then_some(claims).ok_or(Error::Unauthenticated)
}

/// Who a token is about: 1 to 255 printable characters.
pub(super) fn subject(claims: &Claims) -> Option<&str> {
    text(claims, "sub").filter(|sub| {
        !sub.is_empty() && sub.chars().count() <= MAX_SUBJECT && !sub.chars().any(char::is_control)
    })
}

/// A claim that is a text.
pub(super) fn text<'a>(claims: &'a Claims, name: &str) -> Option<&'a str> {
    claims.get(name)?.as_str()
}

fn is_right(header: &Header, expected: &Expected<'_>) -> bool {
    let kind = header.typ.as_deref().map(str::to_ascii_lowercase);
    let kind = kind
        .as_deref()
        .map(|kind| kind.strip_prefix("application/").unwrap_or(kind));
    // `crit` names extensions that must be understood (RFC 7515, 4.1.11); we understand none.
    ALGORITHMS.contains(&header.alg)
        && header.crit.is_none()
        && kind.is_none_or(|kind| expected.types.contains(&kind))
}

/// The claims, if this key signed them.
fn signed(token: &str, key: &DecodingKey, algorithm: Algorithm) -> Option<Claims> {
    let mut signature_alone = Validation::new(algorithm);
    signature_alone.required_spec_claims.clear();
    // It would ask the system for the time, and takes some forms for others; we look ourselves.
    signature_alone.validate_exp = false;
    signature_alone.validate_aud = false;
    decode::<Claims>(token, key, &signature_alone)
        .ok()
        .map(|token| token.claims)
}

fn issuer_is_right(claims: &Claims, expected: &Expected<'_>) -> bool {
    text(claims, "iss") == Some(expected.issuer)
}

/// Whether the token is for us, and where it is for others too, was given to us: `azp` says to whom
/// (OpenID Connect Core, 3.1.3.7). Where we are the only audience `azp` may be another client of ours,
/// such as the app that asked for a token for this service.
fn audience_is_right(claims: &Claims, expected: &Expected<'_>) -> bool {
    let ours = |audience: &str| expected.audiences.iter().any(|our| our == audience);
    match claims.get("aud") {
        Some(Value::String(audience)) => ours(audience),
        Some(Value::Array(all)) => {
            let named = all.iter().filter_map(Value::as_str).any(ours);
            named && (all.len() == 1 || text(claims, "azp").is_some_and(ours))
        }
        _ => false,
    }
}

/// `exp` must be there and not have passed; `nbf` and `iat` must have come where they are there.
fn time_is_right(claims: &Claims, now: Timestamp) -> bool {
    let has_come = |name| match claims.get(name) {
        None => true,
        Some(time) => milliseconds(time).is_some_and(|at| at <= now.plus(LEEWAY).0),
    };
    let expires_at = claims.get("exp").and_then(milliseconds);
    expires_at.is_some_and(|at| now.minus(LEEWAY).0 < at) && has_come("nbf") && has_come("iat")
}

/// A `NumericDate`: seconds since 1970, which may have a fraction.
fn milliseconds(date: &Value) -> Option<i64> {
    if let Some(seconds) = date.as_i64() {
        return Some(seconds.saturating_mul(1000));
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "`as` stops at the ends of the range"
    )]
    date.as_f64().map(|seconds| (seconds * 1000.0) as i64)
}
