//! Requests that a page of somebody else makes a browser send along with our cookies (CSRF).

use axum::http::{Extensions, HeaderMap, HeaderName};

use crate::http::cors::PageOrigin;

/// Headers that no page can make a browser send without asking us first, by a preflight.
const MARKS: [HeaderName; 3] = [
    HeaderName::from_static("graphql-require-preflight"),
    HeaderName::from_static("apollo-require-preflight"),
    HeaderName::from_static("x-apollo-operation-name"),
];
/// What browsers say of the page that sends a request; pages cannot set it.
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Why a request by cookie is refused; none when it is not. It must carry a mark, and come from an origin
/// that may call us, or from none, as programs do (security.md 35).
pub(super) fn refusal(headers: &HeaderMap, extensions: &Extensions) -> Option<&'static str> {
    let marked = |mark: &HeaderName| headers.get(mark).is_some_and(|value| !value.is_empty());
    if !MARKS.iter().any(marked) {
        return Some("A request by cookie needs a header such as GraphQL-Require-Preflight: 1.");
    }
    let from_program =
        extensions.get() == Some(&PageOrigin::None) && site(headers) != Some("cross-site");
    (!from_program && !is_from_own_page(headers, extensions)).then_some(FOREIGN)
}

/// Why a stream by cookie is refused; none when it is not. Browsers send no mark when they open one, so
/// that the page must be one that may call us (clarification 20).
pub(super) fn refusal_of_stream(
    headers: &HeaderMap,
    extensions: &Extensions,
) -> Option<&'static str> {
    (!is_from_own_page(headers, extensions)).then_some(FOREIGN)
}

const FOREIGN: &str = "Pages of this origin may not use the session's cookies.";

fn is_from_own_page(headers: &HeaderMap, extensions: &Extensions) -> bool {
    extensions.get() == Some(&PageOrigin::Allowed) || site(headers) == Some("same-origin")
}

fn site(headers: &HeaderMap) -> Option<&str> {
    headers.get(SITE).and_then(|site| site.to_str().ok())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn is_refused(from: Option<PageOrigin>, sent: &[(&'static str, &'static str)]) -> bool {
        let headers = sent.iter().map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        });
        let mut extensions = Extensions::new();
        if let Some(from) = from {
            extensions.insert(from);
        }
        refusal(&headers.collect(), &extensions).is_some()
    }

    #[test]
    fn a_mark_and_an_origin_that_may() {
        const MARK: (&str, &str) = ("graphql-require-preflight", "1");
        let site = |value| ("sec-fetch-site", value);
        for (from, sent, refused) in [
            (PageOrigin::Allowed, &[MARK][..], false),
            (
                PageOrigin::Allowed,
                &[("apollo-require-preflight", "x")],
                false,
            ),
            (
                PageOrigin::Allowed,
                &[("x-apollo-operation-name", "Me")],
                false,
            ),
            (PageOrigin::Allowed, &[MARK, site("same-site")], false),
            (PageOrigin::None, &[MARK], false),
            (PageOrigin::None, &[MARK, site("none")], false),
            (PageOrigin::Foreign, &[MARK, site("same-origin")], false),
            (PageOrigin::Allowed, &[], true),
            (PageOrigin::Allowed, &[site("same-origin")], true),
            (
                PageOrigin::Allowed,
                &[("graphql-require-preflight", "")],
                true,
            ),
            (PageOrigin::Allowed, &[("x-requested-with", "fetch")], true),
            (PageOrigin::None, &[], true),
            (PageOrigin::None, &[MARK, site("cross-site")], true),
            (PageOrigin::Foreign, &[MARK], true),
            (PageOrigin::Foreign, &[MARK, site("same-site")], true),
        ] {
            assert_eq!(is_refused(Some(from), sent), refused, "{from:?} {sent:?}");
        }
        let of_stream = |from: PageOrigin, site: Option<&'static str>| {
            let headers = site.map(|site| (SITE, HeaderValue::from_static(site)));
            let mut extensions = Extensions::new();
            extensions.insert(from);
            refusal_of_stream(&headers.into_iter().collect(), &extensions).is_some()
        };
        for (from, site, refused) in [
            (PageOrigin::Allowed, None, false),
            (PageOrigin::Foreign, Some("same-origin"), false),
            (PageOrigin::None, None, true),
            (PageOrigin::None, Some("same-site"), true),
            (PageOrigin::Foreign, Some("cross-site"), true),
        ] {
            assert_eq!(of_stream(from, site), refused, "{from:?} {site:?}");
        }
        assert!(
            is_refused(None, &[MARK]),
            "where nobody has looked at the origin"
        );
    }
}
