//! Bodies that are no request.

use serde_json::json;

use super::{Row, Senders, differs, request, same};
use crate::harness::on_both;

const MALFORMED: &str = "400, BAD_REQUEST, no data";

fn malformed() -> Vec<Row> {
    let nested = format!(
        r#"{{"query": "{{ me {{ id }} }}", "variables": {{"a": {}{}}}}}"#,
        "[".repeat(5_000),
        "]".repeat(5_000)
    );
    let rows: [(&str, Vec<u8>); 22] = [
        ("an empty body", b"".into()),
        ("blanks", b" \n".into()),
        ("no JSON", b"nonsense".into()),
        (
            "JSON that breaks off",
            br#"{"query": "{ me { id } }""#.into(),
        ),
        (
            "JSON with something behind it",
            br#"{"query": "{ me { id } }"} x"#.into(),
        ),
        ("null", b"null".into()),
        ("a number", b"42".into()),
        ("a text", br#""{ me { id } }""#.into()),
        (
            "an array of requests",
            br#"[{"query": "{ me { id } }"}]"#.into(),
        ),
        ("an empty array", b"[]".into()),
        (
            "a request's members in order",
            br#"["{ me { id } }", null, null]"#.into(),
        ),
        ("no query", b"{}".into()),
        ("a query that is null", br#"{"query": null}"#.into()),
        (
            "a query that is an object",
            br#"{"query": {"me": "id"}}"#.into(),
        ),
        (
            "two queries",
            br#"{"query": "{ a }", "query": "{ me { id } }"}"#.into(),
        ),
        (
            "variables that are a text",
            br#"{"query": "{ me { id } }", "variables": "{}"}"#.into(),
        ),
        (
            "variables that are an array",
            br#"{"query": "{ me { id } }", "variables": []}"#.into(),
        ),
        (
            "an operationName that is a number",
            br#"{"query": "{ me { id } }", "operationName": 1}"#.into(),
        ),
        (
            "extensions that are an array",
            br#"{"query": "{ me { id } }", "extensions": []}"#.into(),
        ),
        (
            "half of a surrogate pair",
            br#"{"query": "{ me { id } } # \ud800"}"#.into(),
        ),
        (
            "bytes that are no UTF-8",
            b"{\"query\": \"{ me { id } } # \xff\"}".into(),
        ),
        ("JSON nested too deep", nested.into()),
    ];
    rows.into_iter()
        .map(|(what, body)| same(what, body, MALFORMED))
        .collect()
}

on_both! {
    async fn what_is_no_request_is_told(shop: &Shop) {
        let senders = Senders::of(shop).await;
        for row in malformed() {
            senders.assert_answers(&senders.anyone, row).await;
        }
        let hash = json!({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "00"}}}).to_string();
        senders.assert_answers(&senders.anyone, differs(
            "a document named by its hash",
            hash,
            "200, PERSISTED_QUERY_NOT_FOUND, no data",
            "400, PERSISTED_QUERY_NOT_FOUND, no data",
        )).await;
    }
}

on_both! {
    async fn a_body_may_not_be_large(shop: &Shop) {
        let senders = Senders::of(shop).await;
        let padded = |bytes: usize| {
            let request = request("{ me { id } }", &json!({}));
            request.clone() + &" ".repeat(bytes - request.len())
        };
        let too_large = "413, PAYLOAD_TOO_LARGE, no data";
        let two_megabytes = 2 * 1024 * 1024;
        senders.assert_answers(&senders.anyone, same("two megabytes", padded(two_megabytes), too_large)).await;
        senders.assert_answers(&senders.customer, same("a byte more than allowed", padded(256 * 1024 + 1), too_large)).await;
        senders.assert_answers(&senders.anyone, same("as much as allowed", padded(256 * 1024), "200, data")).await;
        senders.assert_answers(&senders.staff, same("what staff may send", padded(two_megabytes), "200, data")).await;
        senders.assert_answers(&senders.staff, same("more than staff may send", padded(4 * 1024 * 1024 + 1), too_large)).await;
    }
}

on_both! {
    async fn a_bad_token_is_refused(shop: &Shop) {
        let senders = Senders::of(shop).await;
        let body = request("{ me { id } }", &json!({}));
        let forged = senders.anyone.bearer("eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFZERTQSIsImtpZCI6IngifQ.e30.AAAA");
        for (what, sender) in [("an expired token", &*senders.expired), ("a forged token", &forged), ("an unknown key", &senders.anyone.bearer("sk_unknown"))] {
            senders.assert_answers(sender, same(what, body.clone(), "401, UNAUTHENTICATED, no data")).await;
        }
        // The credential is looked at first: it tells nothing of the document.
        let wrong = request("{ nothing }", &json!({}));
        senders.assert_answers(&forged, same("a forged token and a wrong document", wrong.clone(), "401, UNAUTHENTICATED, no data")).await;
        senders.assert_answers(&senders.anyone, differs("the wrong document alone", wrong, "200, GRAPHQL_VALIDATION_FAILED, no data", "400, GRAPHQL_VALIDATION_FAILED, no data")).await;
    }
}
