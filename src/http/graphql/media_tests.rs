use axum::http::HeaderValue;
use proptest::prelude::*;

use super::*;

fn headers(name: header::HeaderName, value: &str) -> HeaderMap {
    HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
}

#[test]
fn events_are_taken_or_not() {
    assert!(accepts_events(&HeaderMap::new()));
    for (accept, taken) in [
        ("text/event-stream", true),
        ("application/json, Text/Event-Stream;q=0.1", true),
        ("text/*", true),
        ("*/*", true),
        ("application/json", false),
        ("*/*, text/event-stream;q=0", false),
        ("text/html", false),
        ("", false),
    ] {
        let headers = headers(header::ACCEPT, accept);
        assert_eq!(accepts_events(&headers), taken, "{accept}");
    }
}

#[test]
fn the_answer_is_what_the_caller_likes_best() {
    let (json, graphql) = (Some(Media::Json), Some(Media::GraphqlResponse));
    for (accept, expected) in [
        ("application/json", json),
        ("application/graphql-response+json", graphql),
        (
            "application/graphql-response+json, application/json",
            graphql,
        ),
        (
            "application/json, application/graphql-response+json",
            graphql,
        ),
        (
            "application/graphql-response+json;q=0.5, application/json",
            json,
        ),
        (
            "application/graphql-response+json, application/json;q=0.9",
            graphql,
        ),
        ("APPLICATION/JSON; Charset=\"UTF-8\"", json),
        ("application/json;charset=latin1", None),
        ("*/*", json),
        ("application/*", json),
        ("text/html, */*;q=0.1", json),
        ("*/*;q=0.1, application/graphql-response+json", graphql),
        ("application/json;q=0, */*", graphql),
        ("application/json;q=0", None),
        ("*/*;q=0", None),
        ("text/html", None),
        ("", None),
        ("nonsense", None),
    ] {
        assert_eq!(
            Media::negotiate(&headers(header::ACCEPT, accept)),
            expected,
            "{accept}"
        );
    }
    assert_eq!(Media::negotiate(&HeaderMap::new()), json);
}

#[test]
fn a_body_is_json_in_utf_8() {
    for good in [
        "application/json",
        "Application/JSON; charset=utf-8",
        "application/json;charset=\"UTF-8\"; x=y",
    ] {
        assert!(is_json(&headers(header::CONTENT_TYPE, good)), "{good}");
    }
    for bad in [
        "text/plain",
        "application/json; charset=latin1",
        "application/graphql",
        "multipart/form-data",
        "",
        "json",
    ] {
        assert!(!is_json(&headers(header::CONTENT_TYPE, bad)), "{bad}");
    }
    assert!(!is_json(&HeaderMap::new()));
}

proptest! {
    #[test]
    fn any_header_is_read(value in "[ -~]{0,80}") {
        let _ = Media::negotiate(&headers(header::ACCEPT, &value));
        let _ = is_json(&headers(header::CONTENT_TYPE, &value));
    }
}
