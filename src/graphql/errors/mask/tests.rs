use async_graphql::{Pos, Response};

use super::*;
use crate::error::Code;

fn masked(errors: Vec<async_graphql::Error>) -> serde_json::Value {
    let request_id = RequestId::parse("r1").unwrap();
    let at = |(n, error): (usize, async_graphql::Error)| {
        let path = vec![
            PathSegment::Field("a".into()),
            PathSegment::Index(n),
            PathSegment::Field("b".into()),
        ];
        error
            .into_server_error(Pos { line: 1, column: 2 })
            .with_path(path)
    };
    let mut response = Response::from_errors(errors.into_iter().enumerate().map(at).collect());
    Mask {
        request_id: &request_id,
        suggestions: false,
    }
    .executed(&mut response);
    serde_json::to_value(response.errors).unwrap()
}

fn one(error: impl Into<async_graphql::Error>) -> (String, String) {
    let errors = masked(vec![error.into()]);
    assert_eq!(errors.as_array().map(Vec::len), Some(1));
    let text = |pointer: &str| {
        errors
            .pointer(pointer)
            .and_then(|v| v.as_str())
            .unwrap_or_default()
            .to_owned()
    };
    (text("/0/extensions/code"), text("/0/message"))
}

#[test]
fn typed_errors_keep_their_code_and_message() {
    assert_eq!(one(Error::Unauthenticated).0, "UNAUTHENTICATED");
    assert_eq!(one(Arc::new(Error::Forbidden)).0, "FORBIDDEN");
    assert_eq!(
        one(Error::BadInput("first is negative".into())),
        ("BAD_USER_INPUT".into(), "first is negative".into())
    );
    assert_eq!(one(Error::Unavailable).0, "UNAVAILABLE");
    assert_eq!(one(Error::KeyReused).0, "IDEMPOTENCY_CONFLICT");
}

#[test]
fn who_has_to_wait_is_told_how_many_whole_seconds() {
    for (wait, seconds) in [(0, 1), (1, 1), (1000, 1), (1001, 2), (900_000, 900)] {
        let errors = masked(vec![Error::RateLimited(Duration::from_millis(wait)).into()]);
        assert_eq!(errors[0]["extensions"]["code"], "RATE_LIMITED");
        assert_eq!(errors[0]["extensions"]["retryAfter"], seconds, "{wait}");
    }
}

#[test]
fn anything_else_is_masked() {
    let secret = "postgres://user:password@host";
    for error in [
        Error::internal(secret).into(),
        Error::Overtaken.into(),
        Error::refused(Code::Invalid, secret, ["input"]).into(),
        async_graphql::Error::new(secret),
        std::io::Error::other(secret).into(),
    ] {
        let errors = masked(vec![error]).to_string();
        assert!(
            errors.contains(r#""code":"INTERNAL""#) && errors.contains(r#""requestId":"r1""#),
            "{errors}"
        );
        assert!(!errors.contains("password"), "{errors}");
    }
}

#[test]
fn a_refused_value_is_not_quoted() {
    let error = async_graphql::Error::new("Expected input type \"Int\", found \"secret\".");
    assert_eq!(
        one(error),
        (
            "BAD_USER_INPUT".into(),
            "Expected a value of type Int.".into()
        )
    );
    let from_a_resolver: async_graphql::Error = "Failed to parse \"x\": secret".to_owned().into();
    assert_eq!(one(from_a_resolver).0, "INTERNAL");
}

#[test]
fn one_error_for_each_field_and_code() {
    let rows = || (0..50).map(|_| Error::Forbidden.into());
    assert_eq!(masked(rows().collect()).as_array().map(Vec::len), Some(1));
    let and_another = rows().chain([Error::Unavailable.into()]).collect();
    assert_eq!(masked(and_another).as_array().map(Vec::len), Some(2));
}

#[test]
fn errors_are_few_and_short_and_suggest_nothing() {
    let request_id = RequestId::parse("r1").unwrap();
    let errors = |suggestions| {
        let long = ServerError::new(format!("{}é", "x".repeat(300)), None);
        let hint = ServerError::new("Unknown field \"a\". Did you mean \"secret\"?", None);
        let many = std::iter::once(hint)
            .chain(std::iter::repeat_n(long, 30))
            .collect();
        Mask {
            request_id: &request_id,
            suggestions,
        }
        .validation(many)
    };
    assert_eq!(errors(false).len(), 20);
    assert_eq!(errors(false)[0].message, "Unknown field \"a\".");
    assert!(errors(true)[0].message.ends_with("\"secret\"?"));
    assert!(
        errors(true)
            .iter()
            .all(|error| error.message.chars().count() <= 200)
    );
}
