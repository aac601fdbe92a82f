//! The parameters of a request: `query`, `operationName`, `variables`, `extensions`; others are ignored.

use async_graphql::{Request, Variables};
use axum::extract::Query;
use axum::http::Uri;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::graphql::errors::ErrorCode;

/// Why there are no parameters. The message never quotes what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::http) struct Malformed {
    pub(in crate::http) code: ErrorCode,
    pub(in crate::http) message: &'static str,
}

impl Malformed {
    const fn new(message: &'static str) -> Self {
        Self {
            code: ErrorCode::BadRequest,
            message,
        }
    }
}

const MEMBERS: Malformed = Malformed::new(
    "`query` must be a string; `operationName` a string or null; `variables` and `extensions` objects or null.",
);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Params {
    query: Option<String>,
    operation_name: Option<String>,
    #[serde(default)]
    variables: Variables,
    #[serde(default)]
    extensions: Extensions,
}

/// The one extension that is looked for. Absent, null or an object.
#[derive(Default)]
struct Extensions {
    persisted_query: bool,
}

impl<'de> Deserialize<'de> for Extensions {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members =
            Option::<std::collections::HashMap<String, serde::de::IgnoredAny>>::deserialize(
                deserializer,
            )?;
        Ok(Self {
            persisted_query: members.is_some_and(|members| members.contains_key("persistedQuery")),
        })
    }
}

/// Reads the JSON body of a POST.
pub(super) fn of_body(body: &[u8]) -> Result<Request, Malformed> {
    // serde takes an array for a struct's members in order, so it is refused first.
    if body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
        return Err(Malformed::new(
            "Send one request; arrays of requests are not taken.",
        ));
    }
    serde_json::from_slice::<Params>(body)
        .map_err(|error| explain(&error))?
        .into_request()
}

/// Reads the payload of a message.
pub(in crate::http) fn of_message(payload: serde_json::Value) -> Result<Request, Malformed> {
    if !payload.is_object() {
        return Err(MEMBERS);
    }
    serde_json::from_value::<Params>(payload)
        .map_err(|error| explain(&error))?
        .into_request()
}

/// Reads the URL of a GET, where `variables` and `extensions` are JSON texts.
pub(super) fn of_uri(uri: &Uri) -> Result<Request, Malformed> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Texts {
        query: Option<String>,
        operation_name: Option<String>,
        variables: Option<String>,
        extensions: Option<String>,
    }
    let Query(texts) = Query::<Texts>::try_from_uri(uri).map_err(|_| {
        Malformed::new("The URL's parameters must be percent-encoded UTF-8, each given once.")
    })?;
    let given = |text: Option<String>| text.filter(|text| !text.is_empty());
    let params = Params {
        query: given(texts.query),
        operation_name: given(texts.operation_name),
        variables: json(given(texts.variables))?,
        extensions: json(given(texts.extensions))?,
    };
    params.into_request()
}

fn json<T: DeserializeOwned + Default>(text: Option<String>) -> Result<T, Malformed> {
    text.map_or_else(
        || Ok(T::default()),
        |text| serde_json::from_str(&text).map_err(|error| explain(&error)),
    )
}

fn explain(error: &serde_json::Error) -> Malformed {
    if error.is_data() {
        MEMBERS
    } else {
        Malformed::new("The request is not valid JSON.")
    }
}

impl Params {
    fn into_request(self) -> Result<Request, Malformed> {
        let Some(query) = self.query else {
            return Err(if self.extensions.persisted_query {
                let message = "Documents cannot be named by hash here; send `query`.";
                Malformed {
                    code: ErrorCode::PersistedQueryNotSupported,
                    message,
                }
            } else {
                Malformed::new("There is no `query`.")
            });
        };
        let mut request = Request::new(query).variables(self.variables);
        request.operation_name = self.operation_name;
        Ok(request)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(body: &str) -> Option<ErrorCode> {
        of_body(body.as_bytes())
            .err()
            .map(|malformed| malformed.code)
    }

    #[test]
    fn a_body_is_an_object_with_known_members_of_known_types() {
        for good in [
            r#"{"query": "{a}"}"#,
            r#" {"query": "{a}", "operationName": null, "variables": null, "extensions": null, "more": [1]}"#,
            r#"{"query": "{a}", "operationName": "A", "variables": {"a": {"b": [1]}}, "extensions": {"a": 1}}"#,
        ] {
            assert_eq!(code(good), None, "{good}");
        }
        for bad in [
            "",
            "null",
            "1",
            "\"{a}\"",
            "{",
            r#"{"query": "{a}"} x"#,
            r#"[{"query": "{a}"}]"#,
            r#" ["{a}"]"#,
            "{}",
            r#"{"query": null}"#,
            r#"{"query": {}}"#,
            r#"{"query": "a", "query": "b"}"#,
            r#"{"query": "{a}", "operationName": 1}"#,
            r#"{"query": "{a}", "variables": "{}"}"#,
            r#"{"query": "{a}", "variables": [1]}"#,
            r#"{"query": "{a}", "extensions": "x"}"#,
        ] {
            assert_eq!(code(bad), Some(ErrorCode::BadRequest), "{bad}");
        }
        assert_eq!(
            code(r#"{"extensions": {"persistedQuery": {}}}"#),
            Some(ErrorCode::PersistedQueryNotSupported)
        );
    }

    #[test]
    fn a_url_has_the_same_parameters() {
        let of = |query: &str| of_uri(&format!("/graphql?{query}").parse().unwrap());
        let request =
            of("query=%7Ba%7D&operationName=A&variables=%7B%22a%22%3A1%7D&extensions=&x=1")
                .unwrap();
        assert_eq!(
            (request.query.as_str(), request.operation_name.as_deref()),
            ("{a}", Some("A"))
        );
        assert_eq!(
            serde_json::to_value(&request.variables).unwrap(),
            serde_json::json!({"a": 1})
        );
        for bad in [
            "",
            "query=",
            "query=a&query=b",
            "query=a&variables=1",
            "query=a&variables=%7B",
            "query=a&extensions=[]",
        ] {
            assert_eq!(of(bad).unwrap_err().code, ErrorCode::BadRequest, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(body in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = of_body(&body);
        }
    }
}
