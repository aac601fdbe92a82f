use serde_json::json;

use super::*;

#[tokio::test]
async fn wrong_input_is_told_apart_and_a_good_request_follows() {
    let server = Server::start(&[]).await;
    let bomb = (0..32).fold(
        "{ ...F0 } fragment F32 on Query { who }".to_owned(),
        |bomb, n| bomb + &format!("fragment F{n} on Query {{ ...F{m} ...F{m} }}", m = n + 1),
    );
    let body = |query: &str| json!({ "query": query }).to_string();
    for (body, of_json, of_graphql, code, data) in [
        ("nonsense".to_owned(), 400, 400, "BAD_REQUEST", false),
        (
            r#"[{"query": "{ who }"}]"#.to_owned(),
            400,
            400,
            "BAD_REQUEST",
            false,
        ),
        (
            r#"{"query": "{ who }", "variables": "x"}"#.to_owned(),
            400,
            400,
            "BAD_REQUEST",
            false,
        ),
        (
            json!({"query": "{ who }", "operationName": "x"}).to_string(),
            400,
            400,
            "BAD_REQUEST",
            false,
        ),
        (body("{"), 200, 400, "GRAPHQL_PARSE_FAILED", false),
        (
            body("{ nothing }"),
            200,
            400,
            "GRAPHQL_VALIDATION_FAILED",
            false,
        ),
        (
            body("query($n: Int!) { rows(first: $n) { name } }"),
            200,
            400,
            "GRAPHQL_VALIDATION_FAILED",
            false,
        ),
        (
            body("query($n: [Nothing] = [1]) { who }"),
            200,
            400,
            "GRAPHQL_VALIDATION_FAILED",
            false,
        ),
        (body(&bomb), 200, 400, "QUERY_TOO_COMPLEX", false),
        (body("subscription { who }"), 400, 400, "BAD_REQUEST", false),
        (body("{ fails }"), 200, 200, "INTERNAL", true),
        (body("{ panics }"), 200, 200, "INTERNAL", true),
        (
            "x".repeat(256 * 1024 + 1),
            413,
            413,
            "PAYLOAD_TOO_LARGE",
            false,
        ),
    ] {
        for (accept, status) in [(JSON, of_json), (GRAPHQL, of_graphql)] {
            let found = outcome(server.post(body.clone()).header("accept", accept)).await;
            assert_eq!(
                found,
                (status, code.to_owned(), data),
                "{accept} {body:.80}"
            );
            assert_eq!(
                outcome(server.query("{ who }")).await,
                (200, String::new(), true)
            );
        }
    }
}
