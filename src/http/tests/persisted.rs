use std::io::Write;

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::json;
use tempfile::NamedTempFile;

use super::*;

fn hash(text: &str) -> String {
    let digest = digest(&SHA256, text.as_bytes());
    let digits = digest.as_ref().iter().map(|byte| format!("{byte:02x}"));
    digits.collect::<Vec<_>>().concat()
}

/// What Apollo's clients send in `extensions`.
fn extensions(text: &str) -> Value {
    json!({"persistedQuery": {"version": 1, "sha256Hash": hash(text)}})
}

fn encoded(text: &str) -> String {
    let octets = text.bytes().map(|byte| format!("%{byte:02X}"));
    octets.collect::<Vec<_>>().concat()
}

/// A GET of a document by its hash alone.
fn by_hash(text: &str) -> String {
    format!(
        "/graphql?extensions={}",
        encoded(&extensions(text).to_string())
    )
}

async fn body(request: RequestBuilder) -> Value {
    request.send().await.unwrap().json().await.unwrap()
}

/// Sends a document with its hash, so that the hash will do from then on.
async fn register(server: &Server, text: &str) {
    let whole = json!({"query": text, "extensions": extensions(text)}).to_string();
    assert_eq!(outcome(server.post(whole)).await.0, 200);
}

#[tokio::test]
async fn apollos_protocol_by_post_and_by_get() {
    let server = Server::start(&[]).await;
    let query = "query($n: Int) { rows(first: $n) { name } }";
    let by_name =
        || server.post(json!({"extensions": extensions(query), "variables": {"n": 1}}).to_string());
    let unknown = json!({"errors": [{"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}]});
    assert_eq!(body(by_name()).await, unknown);
    assert_eq!(status(by_name()).await, 200, "as its older clients expect");
    assert_eq!(status(by_name().header("accept", GRAPHQL)).await, 400);
    register(&server, query).await;
    let answer = json!({"data": {"rows": [{"name": "0"}]}});
    assert_eq!(body(by_name()).await, answer);
    let of_url = format!("{}&variables={}", by_hash(query), encoded("{\"n\": 1}"));
    assert_eq!(body(server.get(&of_url)).await, answer);
    let id = format!(
        "/graphql?documentId=sha256:{}&variables={}",
        hash(query),
        encoded("{\"n\": 1}")
    );
    assert_eq!(body(server.get(&id)).await, answer);
    let whole_by_get = format!("{}&query={}", by_hash("{ who }"), encoded("{ who }"));
    assert_eq!(status(server.get(&whole_by_get)).await, 200);
    assert_eq!(status(server.get(&by_hash("{ who }"))).await, 200);
}

#[tokio::test]
async fn what_is_forged_or_off_is_told() {
    let server = Server::start(&[]).await;
    let forged = json!({"query": "{ who }", "extensions": extensions("{ fails }")}).to_string();
    assert_eq!(
        outcome(server.post(forged)).await,
        (400, "BAD_REQUEST".into(), false)
    );
    register(&server, "mutation { login }").await;
    let by_get = server
        .get(&by_hash("mutation { login }"))
        .send()
        .await
        .unwrap();
    assert_eq!(
        (by_get.status().as_u16(), header(&by_get, "allow")),
        (405, "POST")
    );
    let off = Server::start(&["--persisted-queries", "off"]).await;
    let answer = body(off.get(&by_hash("{ who }"))).await;
    let expected = json!([{"message": "PersistedQueryNotSupported", "extensions": {"code": "PERSISTED_QUERY_NOT_SUPPORTED"}}]);
    assert_eq!(answer["errors"], expected);
}

#[tokio::test]
async fn a_credential_that_is_bad_does_not_hide_that_the_text_is_wanted() {
    let server = Server::start(&[]).await;
    let login = "mutation { login }";
    let by_name = || {
        let body = json!({"extensions": extensions(login)}).to_string();
        server.post(body).header("authorization", "Bearer expired")
    };
    assert_eq!(outcome(by_name()).await.1, "PERSISTED_QUERY_NOT_FOUND");
    register(&server, login).await;
    assert_eq!(outcome(by_name()).await, (200, String::new(), true));
    let other = server
        .get(&by_hash("{ who }"))
        .header("authorization", "Bearer expired");
    assert_eq!(outcome(other).await.1, "PERSISTED_QUERY_NOT_FOUND");
}

#[tokio::test]
async fn a_browser_that_names_a_document_is_answered() {
    let server = Server::start(&[]).await;
    let html = |path: &str| server.get(path).header("accept", "text/html, */*");
    register(&server, "{ who }").await;
    assert_eq!(status(html(&by_hash("{ who }"))).await, 200);
    assert_eq!(
        status(html(&format!(
            "/graphql?documentId=sha256:{}",
            hash("{ who }")
        )))
        .await,
        200
    );
}

#[tokio::test]
async fn a_kept_answer_is_asked_about() {
    let server = Server::start(&[]).await;
    register(&server, "{ who }").await;
    let path = by_hash("{ who }");
    let first = server.get(&path).send().await.unwrap();
    assert_eq!(header(&first, "cache-control"), "private, no-cache");
    let vary: Vec<_> = first.headers().get_all("vary").iter().collect();
    assert_eq!(vary, ["Accept, Authorization, Cookie", "Origin"]);
    let tag = header(&first, "etag").to_owned();
    assert!(tag.starts_with('"') && tag.len() == 24, "{tag}");
    for known in [
        tag.clone(),
        format!("W/{tag}"),
        format!("\"x\", {tag}"),
        "*".to_owned(),
    ] {
        let again = server
            .get(&path)
            .header("if-none-match", &known)
            .send()
            .await
            .unwrap();
        assert_eq!(
            (again.status().as_u16(), header(&again, "etag")),
            (304, tag.as_str()),
            "{known}"
        );
        assert_eq!(header(&again, "cache-control"), "private, no-cache");
        assert!(
            again.headers().get("vary").is_some() && again.headers().get("content-type").is_none()
        );
        assert_eq!(again.bytes().await.unwrap(), "");
    }
    let other = server
        .get(&path)
        .header("if-none-match", &tag)
        .bearer_auth(&server.staff)
        .send()
        .await
        .unwrap();
    assert_eq!(other.status(), 200, "somebody else's answer is another");
    assert_ne!(header(&other, "etag"), tag);
    let media = server
        .get(&path)
        .header("accept", GRAPHQL)
        .send()
        .await
        .unwrap();
    assert_ne!(header(&media, "etag"), tag);
}

#[tokio::test]
async fn nothing_else_is_kept() {
    let server = Server::start(&[]).await;
    for text in [
        "{ who }",
        "{ fails }",
        "{ rows(first: 3000000000) { name } }",
    ] {
        register(&server, text).await;
    }
    let post = json!({"extensions": extensions("{ who }")}).to_string();
    for (what, request) in [
        (
            "the text is in the URL",
            server.get("/graphql?query=%7Bwho%7D"),
        ),
        ("by POST", server.post(post)),
        ("a failure", server.get(&by_hash("{ fails }"))),
        (
            "a wrong argument",
            server.get(&by_hash("{ rows(first: 3000000000) { name } }")),
        ),
        (
            "an unknown document",
            server.get(&by_hash("{ rows { name } }")),
        ),
        (
            "a refusal",
            server.get(&format!("{}&operationName=X", by_hash("{ who }"))),
        ),
    ] {
        let response = request.header("if-none-match", "*").send().await.unwrap();
        assert_ne!(response.status(), 304, "{what}");
        assert_eq!(
            (
                header(&response, "etag"),
                header(&response, "cache-control")
            ),
            ("", "no-store"),
            "{what}"
        );
    }
}

#[tokio::test]
async fn the_cost_is_told_to_whoever_asks() {
    let server = Server::start(&[]).await;
    let of = |extensions: Value| {
        let query = "query($n: Int!) { rows(first: $n) { name } }";
        server.post(
            json!({"query": query, "variables": {"n": 7}, "extensions": extensions}).to_string(),
        )
    };
    let told = body(of(json!({"cost": true}))).await;
    assert_eq!(
        told["extensions"],
        json!({"cost": {"requested": 7, "maximum": 5000}})
    );
    for silent in [json!({}), json!({"cost": false}), json!(null)] {
        assert_eq!(body(of(silent)).await.get("extensions"), None);
    }
    let by_get = format!(
        "/graphql?query={}&extensions={}",
        encoded("{ who }"),
        encoded("{\"cost\": true}")
    );
    assert_eq!(
        body(server.get(&by_get)).await["extensions"]["cost"]["requested"],
        0
    );
}

#[tokio::test]
async fn with_a_manifest_nothing_else_runs_for_anyone_but_staff() {
    let mut manifest = NamedTempFile::new().unwrap();
    manifest
        .write_all(br#"{"who": "{ who }", "log-in": "mutation { login }"}"#)
        .unwrap();
    let path = manifest.path().to_str().unwrap();
    let server = Server::start(&["--trusted-documents", path]).await;
    let refused = (200, "DOCUMENT_NOT_TRUSTED".to_owned(), false);
    for (what, request) in [
        ("a text", server.query("{ rows { name } }")),
        (
            "introspection",
            server.query("{ __schema { queryType { name } } }"),
        ),
        ("no GraphQL", server.query("{")),
        ("by GET", server.get("/graphql?query=%7Brows%7Bname%7D%7D")),
        ("a hash", server.get(&by_hash("{ rows { name } }"))),
        ("an id", server.get("/graphql?documentId=other")),
    ] {
        assert_eq!(outcome(request).await, refused, "{what}");
    }
    for (what, request) in [
        ("a text", server.query("{ who }")),
        ("an id", server.get("/graphql?documentId=who")),
        (
            "an id in a body",
            server.post(r#"{"documentId": "log-in"}"#),
        ),
        (
            "an id in Apollo's form",
            server
                .post(r#"{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "who"}}}"#),
        ),
        ("a hash", server.get(&by_hash("{ who }"))),
        (
            "of staff",
            server.query("{ rows { name } }").bearer_auth(&server.staff),
        ),
    ] {
        assert_eq!(outcome(request).await, (200, String::new(), true), "{what}");
    }
    assert_eq!(
        status(server.query("{ rows { name } }").header("accept", GRAPHQL)).await,
        400
    );
}
