//! What the server said, and what a test wants to know of it.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;

/// An answer of the server.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: StatusCode,
    /// The headers.
    pub(crate) headers: HeaderMap,
    /// The body, where it is JSON; else null.
    pub(crate) json: Value,
    /// The body as it came.
    pub(crate) text: String,
}

impl Answer {
    /// Reads a response to its end.
    pub(crate) async fn read(response: reqwest::Response) -> Self {
        let status = response.status();
        let headers = response.headers().clone();
        let text = response.text().await.expect("a body of text");
        Self {
            status,
            headers,
            json: serde_json::from_str(&text).unwrap_or_default(),
            text,
        }
    }

    /// The value at a path below `data`, e.g. `customers.nodes.0.email`.
    ///
    /// # Panics
    /// When there is nothing at the path; a null is something.
    #[track_caller]
    pub(crate) fn data(&self, path: &str) -> &Value {
        let pointer = format!("/data/{}", path.replace('.', "/"));
        self.json
            .pointer(&pointer)
            .unwrap_or_else(|| panic!("nothing at `{path}` of {}", self.text))
    }

    /// The text at a path below `data`.
    ///
    /// # Panics
    /// When there is something else.
    #[track_caller]
    pub(crate) fn str(&self, path: &str) -> &str {
        self.data(path)
            .as_str()
            .unwrap_or_else(|| panic!("no text at `{path}` of {}", self.text))
    }

    /// This answer, which is one to an operation that went well.
    ///
    /// # Panics
    /// When it has no data, errors, or user errors.
    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        let well = self.status == StatusCode::OK
            && self.json["data"].is_object()
            && self.json["errors"].is_null();
        assert!(
            well && self.user_errors().is_empty(),
            "{} {}",
            self.status,
            self.text
        );
        self
    }

    /// The user errors of all payloads, each as its code and where, e.g. `EMAIL_TAKEN input.email`.
    pub(crate) fn user_errors(&self) -> Vec<String> {
        let payloads = self.json["data"]
            .as_object()
            .into_iter()
            .flat_map(serde_json::Map::values);
        let errors = payloads
            .filter_map(|payload| payload.get("userErrors")?.as_array())
            .flatten();
        errors
            .map(|error| {
                format!("{} {}", text(&error["code"]), joined(&error["field"]))
                    .trim_end()
                    .to_owned()
            })
            .collect()
    }

    /// The codes of the top-level errors.
    pub(crate) fn error_codes(&self) -> Vec<&str> {
        let errors = self.json["errors"].as_array().into_iter().flatten();
        errors
            .map(|error| text(&error["extensions"]["code"]))
            .collect()
    }

    /// The code of the only top-level error.
    ///
    /// # Panics
    /// When there is none or more than one.
    #[track_caller]
    pub(crate) fn error_code(&self) -> &str {
        match self.error_codes()[..] {
            [code] => code,
            _ => panic!("not exactly one error: {} {}", self.status, self.text),
        }
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("?")
}

fn joined(path: &Value) -> String {
    let segments = path.as_array().into_iter().flatten();
    segments.map(text).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answer(json: Value) -> Answer {
        Answer {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            text: json.to_string(),
            json,
        }
    }

    #[test]
    fn finds_data_by_path() {
        let answer =
            answer(json!({"data": {"customers": {"nodes": [{"email": "a@b.c", "phone": null}]}}}))
                .ok();
        assert_eq!(answer.str("customers.nodes.0.email"), "a@b.c");
        assert_eq!(answer.data("customers.nodes.0.phone"), &Value::Null);
    }

    #[test]
    fn tells_user_errors_by_code_and_place() {
        let errors = json!([{"code": "EMAIL_TAKEN", "field": ["input", "email"]}, {"code": "INVALID_CREDENTIALS", "field": null}]);
        let answer = answer(
            json!({"data": {"a": {"userErrors": errors}, "b": {"userErrors": []}, "c": null}}),
        );
        assert_eq!(
            answer.user_errors(),
            ["EMAIL_TAKEN input.email", "INVALID_CREDENTIALS"]
        );
    }

    #[test]
    #[should_panic(expected = "EMAIL_TAKEN")]
    fn user_errors_are_not_ok() {
        answer(
            json!({"data": {"login": {"userErrors": [{"code": "EMAIL_TAKEN", "field": null}]}}}),
        )
        .ok();
    }

    #[test]
    #[should_panic(expected = "FORBIDDEN")]
    fn errors_are_not_ok() {
        let errors = answer(
            json!({"data": {"me": null}, "errors": [{"extensions": {"code": "FORBIDDEN"}}]}),
        );
        assert_eq!(errors.error_code(), "FORBIDDEN");
        errors.ok();
    }
}
