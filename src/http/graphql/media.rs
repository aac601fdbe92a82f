//! Media types: what the caller accepts, and what the body is.

use axum::http::{HeaderMap, header};

/// The media type of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::http) enum Media {
    /// `application/json`.
    Json,
    /// `application/graphql-response+json`.
    GraphqlResponse,
}

impl Media {
    /// The value of `Content-Type`.
    pub(super) const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
        }
    }

    const fn subtype(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::GraphqlResponse => "graphql-response+json",
        }
    }

    /// The media type to answer in, by `Accept`; none when neither is acceptable. Without the header, and for
    /// a wildcard, it is `application/json`, as older clients expect.
    pub(super) fn negotiate(headers: &HeaderMap) -> Option<Self> {
        if !headers.contains_key(header::ACCEPT) {
            return Some(Self::Json);
        }
        let ranges: Vec<Range> = ranges(headers).collect();
        let [json, graphql] =
            [Self::Json, Self::GraphqlResponse].map(|media| media.quality(&ranges));
        match (json.quality, graphql.quality) {
            (0, 0) => None,
            (_, g) if graphql.named && g > 0 && g >= json.quality => Some(Self::GraphqlResponse),
            (0, _) => Some(Self::GraphqlResponse),
            _ => Some(Self::Json),
        }
    }

    /// The quality that the most specific range gives.
    fn quality(self, ranges: &[Range]) -> Preference {
        let matching = ranges
            .iter()
            .filter_map(|range| Some((range.matches(self)?, range.quality)));
        let (specificity, quality) = matching.max().unwrap_or((0, 0));
        Preference {
            named: specificity == 2,
            quality,
        }
    }
}

struct Preference {
    named: bool,
    quality: u16,
}

/// One media range of `Accept`.
struct Range {
    kind: String,
    subtype: String,
    /// In thousandths.
    quality: u16,
}

impl Range {
    /// How specific the match is; none without one.
    fn matches(&self, media: Media) -> Option<u8> {
        match (self.kind.as_str(), self.subtype.as_str()) {
            ("application", subtype) if subtype == media.subtype() => Some(2),
            ("application", "*") => Some(1),
            ("*", "*") => Some(0),
            _ => None,
        }
    }
}

fn ranges(headers: &HeaderMap) -> impl Iterator<Item = Range> {
    let values = headers
        .get_all(header::ACCEPT)
        .into_iter()
        .filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).filter_map(range)
}

/// A media range; none if it is malformed, or wants a charset other than UTF-8.
fn range(text: &str) -> Option<Range> {
    let (kind, subtype, parameters) = split(text)?;
    let mut quality = 1000;
    for (name, value) in parameters {
        match name.as_str() {
            "q" => quality = thousandths(&value)?,
            "charset" if value != "utf-8" => return None,
            _ => {}
        }
    }
    Some(Range {
        kind,
        subtype,
        quality,
    })
}

fn thousandths(text: &str) -> Option<u16> {
    let quality = text
        .parse::<f32>()
        .ok()
        .filter(|q| (0.0..=1.0).contains(q))?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 1000, checked above"
    )]
    Some((quality * 1000.0).round() as u16)
}

/// Whether a body is declared as JSON in UTF-8.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(header::CONTENT_TYPE).into_iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return false;
    };
    let Some((kind, subtype, mut parameters)) = value.to_str().ok().and_then(split) else {
        return false;
    };
    kind == "application"
        && subtype == "json"
        && parameters.all(|(name, value)| name != "charset" || value == "utf-8")
}

/// Whether the caller would show a page: it names `text/html`.
pub(super) fn accepts_html(headers: &HeaderMap) -> bool {
    ranges(headers)
        .any(|range| range.kind == "text" && range.subtype == "html" && range.quality > 0)
}

/// Whether the caller takes server-sent events, which it may also leave open.
pub(super) fn accepts_events(headers: &HeaderMap) -> bool {
    let fits = |range: &Range| match (range.kind.as_str(), range.subtype.as_str()) {
        ("text", "event-stream") => Some(2),
        ("text", "*") => Some(1),
        ("*", "*") => Some(0),
        _ => None,
    };
    let fitting = ranges(headers).filter_map(|range| Some((fits(&range)?, range.quality)));
    match fitting.max() {
        Some((_, quality)) => quality > 0,
        None => !headers.contains_key(header::ACCEPT),
    }
}

/// Type, subtype and parameters, in lower case.
fn split(text: &str) -> Option<(String, String, impl Iterator<Item = (String, String)> + '_)> {
    let mut parts = text.split(';');
    let (kind, subtype) = parts.next()?.trim().split_once('/')?;
    let parameters = parts.filter_map(|part| {
        let (name, value) = part.split_once('=')?;
        Some((
            name.trim().to_ascii_lowercase(),
            value.trim().trim_matches('"').to_ascii_lowercase(),
        ))
    });
    Some((
        kind.to_ascii_lowercase(),
        subtype.to_ascii_lowercase(),
        parameters,
    ))
}

#[cfg(test)]
#[path = "media_tests.rs"]
mod tests;
