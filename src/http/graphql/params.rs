//! The parameters of a request: `query`, `documentId`, `operationName`, `variables`, `extensions`; others are
//! ignored.

use async_graphql::{Request, Variables};
use axum::extract::Query;
use axum::http::Uri;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::graphql::documents::{Asked, Name};
use crate::graphql::errors::ErrorCode;
use crate::graphql::execute::Ask;

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
    "`query`, `documentId` and `operationName` must be strings or null, `variables` and `extensions` objects or null.",
);

const PERSISTED: Malformed = Malformed::new(
    "`persistedQuery` must have `version` 1 and the `sha256Hash` of the document, a string.",
);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Params {
    query: Option<String>,
    document_id: Option<String>,
    operation_name: Option<String>,
    #[serde(default)]
    variables: Variables,
    #[serde(default)]
    extensions: Option<Map<String, Value>>,
}

/// Reads the JSON body of a POST.
pub(super) fn of_body(body: &[u8]) -> Result<Ask, Malformed> {
    // serde takes an array for a struct's members in order, so it is refused first.
    if body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
        return Err(Malformed::new(
            "Send one request; arrays of requests are not taken.",
        ));
    }
    serde_json::from_slice::<Params>(body)
        .map_err(|error| explain(&error))?
        .into_ask()
}

/// Reads the payload of a message.
pub(in crate::http) fn of_message(payload: serde_json::Value) -> Result<Ask, Malformed> {
    if !payload.is_object() {
        return Err(MEMBERS);
    }
    serde_json::from_value::<Params>(payload)
        .map_err(|error| explain(&error))?
        .into_ask()
}

/// Reads the URL of a GET, where `variables` and `extensions` are JSON texts.
pub(super) fn of_uri(uri: &Uri) -> Result<Ask, Malformed> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Texts {
        query: Option<String>,
        document_id: Option<String>,
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
        document_id: given(texts.document_id),
        operation_name: given(texts.operation_name),
        variables: json(given(texts.variables))?,
        extensions: json(given(texts.extensions))?,
    };
    params.into_ask()
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
    fn into_ask(self) -> Result<Ask, Malformed> {
        let extensions = self.extensions.unwrap_or_default();
        let name = match (&self.document_id, extensions.get("persistedQuery")) {
            (Some(id), _) => Some(Name::of_id(id)),
            (None, Some(persisted)) => Some(Name::of_hash(hash(persisted)?)),
            (None, None) => None,
        };
        let document = match (name, self.query) {
            (Some(name), text) => Asked::named(name, text),
            (None, Some(text)) => Asked::text(text),
            (None, None) => return Err(Malformed::new("There is no `query`.")),
        };
        let mut request = Request::new("").variables(self.variables);
        request.operation_name = self.operation_name;
        Ok(Ask {
            request,
            document,
            tells_cost: extensions.get("cost") == Some(&Value::Bool(true)),
            app: None,
        })
    }
}

/// The hash of a document, by the protocol of automatic persisted queries.
fn hash(persisted: &Value) -> Result<&str, Malformed> {
    let version = persisted.get("version").and_then(Value::as_u64);
    let hash = persisted.get("sha256Hash").and_then(Value::as_str);
    hash.filter(|_| version == Some(1)).ok_or(PERSISTED)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

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
    }

    #[test]
    fn a_document_is_named() {
        let hash = "ab".repeat(32);
        let of = |body: Value| of_body(body.to_string().as_bytes()).map(|ask| ask.document);
        let persisted = |version: Value, hash: Value| json!({"persistedQuery": {"version": version, "sha256Hash": hash}});
        for (body, expected) in [
            (
                json!({"documentId": "x-1"}),
                Asked::named(Name::of_id("x-1"), None),
            ),
            (
                json!({"documentId": "a", "query": null}),
                Asked::named(Name::of_id("a"), None),
            ),
            (
                json!({"documentId": format!("sha256:{hash}"), "extensions": persisted(json!(2), json!(0))}),
                Asked::named(Name::of_hash(&hash), None),
            ),
            (
                json!({"extensions": persisted(json!(1), json!(hash)), "query": "{a}"}),
                Asked::named(Name::of_hash(&hash), Some("{a}".to_owned())),
            ),
        ] {
            assert_eq!(of(body.clone()), Ok(expected), "{body}");
        }
        for bad in [
            json!({"documentId": 1}),
            json!({"extensions": {"persistedQuery": null}}),
            json!({"extensions": {"persistedQuery": "x"}, "query": "{a}"}),
            json!({"extensions": persisted(json!(2), json!(hash))}),
            json!({"extensions": persisted(json!("1"), json!(hash))}),
            json!({"extensions": persisted(json!(1), json!(null))}),
        ] {
            assert_eq!(
                of(bad.clone()).unwrap_err().code,
                ErrorCode::BadRequest,
                "{bad}"
            );
        }
    }

    #[test]
    fn the_cost_is_asked_for() {
        for (extensions, expected) in [
            (json!({"cost": true}), true),
            (json!({"cost": false}), false),
            (json!({"cost": "true"}), false),
            (json!({}), false),
            (json!(null), false),
        ] {
            let body = json!({"query": "{a}", "extensions": extensions}).to_string();
            assert_eq!(
                of_body(body.as_bytes()).unwrap().tells_cost,
                expected,
                "{body}"
            );
        }
    }

    #[test]
    fn a_url_has_the_same_parameters() {
        let of = |query: &str| of_uri(&format!("/graphql?{query}").parse().unwrap());
        let request =
            of("query=%7Ba%7D&operationName=A&variables=%7B%22a%22%3A1%7D&extensions=&x=1")
                .unwrap();
        assert_eq!(request.document, Asked::text("{a}".to_owned()));
        assert_eq!(request.request.operation_name.as_deref(), Some("A"));
        assert_eq!(
            serde_json::to_value(&request.request.variables).unwrap(),
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
